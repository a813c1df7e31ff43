/**
 * Writes the tables of README.md: inputs and outputs from action.yml, guardrails from their table. With `--check` only says whether they are
 * current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { GUARDRAILS } from '../src/policy/guardrails.ts';

const action = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/** The README with its tables renewed. Throws when a pair of marks is missing or stands twice. */
export function renewed(readme: string, yaml: string): string {
  const { inputs, outputs } = action.parse(parse(yaml));
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    quoted(input.default),
    input.description,
  ]);
  const outputRows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, output.description]);
  const withInputs = between(readme, 'inputs', tableOf(['Input', 'Default', 'Description'], inputRows));
  const withOutputs = between(withInputs, 'outputs', tableOf(['Output', 'Description'], outputRows));
  return between(withOutputs, 'guardrails', guardrailTable());
}

function guardrailTable(): string {
  const rows = Object.entries(GUARDRAILS).map(([name, rule]) => [
    `\`${name}\``,
    `\`${rule.default}\``,
    'least' in rule ? `${rule.least} to ${grouped(rule.most)}` : '`true`, `false`',
    rule.tighter,
    rule.description,
  ]);
  return tableOf(['Guardrail', 'Default', 'Values', 'Tighter', 'Description'], rows);
}

/** A number as people read it: 2 000. */
function grouped(number: number): string {
  return `${number}`.replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** A default as code; of an expression, what it stands for. */
function quoted(text: string): string {
  return text === '' ? '' : `\`${/^\$\{\{ (.+) \}\}$/.exec(text)?.[1] ?? text}\``;
}

function tableOf(head: string[], rows: string[][]): string {
  const cells = (row: string[]): string =>
    `| ${row.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [cells(head), cells(head.map(() => '---')), ...rows.map(cells)].join('\n');
}

function between(readme: string, name: string, text: string): string {
  const parts = readme.split(new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`));
  if (parts.length !== 2) throw new Error(`README.md needs one <!-- ${name} --> and one <!-- /${name} -->`);
  return parts.join(`<!-- ${name} -->\n${text}\n<!-- /${name} -->`);
}

if (import.meta.main) {
  const path = new URL('../README.md', import.meta.url);
  const before = readFileSync(path, 'utf8');
  const after = renewed(before, readFileSync(new URL('../action.yml', import.meta.url), 'utf8'));
  if (before !== after && process.argv.includes('--check')) {
    process.stderr.write('README.md is not current: run node scripts/readme.ts\n');
    process.exitCode = 1;
  } else if (before !== after) {
    writeFileSync(path, after);
  }
}
