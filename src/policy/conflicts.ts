import { isMapping, memberOf, type Path, pairsIn, type Value } from './content.ts';
import { GUARDRAILS } from './guardrails.ts';
import { MAX_ENTRIES } from './lexemes.ts';
import { folded } from './names.ts';
import type { ProblemCode } from './problem.ts';

/** Entries that contradict each other. */
export interface Conflict {
  path: Path;
  /** Whether it stands at the key that the path ends with, not at the value. */
  atKey?: true;
  code: ProblemCode;
  message: string;
}

/**
 * Judges what entries say of each other, each at its own place (design, section 5). Works on whatever can be read, also where
 * other parts of the file have problems, so that all are reported at once.
 */
export function conflictsIn(file: Value): Conflict[] {
  const { optOuts, resets, accounts, approvers } = partsOf(file);
  return [
    ...repeated(
      fields(optOuts, 'user'),
      'duplicate-opt-out',
      'This user is already listed in an opt-out above.',
    ),
    ...repeated(
      fields(resets, 'request'),
      'duplicate-request',
      'This request id is already listed above; each reset needs its own.',
    ),
    ...pinConflicts([...optOuts, ...resets]),
    ...repeated(accounts, 'duplicate-protected', 'This account is already listed above.'),
    ...repeatedLogins(approvers),
    ...repeated(
      approvers,
      'approver-counted-twice',
      'This e-mail is already listed above: one person would count twice.',
    ),
    ...tooFew(file, approvers.length),
  ];
}

/** Judged before anything else: with each entry comes a handful of other problems, and nobody asked for them all (T36). */
export function tooManyEntries(file: Value): Conflict | undefined {
  const { optOuts, resets, accounts, approvers } = partsOf(file);
  const total = optOuts.length + resets.length + accounts.length + approvers.length;
  if (total <= MAX_ENTRIES) return undefined;
  const message = `${total} opt-outs, resets, protected accounts and approvers; at most ${MAX_ENTRIES} are allowed.`;
  return { path: [], code: 'too-many-entries', message };
}

interface Item {
  path: Path;
  value: Value;
}

function partsOf(file: Value): Record<'optOuts' | 'resets' | 'accounts' | 'approvers', Item[]> {
  return {
    optOuts: itemsAt(file, 'opt-outs'),
    resets: itemsAt(file, 'resets'),
    accounts: itemsAt(file, 'protected'),
    approvers: pairsIn(memberOf(file, 'approvers')).map(([login, value]) => ({
      path: ['approvers', login],
      value,
    })),
  };
}

function itemsAt(file: Value, name: string): Item[] {
  const list = memberOf(file, name);
  return Array.isArray(list) ? list.map((value, index) => ({ path: [name, index], value })) : [];
}

function fields(items: readonly Item[], name: string): Item[] {
  return items.map(({ path, value }) => ({ path: [...path, name], value: memberOf(value, name) ?? null }));
}

/** The names that stand once more, apart from the first of each. */
function repeated(items: readonly Item[], code: ProblemCode, message: string): Conflict[] {
  const seen = new Set<string>();
  return items.flatMap(({ path, value }): Conflict[] => {
    if (typeof value !== 'string') return [];
    const name = folded(value);
    if (seen.has(name)) return [{ path, code, message }];
    seen.add(name);
    return [];
  });
}

function repeatedLogins(approvers: readonly Item[]): Conflict[] {
  const logins = approvers.map(({ path }) => ({ path, value: String(path.at(-1)) }));
  const message = 'This login is already listed above; logins are compared without case.';
  return repeated(logins, 'duplicate-approver', message).map((conflict) => ({ ...conflict, atKey: true }));
}

/** A pin ties one id to one e-mail, in the whole file. */
function pinConflicts(items: readonly Item[]): Conflict[] {
  const userOf = new Map<number, string>();
  const idOf = new Map<string, number>();
  return items.flatMap(({ path, value }): Conflict[] => {
    const name = memberOf(value, 'user');
    const id = memberOf(value, 'id');
    if (typeof name !== 'string' || typeof id !== 'number') return [];
    const user = folded(name);
    const at = [...path, 'id'];
    if ((userOf.get(id) ?? user) !== user) {
      return [
        {
          path: at,
          code: 'id-of-two-users',
          message: 'This id is already listed above with another e-mail.',
        },
      ];
    }
    if ((idOf.get(user) ?? id) !== id) {
      return [
        {
          path: at,
          code: 'user-of-two-ids',
          message: 'The e-mail of this entry is already listed above with another id.',
        },
      ];
    }
    userOf.set(id, user);
    idOf.set(user, id);
    return [];
  });
}

/** What is not a mapping, and a number of approvals that is none or out of range, has a problem of its own. */
function tooFew(file: Value, approvers: number): Conflict[] {
  const said = memberOf(file, 'approvers');
  const { default: usual, most } = GUARDRAILS['required-approvals'];
  const required = memberOf(memberOf(file, 'guardrails'), 'required-approvals') ?? usual;
  if (!isMapping(file) || (said !== undefined && !isMapping(said))) return [];
  if (typeof required !== 'number' || required > most || approvers >= required) return [];
  const message = `Expected as many approvers as \`required-approvals\` asks for, ${required}; there are ${approvers}.`;
  return [{ path: ['approvers'], atKey: true, code: 'too-few-approvers', message }];
}
