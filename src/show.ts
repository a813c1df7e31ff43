import { isGreen, type Result } from './modes/result.ts';
import { callsOf } from './plan/plan.ts';
import { planFile } from './report/plan-file.ts';
import { annotations } from './runner/annotations.ts';
import type { Environment } from './runner/inputs.ts';
import type { Log } from './runner/log.ts';
import { writeOutputs, writePlanFile, writeSummary } from './runner/outputs.ts';
import type { Redactor } from './runner/redact.ts';

/** Where a result is shown. */
export interface Face {
  log: Log;
  redact: Redactor;
  env: Environment;
  /** Path of the policy, for marks on its lines. */
  policy: string;
}

/** Shows a result in every place of the runner: log, annotations, summary, outputs, plan file. Gives the exit code that fits it. */
export function show(result: Result, { log, redact, env, policy }: Face): number {
  const green = isGreen(result);
  if (green) log.info(result.message);
  else log.error(result.message);
  const marks = result.annotations.map((mark) =>
    mark.line === undefined ? mark : { ...mark, file: policy },
  );
  const overall = green ? [] : [{ level: 'error' as const, message: result.message }];
  for (const line of annotations([...overall, ...marks], redact)) process.stdout.write(`${line}\n`);
  const { plan } = result;
  // First what people read: nothing that goes wrong later takes it away.
  const summary = result.summary === undefined ? [] : writeSummary(result.summary, redact, env);
  const file = plan && writePlanFile(planFile(plan, result.status), plan.digest, redact, env);
  const unwritten = [
    ...summary,
    ...(file?.unwritten ?? []),
    ...writeOutputs(
      {
        status: result.status,
        changes: plan === undefined ? 0 : callsOf(plan).length,
        ...(plan && { digest: plan.digest }),
        ...(file?.path !== undefined && { planFile: file.path }),
      },
      env,
    ),
  ];
  for (const { what, why } of unwritten) log.warning(`The ${what} was not written: ${why}.`);
  log.info('Status', result.status);
  return green ? 0 : 1;
}
