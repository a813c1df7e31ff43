import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/plan/row.ts';
import { md } from '../../src/report/markdown.ts';
import { lineOf, rowTables } from '../../src/report/row-table.ts';
import { enforceRow, optInRow, optOutRow, resetRow, row } from '../apply/rows.ts';
import { guarded, guardrail, optOut } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { readable, strangers, tableRows } from './reading.ts';

const REFUSED = { refusals: [{ code: 'protected' as const, message: 'Is protected.' }] };

function shown(rows: readonly Row[]) {
  const lines = rows.map((one) => lineOf(one, { now: NOW, occasion: 'change', placeOf: () => undefined }));
  const text = rowTables(lines, [md`What and who`, md`Why`], (line) => line.row.refusals.length > 0);
  expect(strangers(text)).toEqual([]);
  const [open = '', ...folds] = text.text.split('<details>');
  return { text, open, folds, titles: folds.map((fold) => /<summary>(.*)<\/summary>/.exec(fold)?.[1]) };
}

const many = (count: number, of: (n: string) => Row) => Array.from({ length: count }, (_, n) => of(`${n}`));
const amended = (after: Parameters<typeof optOut>[0]) => row(optOut({ id: '7' }), optOut(after));

describe('rules', () => {
  test('stand in a folded block of their own, which says how many loosen', () => {
    const { open, titles } = shown([optOutRow('1'), row(guarded(), undefined), row(undefined, guarded())]);
    expect(readable(open)).toContain('Exempt from MFA');
    expect(titles).toEqual(['Rules: 2, 1 of them looser']);
    expect(shown([row(undefined, guarded())]).titles).toEqual(['Rules: 1']);
  });

  test('that are refused stand open', () => {
    const { open, folds } = shown([row(guarded(), undefined, REFUSED)]);
    expect(folds).toEqual([]);
    expect(readable(open)).toContain('⛔ Refused: No longer protected');
  });
});

describe('many rows', () => {
  test('are 16 or more: 15 are one table', () => {
    expect(shown(many(15, optOutRow)).folds).toEqual([]);
    expect(tableRows(shown(many(15, optOutRow)).text)).toHaveLength(15);
    expect(shown(many(16, optOutRow)).titles).toEqual(['Exempt from MFA: 16']);
  });

  test('are folded by kind, in the order in which they come; what concerns the whole Org is not', () => {
    const { open, titles } = shown([
      enforceRow(false),
      ...many(9, optOutRow),
      amended({ id: '7', expires: '2027-03-01' }),
      ...many(4, (n) => resetRow(n)),
      enforceRow(),
      ...many(3, optInRow),
      amended({ id: '7', expires: '2026-12-01' }),
    ]);
    expect(tableRows(open)).toHaveLength(2);
    expect(titles).toEqual([
      'Exempt from MFA: 9',
      'Opt-outs that become weaker: 1',
      'MFA profiles: 4',
      'MFA required again: 3',
      'Opt-outs that change: 1',
    ]);
  });

  test('never fold a refused one away', () => {
    const { open, folds } = shown([...many(100, (n) => optOutRow(n, REFUSED)), ...many(100, optInRow)]);
    expect(open.match(/user\.\d+/g)).toHaveLength(100);
    expect(folds.join('')).not.toContain('⛔');
  });

  test('that say the same stand together, each with whom it is about', () => {
    const { text } = shown([
      ...many(16, optOutRow),
      row(undefined, optOut({ user: 'other@acme.example', reason: 'Another reason' })),
      ...many(2, () => row(guardrail('max-resets', 5), guardrail('max-resets', 4))),
    ]);
    const cells = tableRows(text);
    expect(cells.map(([, why]) => why?.split(' / ')[0])).toEqual([
      'Shared kiosk without a phone',
      'Another reason',
      'Tighter',
    ]);
    expect(cells[0]?.[0]).toContain('user.0@acme.example, user.1@acme.example, ');
    expect(cells[0]?.[0]?.match(/user\.\d+@acme\.example/g)).toHaveLength(16);
  });
});
