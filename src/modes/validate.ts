import { readPolicy } from '../gather/policy.ts';
import type { Redact } from '../gather/secrets.ts';
import type { PolicyFile } from '../ports/material.ts';
import type { Repository } from '../ports/repository.ts';
import { md } from '../report/markdown.ts';
import { problemsText, refusalText } from '../report/problems.ts';
import { problemMarks } from './marks.ts';
import type { Result } from './result.ts';

export interface ValidateContext {
  policy: string;
  /** The file of a checkout with the names beside it; undefined where there is no checkout. */
  local(): { file: PolicyFile; siblings: readonly string[] } | undefined;
  /** Reads the commit of the event where there is no checkout. */
  repository?: Pick<Repository, 'file'>;
  commit?: string;
  redact: Redact;
}

/** Checks the policy file by itself: a local one, or that of a commit. Needs no key and asks no tenant. */
export async function validate(context: ValidateContext): Promise<Result> {
  const local = context.local();
  const found = local ?? (await atCommit(context));
  if (found === undefined) {
    return refused(
      'There is neither a checkout nor a commit to read the policy from. Check the repository out first, or give the job a github-token.',
    );
  }
  const read = readPolicy(found.file, context.policy, found.siblings, context.redact);
  if (read.kind === 'refused') return refused(read.why);
  if (read.kind === 'problems') {
    return {
      status: 'refused',
      message: 'The policy file can’t be used: see its problems.',
      summary: problemsText(context.policy, read.problems),
      annotations: problemMarks(read.problems),
    };
  }
  return {
    status: 'no-changes',
    message: 'The policy file is valid.',
    summary: md`### MFA policy: the file is valid\n\n${context.policy} can be used. Users were not looked up.\n`,
    annotations: [],
  };
}

async function atCommit({
  repository,
  commit,
}: ValidateContext): Promise<{ file: PolicyFile; siblings: readonly string[] } | undefined> {
  if (repository === undefined || commit === undefined) return undefined;
  return repository.file(commit);
}

function refused(why: string): Result {
  return {
    status: 'refused',
    message: `The policy file can’t be used. ${why}`,
    summary: refusalText([why]),
    annotations: [],
  };
}
