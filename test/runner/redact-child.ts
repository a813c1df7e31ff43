/** Has a ledger of a million characters redacted and checked, as before it is sent, and tells its parent what that took. */
import { createHash } from 'node:crypto';
import { redactor } from '../../src/runner/redact.ts';

export interface Cost {
  /** Of the result. */
  characters: number;
  /** Of the processor. */
  milliseconds: number;
  /** By which the most memory that this process ever had has grown. */
  bytes: number;
}

const CHARACTERS = 1_000_000;
/** As long as inputs may be: in all forms and parts these are thousands of texts to look for. */
const keys = ['one', 'two', 'three'].map((name) =>
  Array.from({ length: 64 }, (_, index) => createHash('sha384').update(`${name} ${index}`).digest('base64'))
    .join('')
    .slice(0, 4096),
);

function entry(index: number, reason: string): string {
  const user = `{"email":"kiosk.${index}@acme.example","id":${1000 + index}}`;
  return `{"reason":${JSON.stringify(reason)},"until":"2027-01-31","user":${user}},\n`;
}

const line = entry(1, 'The "kiosk" of the lobby \\ nobody signs in by phone \u{1f3e0}');
const held = process.argv[2] === 'leaky' ? entry(2, encodeURIComponent(keys[1] as string)) : '';
const lines = line.repeat(Math.ceil(CHARACTERS / line.length)).slice(0, CHARACTERS - held.length);
// One flat text, as `JSON.stringify` gives it.
const ledger = Buffer.from(lines + held).toString();

const { redact, assertClean } = redactor(keys);
assertClean(redact('a first text loads what later ones need'));
const memory = process.resourceUsage().maxRSS;
const before = process.cpuUsage();
const result = redact(ledger);
assertClean(result);
const { user, system } = process.cpuUsage(before);
const cost: Cost = {
  characters: result.length,
  milliseconds: (user + system) / 1_000,
  bytes: (process.resourceUsage().maxRSS - memory) * 1_024,
};
process.stdout.write(JSON.stringify(cost));
