/** Where something stands in the policy file. Both count from 1; a column counts UTF-16 code units, as editors do. */
export interface Place {
  line: number;
  column: number;
}

/** Everything that can be wrong with a policy file. */
export const PROBLEM_CODES = [
  // the bytes and the characters
  'too-large',
  'not-utf-8',
  'too-many-lines',
  'line-too-long',
  'forbidden-character',
  'too-many-marks',
  'not-nfc',
  // the YAML document
  'too-deep',
  'too-many-values',
  'directive',
  'anchor',
  'alias',
  'tag',
  'explicit-key',
  'several-documents',
  'duplicate-key',
  'syntax',
  'empty',
  // the content
  'forbidden-key',
  'unknown-key',
  'missing-key',
  'not-a-mapping',
  'not-a-list',
  'not-a-boolean',
  'not-a-whole-number',
  'not-text',
  'wrong-version',
  'wrong-environment',
  'wrong-id',
  'wrong-ledger-key',
  'wrong-email',
  'wrong-login',
  'wrong-date',
  'wrong-request',
  'wrong-length',
  'out-of-range',
  'too-many-entries',
  // entries that contradict each other
  'duplicate-opt-out',
  'duplicate-request',
  'id-of-two-users',
  'user-of-two-ids',
  'duplicate-protected',
  'duplicate-approver',
  'approver-counted-twice',
  'too-few-approvers',
  // the end of a long list
  'more-problems',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One thing that is wrong. The message says what was expected; it never holds a value or a key of the file (T33). */
export interface Problem extends Place {
  code: ProblemCode;
  message: string;
}

/** What is wrong at a place of the file, in words that hold none of it. */
export type Flaw = Omit<Problem, 'code'>;

/** Something wrong with the text as YAML, at an offset of it in UTF-16 code units. */
export interface Fault {
  offset: number;
  code: ProblemCode;
  message: string;
}

/** More than these are not shown: a check run and a comment hold so many, and nobody reads more. */
const MAX_PROBLEMS = 100;

/** The problems from top to bottom, each place and code once, at most 100. Where there were more, the last one says so. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const shown: Problem[] = [];
  for (const problem of [...problems].sort((a, b) => a.line - b.line || a.column - b.column)) {
    const { line, column, code } = problem;
    const name = `${line}:${column}:${code}`;
    if (seen.has(name)) continue;
    if (shown.length === MAX_PROBLEMS) return [...shown.slice(0, -1), moreFrom(shown.at(-1) as Problem)];
    seen.add(name);
    shown.push(problem);
  }
  return shown;
}

function moreFrom({ line, column }: Problem): Problem {
  return {
    line,
    column,
    code: 'more-problems',
    message: 'More problems are not shown. Fix the ones above first.',
  };
}
