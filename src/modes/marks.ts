import type { ReadPolicy } from '../gather/policy.ts';
import type { Flaw } from '../policy/problem.ts';
import type { Annotation } from './result.ts';

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
