import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renewed } from '../../scripts/readme.ts';
import { RESET_DAYS } from '../../src/plan/resolve.ts';
import { COMMENT_LIMIT } from '../../src/report/plan.ts';
import { root, text } from './files.ts';

const readme = text('README.md');

/** A number as the README writes it: groups of three from five digits on, and in 2 000. */
const written = (number: number) => `${number}`.replace(/\B(?=(\d{3})+$)/g, ' ');

/** The statuses that a table names in its first column. */
const statusesIn = (page: string) =>
  Array.from(
    page.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*)[^|]*\| .* \| .* \|$/gm),
    ([, cell = '']) => cell,
  ).flatMap((cell) => cell.match(/[a-z-]+/g) ?? []);

test('the tables of the README are those of action.yml and of the guardrails', () => {
  expect(renewed(readme, text('action.yml'))).toBe(readme);
});

describe.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'templates/README.md', 'test/README.md'])(
  '%s',
  (path) => {
    test('links only to files and headings that are there', () => {
      const page = text(path);
      const targets = Array.from(page.matchAll(/\]\(([^)]+)\)/g), ([, target = '']) => target);
      const headings = Array.from(
        page.matchAll(/^#+ (.*)$/gm),
        ([, heading = '']) => `#${heading.toLowerCase().replaceAll(' ', '-')}`,
      );
      for (const target of targets) {
        if (target.startsWith('#')) expect(headings).toContain(target);
        else if (!target.startsWith('https:'))
          expect(() => statSync(new URL(join(dirname(path), target), root)), target).not.toThrow();
      }
    });
  },
);

test('the README says of every status what to do', () => {
  const described: string = parse(text('action.yml')).outputs.status.description;
  const statuses = (described.match(/`[a-z-]+`/g) ?? []).map((status) => status.slice(1, -1));
  const table = readme.slice(readme.indexOf('Output&nbsp;`status`'));
  const rows = statusesIn(table.slice(0, table.indexOf('\n\n')));
  expect(statuses.length).toBeGreaterThan(8);
  expect([...rows].sort()).toEqual([...statuses].sort());
});

test('the template’s README says of every red status what to do', () => {
  expect([...new Set(statusesIn(text('templates/README.md')))].sort()).toEqual(
    ['refused', 'held-back', 'not-adopted', 'partial', 'failed', 'unknown'].sort(),
  );
});

test('the README names every secret and every setting of the template’s workflows, and no other', () => {
  const secrets = (page: string) => [...new Set(page.match(/(?:RESOLVER|MFA)_[A-Z_]+/g))].sort();
  const workflows = ['mfa-plan.yml', 'mfa-apply.yml'].map((name) =>
    text(`templates/.github/workflows/${name}`),
  );
  expect(secrets(readme)).toEqual(secrets(workflows.join('\n')));
  const table = readme.slice(readme.indexOf('| Setting | Value |'));
  const settings = table.slice(0, table.indexOf('\n\n')).match(/(?<=\| `)[a-z-]+(?=` \|)/g);
  for (const workflow of workflows) {
    const written = workflow.match(/(?<=^ +)[a-z-]+(?=: (?:https:|\|$))/gm);
    expect(written).toEqual(settings);
  }
});

test('the limits in the README are those of the program', () => {
  const limits = readme.slice(readme.indexOf('\n## Limits'), readme.indexOf('\n## What is not known'));
  for (const sentence of [
    `its last day at most ${RESET_DAYS} days ahead`,
    `cut at ${written(COMMENT_LIMIT.codePoints)} characters`,
  ]) {
    expect(limits).toContain(sentence);
  }
});

test.each(['light', 'dark'])('the %s picture is a PNG that loads quickly', (theme) => {
  const picture = readFileSync(new URL(`docs/comment-${theme}.png`, root));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeLessThan(200 * 1024);
});
