import type { Environment } from './inputs.ts';
import { isProxy, PROXIES } from './proxy.ts';

/**
 * `@actions/github` reads the event file, the address of the API and the proxies when it is imported: it prints the path of a file that
 * is missing, and throws with the text of one that is no JSON, of an address or of a proxy that is none. No secret is masked then, and
 * nothing catches. So the first import of `main.ts` is this one: it takes out of the environment what is read by ourselves, or
 * would make the import fail. (A sound address stays: by it the toolkit decides whether GitHub is reached through a proxy.)
 */
const withheld = new Map<string, string>();

for (const [name, value] of Object.entries(process.env)) {
  if (value === undefined || value === '' || isHarmless(name, value)) continue;
  withheld.set(name, value);
  delete process.env[name];
}

function isHarmless(name: string, value: string): boolean {
  if (name === 'GITHUB_EVENT_PATH') return false;
  if (name === 'GITHUB_API_URL') return URL.canParse(value);
  return !PROXIES.includes(name) || isProxy(value);
}

/** Puts back what was withheld, for our own readers, once secrets are masked and errors are caught. */
export function giveBack(env: Environment): void {
  for (const [name, value] of withheld) env[name] = value;
}
