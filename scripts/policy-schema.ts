/** Writes the JSON Schema of the policy file for editors; with `--check` only says whether it is current. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../src/policy/schema.ts';

/** Where the template, and the first line of a policy file, look for the schema. */
export const SCHEMA_FILE = new URL('../templates/.github/mfa-policy.schema.json', import.meta.url);

/** The schema as the file holds it. */
export function schemaText(): string {
  return `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`;
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) {
    mkdirSync(new URL('.', SCHEMA_FILE), { recursive: true });
    writeFileSync(SCHEMA_FILE, schemaText());
  } else if (readFileSync(SCHEMA_FILE, 'utf8') !== schemaText()) {
    process.stderr.write(
      'templates/.github/mfa-policy.schema.json is not current: run node scripts/policy-schema.ts\n',
    );
    process.exitCode = 1;
  }
}
