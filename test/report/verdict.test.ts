import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/plan/row.ts';
import { counts } from '../../src/report/verdict.ts';
import { enforceRow, optInRow, optOutRow, resetRow, row } from '../apply/rows.ts';
import { enforce, guarded, guardrail, reset } from '../plan/entries.ts';
import { readable } from './reading.ts';

const REFUSED = { refusals: [{ code: 'protected' as const, message: 'No.' }] };

describe('the counts', () => {
  test.each<[string, Row[]]>([
    ['Nothing changes', []],
    ['⚠️ 1 weakens sign-in', [optOutRow('1')]],
    ['⚠️ 2 weaken sign-in', [optOutRow('1'), enforceRow(false)]],
    ['⚠️ 1 loosens a rule', [row(guarded(), undefined)]],
    ['⚠️ 2 loosen a rule', [row(guarded('a@acme.example'), undefined), row(guarded(), undefined)]],
    ['🔁 1 clears an MFA profile', [resetRow('1')]],
    ['🔁 2 clear an MFA profile', [resetRow('1'), resetRow('2')]],
    ['🔒 1 strengthens', [optInRow('1')]],
    ['🔒 2 strengthen', [optInRow('1'), row(undefined, guarded())]],
    ['✏️ 1 recorded setting', [row(undefined, enforce(false))]],
    ['✏️ 2 recorded settings', [row(reset(), undefined), row(undefined, guardrail('max-resets', 5))]],
    ['⛔ 1 refused', [optOutRow('1', REFUSED)]],
    [
      '⚠️ 1 weakens sign-in · ⚠️ 1 loosens a rule · 🔁 1 clears an MFA profile · 🔒 1 strengthens · ⛔ 2 refused',
      [
        optInRow('1'),
        resetRow('2'),
        row(guarded(), undefined),
        optOutRow('3'),
        optOutRow('4', REFUSED),
        resetRow('5', 'INC-5', REFUSED),
      ],
    ],
  ])('%s', (words, rows) => {
    expect(readable(counts(rows))).toBe(words);
  });

  test.each([
    ['🔁 1 reset request is closed', 1],
    ['🔁 2 reset requests are closed', 2],
  ])('of an adoption say that %s', (words, many) => {
    const rows = Array.from({ length: many }, (_, n) => resetRow(`${n}`));
    expect(readable(counts(rows, 'adoption'))).toBe(words);
  });
});
