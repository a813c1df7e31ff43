import type { z } from 'zod';
import { codeSpan } from '../text/code-span.ts';
import { type Conflict, conflictsIn, tooManyEntries } from './conflicts.ts';
import type { Content, Path } from './content.ts';
import { saidBy } from './fields.ts';
import type { Problem } from './problem.ts';
import { fileSchema, type PolicyFile } from './schema.ts';

export type Verdict = { kind: 'file'; file: PolicyFile } | { kind: 'problems'; problems: Problem[] };

/** Of these, a person is shown the first 100. A file can break as many rules as it has values. */
const MAX_LOOKED_UP = 1_000;

/**
 * Judges what a document says against the schema and against itself. All problems at once, none of them with a value; too many
 * entries are the only one.
 */
export function judge(content: Content): Verdict {
  const tooMany = tooManyEntries(content.value);
  if (tooMany) return { kind: 'problems', problems: [conflictProblem(tooMany, content)] };
  const judged = fileSchema.safeParse(content.value);
  const issues = judged.success ? [] : judged.error.issues;
  const problems = [
    ...content.problems,
    ...firstOfEach(issues.slice(0, MAX_LOOKED_UP)).flatMap((issue) => problemsOf(issue, content)),
    ...conflictsIn(content.value).map((conflict) => conflictProblem(conflict, content)),
  ];
  if (judged.success && problems.length === 0) return { kind: 'file', file: judged.data };
  return { kind: 'problems', problems };
}

function conflictProblem({ path, atKey, code, message }: Conflict, content: Content): Problem {
  return { ...(atKey ? content.placeOfKey(path) : content.placeOf(path)), code, message };
}

type Issue = z.core.$ZodIssue;

/** A value that breaks its first rule often breaks the next ones as well; the first says enough. */
function firstOfEach(issues: readonly Issue[]): Issue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const name = JSON.stringify(path.map(String));
    return !seen.has(name) && seen.add(name);
  });
}

function problemsOf(issue: Issue, content: Content): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_LOOKED_UP).map((key) => ({
      ...content.placeOfKey([...issue.path, key]),
      ...saidBy(issue.message),
    }));
  }
  if (issue.code === 'invalid_key') return [{ ...content.placeOfKey(issue.path), ...saidBy(issue.message) }];
  const place = content.placeOf(issue.path);
  if (!isMissing(issue.path, content)) return [{ ...place, ...saidBy(issue.message) }];
  return [
    {
      ...place,
      code: 'missing-key',
      message: `The key ${codeSpan(String(issue.path.at(-1)))} is required here.`,
    },
  ];
}

/** Whether nothing stands at a path. The last name of such a path is one of the schema, not one of the file. */
function isMissing(path: Path, { value }: Content): boolean {
  return path.reduce<unknown>((found, name) => Reflect.get(Object(found), name), value) === undefined;
}
