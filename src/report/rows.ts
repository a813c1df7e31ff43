import { entryOf, type Row } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import { dateText, daysUntil } from './dates.ts';
import { breakable, code, join, link, type Markdown, md, words } from './markdown.ts';

/** What a row is told for: a merge that is to come, one that was, or an adoption, which closes resets and applies none. */
export type Occasion = 'change' | 'adoption';

/** The danger of a row at a glance. */
export function sign(row: Row): Markdown {
  if (row.refusals.length > 0) return md`⛔`;
  if (passed(row).length > 0) return md`⚠️`;
  return { loosen: md`⚠️`, reset: md`🔁`, tighten: md`🔒`, neutral: md`✏️` }[row.direction];
}

/** What becomes of it, in the words of people. */
export function effect(row: Row, now: Date, occasion: Occasion = 'change'): Markdown {
  const { kind, before, after } = row;
  const entry = entryOf(row);
  switch (entry.kind) {
    case 'enforce':
      if (kind === 'enforce')
        return md`**MFA enforced** at the next sign-in of every user with a password, in every Org of the Production environment`;
      return row.calls.length === 0
        ? md`**MFA not enforced**: recorded, nothing is sent`
        : md`**MFA no longer enforced**`;
    case 'opt-out':
      if (kind === 'amend' && before?.kind === 'opt-out')
        return md`**Opt-out changed:** ${join([...passed(row), ...amended(before, entry)], md`; `)}`;
      if (after !== undefined)
        return md`**Exempt from MFA** until ${dateText(entry.expires)} (${daysUntil(entry.expires, now)})`;
      return md`**MFA required again**`;
    case 'reset':
      if (after === undefined) return md`**Reset request withdrawn**`;
      return occasion === 'adoption'
        ? md`**Reset request closed**, not applied`
        : md`**MFA profile cleared** by ${dateText(entry.notAfter)} or not at all; the user enrols again at the next sign-in`;
    default:
      return rule(entry, before, after);
  }
}

type RuleEntry = Extract<Entry, { kind: 'guardrail' | 'protected' | 'approver' }>;
type OptOutEntry = Extract<Entry, { kind: 'opt-out' }>;

/** An e-mail or an id that is somebody else's now: the exemption passes from the one to the other. */
function passed({ recorded, userId, calls }: Row): Markdown[] {
  if (recorded === undefined || userId === undefined || recorded === userId) return [];
  const ends = calls.some((call) => call.kind === 'set-opt-out' && !call.optOut);
  const rest = ends ? md`for whom MFA is required again` : md`who is gone`;
  return [md`**passes to another user**, id ${userId}, from id ${recorded}, ${rest}`];
}

function amended(before: OptOutEntry, after: OptOutEntry): Markdown[] {
  const parts: Markdown[] = [];
  if (before.expires !== after.expires) {
    const moved = after.expires > before.expires ? md`**longer**` : md`shorter`;
    parts.push(md`${moved}, until ${dateText(after.expires)} instead of ${dateText(before.expires)}`);
  }
  if (before.user !== after.user) parts.push(md`e-mail changed from ${breakable(before.user)}`);
  if (before.id !== after.id) {
    parts.push(after.id === undefined ? md`**no longer pinned** to an id` : md`pinned to the id ${after.id}`);
  }
  if (before.reason !== after.reason) parts.push(md`another reason`);
  if (before.owner !== after.owner) parts.push(md`owner changed from ${breakable(before.owner)}`);
  if (before.ticket !== after.ticket) parts.push(md`ticket changed from ${breakable(before.ticket)}`);
  return parts;
}

function rule(entry: RuleEntry, before: Entry | undefined, after: Entry | undefined): Markdown {
  switch (entry.kind) {
    case 'guardrail': {
      const from = before?.kind === 'guardrail' ? md`${String(before.value)} → ` : md``;
      const to = after?.kind === 'guardrail' ? code(String(after.value)) : md`its default`;
      return md`${entry.name}: ${from}${to}`;
    }
    case 'protected':
      return after === undefined
        ? md`**No longer protected** from opt-outs and resets`
        : md`**Protected** from opt-outs and resets`;
    case 'approver':
      if (after === undefined) return md`${breakable(entry.login)} may **no longer approve**`;
      return before === undefined
        ? md`${breakable(entry.login)} **may approve**`
        : md`${breakable(entry.login)} approves under another e-mail`;
  }
}

/** Whom the row is about, and by which request, the user with a link to `page`; undefined where it is about nobody. */
export function who(row: Row, page?: string): Markdown | undefined {
  const entry = entryOf(row);
  if (!('user' in entry)) return undefined;
  const user = link(breakable(entry.user), page);
  const pinned = 'id' in entry && entry.id !== undefined ? md`${user} (id ${breakable(entry.id)})` : user;
  return entry.kind === 'reset' ? md`${pinned}, request ${breakable(entry.request)}` : pinned;
}

/** Why it is asked for, or why it is refused, and what is to be known of it. */
export function why(row: Row): Markdown {
  const parts = [...reasons(row), ...row.notes.map((note) => words(`Note: ${note}`))];
  if (row.need === 'in-force' && (row.after !== undefined || entryOf(row).kind !== 'reset'))
    parts.push(md`Already recorded as applied`);
  if (row.need === 'already-so') parts.push(md`The tenant has it so already: nothing is sent`);
  return parts.length === 0 ? md`–` : join(parts, md`\n`);
}

function reasons(row: Row): Markdown[] {
  if (row.refusals.length > 0) return row.refusals.map(({ message }) => words(message));
  const entry = entryOf(row);
  if (row.kind === 'rule') return [strength(row)];
  if (entry.kind === 'reset') return [breakable(entry.reason)];
  if (entry.kind !== 'opt-out') return [];
  if (row.kind !== 'opt-in')
    return [breakable(entry.reason), md`Owner ${breakable(entry.owner)}, ticket ${breakable(entry.ticket)}`];
  return [
    row.byDate === undefined ? md`Taken out of the file` : md`The opt-out ended on ${dateText(row.byDate)}`,
  ];
}

function strength({ direction }: Row): Markdown {
  if (direction === 'loosen') return md`Looser`;
  return direction === 'tighten' ? md`Tighter` : md`Same strength`;
}

/** What a row is called in a sentence, such as in a list of what is held back. */
export function title(row: Row): Markdown {
  const entry = entryOf(row);
  if (entry.kind === 'opt-out' && row.kind === 'opt-in') return md`ending ${entryTitle(entry)}`;
  return row.kind === 'lift' ? md`lifting enforcement` : entryTitle(entry);
}

/** What an entry is called in a sentence. */
export function entryTitle(entry: Entry): Markdown {
  switch (entry.kind) {
    case 'enforce':
      return entry.enforce ? md`enforcing MFA` : md`not enforcing MFA`;
    case 'opt-out':
      return md`the opt-out of ${entry.user}`;
    case 'reset':
      return md`the reset ${entry.request} of ${entry.user}`;
    case 'guardrail':
      return md`the rule ${entry.name}`;
    case 'protected':
      return md`the protection of ${entry.user}`;
    case 'approver':
      return md`the approver ${entry.login}`;
  }
}

/** Who may do something, as alternatives: `ana`, `bo` or `cy`. */
export function anyOf(logins: readonly string[]): Markdown {
  const names = logins.map(code);
  const last = names.at(-1);
  if (last === undefined || names.length === 1) return join(names, md``);
  return md`${join(names.slice(0, -1), md`, `)} or ${last}`;
}
