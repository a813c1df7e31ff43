import type { Annotation } from '../modes/result.ts';
import { type Parsed, parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Flaw } from '../policy/problem.ts';
import { TOO_LARGE } from '../policy/text.ts';
import type { PolicyFile } from '../ports/material.ts';
import { type Redact, secretsIn, withoutSecrets } from './secrets.ts';

/** What a policy file says, or why it says nothing. */
export type ReadPolicy =
  | {
      kind: 'policy';
      policy: Policy;
      blob: string;
      bytes: Uint8Array;
      places: ReadonlyMap<string, { line: number; column: number }>;
    }
  | { kind: 'refused'; why: string }
  | { kind: 'problems'; problems: readonly Flaw[]; orgId?: string };

/**
 * Judges the file as it stands at a commit; a missing or irregular file is a refusal, never a default, and so is one that holds a secret
 * of this job.
 */
export function readPolicy(
  file: PolicyFile,
  path: string,
  siblings: readonly string[],
  redact: Redact,
): ReadPolicy {
  if (file.kind === 'missing') {
    return {
      kind: 'refused',
      why: 'The policy file is missing. A missing file is never taken for an empty policy: restore it, or correct the input policy.',
    };
  }
  if (file.kind === 'irregular') {
    return {
      kind: 'refused',
      why: 'The policy is not a regular file. A link, a folder or a submodule is not followed: commit the file itself.',
    };
  }
  if (file.kind === 'too-large') return { kind: 'problems', problems: [TOO_LARGE] };
  if (hasTwin(path, siblings)) {
    return {
      kind: 'refused',
      why: 'A second file bears the name of the policy with another ending or in other letters. Remove it, so that nobody takes the one for the other.',
    };
  }
  const parsed = parsePolicy(file.bytes);
  const tooLarge = !parsed.ok && parsed.problems.some(({ code }) => code === 'too-large');
  const secrets = tooLarge ? [] : secretsIn(new TextDecoder().decode(file.bytes), parsed, redact);
  if (parsed.ok && secrets.length === 0)
    return {
      kind: 'policy',
      policy: parsed.policy,
      blob: file.blob,
      bytes: file.bytes,
      places: parsed.places,
    };
  return {
    kind: 'problems',
    problems: parsed.ok ? secrets : [...secrets, ...parsed.problems],
    ...orgIdOf(parsed),
  };
}

function orgIdOf(parsed: Parsed): { orgId?: string } {
  if (parsed.ok) return { orgId: parsed.policy.org.id };
  return parsed.orgId === undefined ? {} : { orgId: parsed.orgId };
}

/** The policy that a pull request changes, to show what changes: without the secrets that it may hold. */
export function basePolicyOf(file: PolicyFile, redact: Redact): Policy | undefined {
  const policy = policyIn(file);
  return policy && withoutSecrets(policy, redact);
}

/** The policy of a file, where it can be read. */
export function policyIn(file: PolicyFile): Policy | undefined {
  return file.kind === 'file' ? policyOf(file.bytes) : undefined;
}

/** The policy of an older commit, where a broken one just has no entries. */
export function policyOf(bytes: Uint8Array | undefined): Policy | undefined {
  const parsed = bytes === undefined ? undefined : parsePolicy(bytes);
  return parsed?.ok ? parsed.policy : undefined;
}

/** What is wrong with a file, as marks on it. */
export function marksOf(read: Exclude<ReadPolicy, { kind: 'policy' }>): Annotation[] {
  return read.kind === 'problems'
    ? problemMarks(read.problems)
    : [{ level: 'error', message: read.why, line: 1, column: 1 }];
}

/** Problems as marks on the file's lines. */
export function problemMarks(problems: readonly Flaw[]): Annotation[] {
  return problems.map(({ message, line, column }) => ({ level: 'error', message, line, column }));
}

function hasTwin(path: string, siblings: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = (file: string) => file.replace(/\.ya?ml$/i, '').toLowerCase();
  return siblings.some((file) => file !== name && /\.ya?ml$/i.test(file) && stem(file) === stem(name));
}
