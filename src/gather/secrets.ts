import { entriesOf, entryKey } from '../policy/entry.ts';
import type { Parsed } from '../policy/parse.ts';
import type { Place, Policy } from '../policy/policy.ts';
import type { Flaw } from '../policy/problem.ts';

/** Hides every secret of this job in a text, whatever its form. */
export type Redact = (text: string) => string;

/**
 * Where a policy's text holds a secret of this job; no message holds any of it. What holds one could be sent neither to the ledger nor to
 * a comment: a change must not be applied first and then leave no trace (design, section 10.7). An entry is searched besides its lines:
 * YAML has escapes of its own.
 */
export function secretsIn(text: string, parsed: Parsed, redact: Redact): Flaw[] {
  const lines = linesWithSecret(text, redact);
  if (lines.length > 0) return lines.map((line) => ({ line, column: 1, message: SECRET }));
  if (!parsed.ok || !holdsSecret(JSON.stringify(parsed.policy), redact)) return [];
  const places = entriesOf(parsed.policy)
    .filter((entry) => holdsSecret(JSON.stringify(entry), redact))
    .map((entry) => parsed.places.get(entryKey(entry)) ?? TOP);
  return (places.length > 0 ? places : [TOP]).map((place) => ({ ...place, message: SECRET }));
}

/** The same without secrets, for what is only compared with: a pull request that takes one out has to show what it changes. */
export function withoutSecrets(policy: Policy, redact: Redact): Policy {
  const text = JSON.stringify(policy);
  if (!holdsSecret(text, redact)) return policy;
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? redact(value) : value));
}

const TOP: Place = { line: 1, column: 1 };

const SECRET =
  'A secret of this job, such as the API key, is written here. Remove it, and replace that secret with a new one: the old one stays readable in the history of the repository.';

/** The lines that hold one, and the line on which one begins that goes on over more. */
function linesWithSecret(text: string, redact: Redact): number[] {
  const redacted = redact(text);
  if (redacted === text) return [];
  const rest = redacted.split('\n');
  const lines = text.split('\n');
  const first = lines.findIndex((line, index) => line !== rest[index]);
  return lines.flatMap((line, index) => (index === first || holdsSecret(line, redact) ? [index + 1] : []));
}

function holdsSecret(text: string, redact: Redact): boolean {
  return redact(text) !== text;
}
