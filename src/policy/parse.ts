import { type Content, contentOf, memberOf, type Path, pairsIn } from './content.ts';
import { readDocument } from './document.ts';
import { type Entry, entryKey } from './entry.ts';
import { GUARDRAIL_NAMES, guardrailsFrom, guardrailValue } from './guardrails.ts';
import { folded } from './names.ts';
import type { Policy } from './policy.ts';
import { inOrder, type Place, type Problem } from './problem.ts';
import type { PolicyFile } from './schema.ts';
import { judge } from './verdict.ts';

/** What a policy file says, or everything that is wrong with it. */
export type Parsed =
  | {
      kind: 'policy';
      policy: Policy;
      /** Where each entry that stands in the file starts, by its `entryKey`. */
      places: ReadonlyMap<string, Place>;
    }
  | {
      kind: 'problems';
      /** At least one, at most 100, from top to bottom. */
      problems: Problem[];
      /** The Org that the file is for, where that much of it can be read. */
      orgId?: string;
    };

/**
 * Reads a policy file. Promises an answer for any bytes, for about what the largest policy costs, which is half a second of
 * processor time in a process of 150 MB, and never throws; messages hold no value and no key of the file (T33, T36). The same bytes
 * always give the same answer: no clock is asked.
 */
export function parsePolicy(bytes: Uint8Array): Parsed {
  const read = readDocument(bytes);
  if (read.kind === 'problems') return { kind: 'problems', problems: inOrder(read.problems) };
  const content = contentOf(read.document);
  const verdict = judge(content);
  if (verdict.kind === 'problems') {
    const orgId = legibleOrgId(content);
    return { kind: 'problems', problems: inOrder(verdict.problems), ...(orgId !== undefined && { orgId }) };
  }
  const policy = policyOf(verdict.file);
  return { kind: 'policy', policy, places: placesOf(policy, content) };
}

function legibleOrgId({ value }: Content): string | undefined {
  const id = memberOf(memberOf(value, 'org'), 'id');
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? String(id) : undefined;
}

function policyOf(file: PolicyFile): Policy {
  const { id, ...org } = file.org;
  const { 'ledger-public-key': publicKey } = file;
  return {
    org: { id: String(id), ...org },
    ...(publicKey !== undefined && { publicKey }),
    enforce: file.enforce,
    optOuts: file['opt-outs'].map(withPin),
    resets: (file.resets ?? []).map(({ 'not-after': notAfter, ...reset }) => ({
      ...withPin(reset),
      notAfter,
    })),
    protected: file.protected ?? [],
    approvers: Object.entries(file.approvers ?? {}).map(([login, user]) => ({ login, user })),
    guardrails: guardrailsFrom((name) => file.guardrails?.[name]),
  };
}

/** The id of an entry as digits: a JavaScript number is never shown or compared. */
function withPin<Fields extends { id?: number }>({
  id,
  ...fields
}: Fields): Omit<Fields, 'id'> & { id?: string } {
  return id === undefined ? fields : { ...fields, id: String(id) };
}

/** `enforce`, an approver and a guardrail that the file names start at their key, all other entries at their list item. */
function placesOf(
  { enforce, guardrails, ...policy }: Policy,
  { value, placeOfKey }: Content,
): Map<string, Place> {
  const paths: [Entry, Path][] = [[{ kind: 'enforce', enforce }, ['enforce']]];
  for (const [index, optOut] of policy.optOuts.entries())
    paths.push([{ kind: 'opt-out', ...optOut }, ['opt-outs', index]]);
  for (const [index, reset] of policy.resets.entries())
    paths.push([{ kind: 'reset', ...reset }, ['resets', index]]);
  for (const [index, user] of policy.protected.entries())
    paths.push([{ kind: 'protected', user }, ['protected', index]]);
  for (const [key, user] of pairsIn(memberOf(value, 'approvers'))) {
    paths.push([{ kind: 'approver', login: folded(key), user: String(user) }, ['approvers', key]]);
  }
  for (const name of GUARDRAIL_NAMES) {
    if (memberOf(memberOf(value, 'guardrails'), name) === undefined) continue;
    paths.push([{ kind: 'guardrail', name, value: guardrailValue(guardrails, name) }, ['guardrails', name]]);
  }
  return new Map(paths.map(([entry, path]) => [entryKey(entry), placeOfKey(path)]));
}
