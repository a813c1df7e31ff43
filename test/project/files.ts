import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The project's own files, as people copy and read them. */
export const root = new URL('../../', import.meta.url);

export function text(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});

const job = z.object({
  environment: z.string().optional(),
  'timeout-minutes': z.int(),
  steps: z.array(step),
  permissions: z.unknown().optional(),
});

export const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.record(z.string(), z.unknown()).optional(),
  jobs: z.record(z.string(), job),
});

export type Workflow = z.infer<typeof workflow>;

/** A workflow, as far as it is looked at. Every job has a time-out. */
export function workflowAt(path: string): Workflow {
  return workflow.parse(parse(text(path)));
}
