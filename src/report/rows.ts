import { dayOf, daysBetween } from '../plan/dates.ts';
import { entryOf, type Row } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import { code, join, type Markdown, md, words } from './markdown.ts';

/** The danger of a row at a glance. */
export function mark(row: Row): Markdown {
  if (row.refusals.length > 0) return md`⛔ **refused**`;
  if (passed(row).length > 0) return md`⚠️ **weaker**`;
  switch (row.direction) {
    case 'loosen':
      return row.kind === 'rule' ? md`⚠️ **looser rule**` : md`⚠️ **weaker**`;
    case 'reset':
      return md`🔁 **reset**`;
    case 'tighten':
      return row.kind === 'rule' ? md`🔒 **tighter rule**` : md`🔒 **stronger**`;
    case 'neutral':
      return row.kind === 'rule' ? md`⚙️ **rule**` : md`✏️ **same strength**`;
  }
}

/** What will happen when it is merged, in the words of people. */
export function effect(row: Row): Markdown {
  const { kind, before, after } = row;
  const entry = entryOf(row);
  switch (entry.kind) {
    case 'enforce':
      if (kind === 'enforce')
        return md`MFA is enforced at the next sign-in of every user with a password, in every Org of the Production environment`;
      return row.calls.length === 0
        ? md`MFA is not enforced; recorded, nothing is sent`
        : md`MFA is no longer enforced`;
    case 'opt-out':
      if (kind === 'amend' && before?.kind === 'opt-out')
        return md`The opt-out ${join([...passed(row), ...amended(before, entry)], md`; `)}`;
      if (after !== undefined) return md`Exempt from MFA`;
      return row.byDate === undefined
        ? md`MFA required again`
        : md`MFA required again: the opt-out has ended`;
    case 'reset':
      return after === undefined
        ? md`The reset request is withdrawn`
        : md`The MFA profile is cleared: the user must enrol again at the next sign-in`;
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
    parts.push(md`ends on ${after.expires}, ${moved} than before (${before.expires})`);
  }
  if (before.user !== after.user) parts.push(md`e-mail changed from ${before.user}`);
  if (before.id !== after.id) {
    parts.push(after.id === undefined ? md`**no longer pinned** to an id` : md`pinned to the id ${after.id}`);
  }
  if (before.reason !== after.reason) parts.push(md`other reason`);
  if (before.owner !== after.owner) parts.push(md`other owner, before ${before.owner}`);
  if (before.ticket !== after.ticket) parts.push(md`other ticket, before ${before.ticket}`);
  return parts.length === 0 ? [] : [md`changes: ${join(parts, md`; `)}`];
}

function rule(entry: RuleEntry, before: Entry | undefined, after: Entry | undefined): Markdown {
  switch (entry.kind) {
    case 'guardrail': {
      const from = before?.kind === 'guardrail' ? md`${String(before.value)} → ` : md``;
      const to = after?.kind === 'guardrail' ? code(String(after.value)) : md`its default`;
      return md`Rule ${entry.name}: ${from}${to}`;
    }
    case 'protected':
      return after === undefined
        ? md`Is **no longer protected** from opt-outs and resets`
        : md`Is protected: never opted out, never reset`;
    case 'approver':
      if (after === undefined) return md`${entry.login} may **no longer approve**`;
      return before === undefined
        ? md`${entry.login} **may approve**`
        : md`${entry.login} approves under another e-mail`;
  }
}

/** Whom the row is about. */
export function who(row: Row): Markdown {
  const entry = entryOf(row);
  if (!('user' in entry)) return md`–`;
  return 'id' in entry && entry.id !== undefined ? md`${entry.user} (id ${entry.id})` : code(entry.user);
}

/** Why, who answers for it, and what is to be known of it. */
export function why(row: Row): Markdown {
  const entry = entryOf(row);
  const parts: Markdown[] = row.refusals.map(({ message }) => md`**Not applied.** ${words(message)}`);
  if (entry.kind === 'reset') parts.push(md`${entry.reason}\nRequest ${entry.request}`);
  if (entry.kind === 'opt-out' && row.kind !== 'opt-in') {
    parts.push(md`${entry.reason}\nOwner ${entry.owner}, ticket ${entry.ticket}`);
  }
  for (const note of row.notes) parts.push(words(`Note: ${note}`));
  if (row.need === 'in-force' && (row.after !== undefined || entry.kind !== 'reset'))
    parts.push(md`Already recorded as applied`);
  if (row.need === 'already-so') parts.push(md`Already so in the tenant`);
  return parts.length === 0 ? md`–` : join(parts, md`\n`);
}

/** The head of the column of dates. Its words stay on one line, so the column is wide enough for a date, which a browser would break at its hyphens. */
export const UNTIL = md`Until\u00a0(in\u00a0UTC)`;

/** Until when, and how many days that is. */
export function until({ after }: Row, now: Date): Markdown {
  if (after?.kind === 'opt-out') return md`${after.expires}\n${days(after.expires, now)}`;
  return after?.kind === 'reset' ? md`to be done by\n${after.notAfter}` : md`–`;
}

function days(date: string, now: Date): Markdown {
  const count = daysBetween(dayOf(now), date);
  return count === 1 ? md`1 day` : md`${count} days`;
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
