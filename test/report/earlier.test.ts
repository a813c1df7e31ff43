import { describe, expect, test } from 'vitest';
import type { RowOutcome } from '../../src/apply/outcome.ts';
import type { Authority } from '../../src/approval/authority.ts';
import type { Claim } from '../../src/ledger/state.ts';
import type { Row } from '../../src/plan/row.ts';
import { earlierOf, earlierText } from '../../src/report/earlier.ts';
import {
  approvedBy,
  approvedStep,
  BY_ADOPTION,
  BY_DATE,
  decided,
  enforceRow,
  optInRow,
  resetRow,
  row,
} from '../apply/rows.ts';
import { recorded, standing, state } from '../ledger/states.ts';
import { approver, enforce, guardrail, KIOSK, optOut } from '../plan/entries.ts';
import { readable, strangers } from './reading.ts';
import { SITE } from './views.ts';

const BY_7 = approvedBy(approvedStep(7));
const BY_7_AND_9 = approvedBy(approvedStep(9, ['cy-lee']), approvedStep(7));

function claim(of: Claim['state'], authority: Authority = BY_7, request = 'INC-1'): Claim {
  return {
    request,
    state: of,
    hash: '0'.repeat(64),
    user: 'cy.lee@acme.example',
    authority: recorded(authority),
    time: '2026-11-20T09:00:00.000Z',
  };
}

const outcomes = (...rows: Row[]): RowOutcome[] =>
  rows.map((of) => ({ ...decided(of), result: 'done', calls: [] }));

describe('what earlier runs left of a pull request', () => {
  const before = state({
    inForce: [
      standing(enforce(), undefined, BY_7),
      standing(optOut(), '1', BY_7_AND_9),
      standing(guardrail('max-resets', 2), undefined, approvedBy(approvedStep(9))),
      standing(approver(), '5001', BY_ADOPTION),
      standing(optOut({ user: 'hall.kiosk@acme.example' }), '2', BY_DATE),
    ],
    resets: [claim('done'), claim('unknown', approvedBy(approvedStep(9)), 'INC-2')],
  });
  const names = (pull: number, ...rows: Row[]) =>
    earlierOf(before, pull, outcomes(...rows)).map((one) => ('entry' in one ? one.entry.kind : one.request));

  test('is every entry and every reset that rests on one of its steps', () => {
    expect(names(7)).toEqual(['enforce', 'opt-out', 'INC-1']);
    expect(names(9)).toEqual(['opt-out', 'guardrail', 'INC-2']);
    expect(names(8)).toEqual([]);
  });

  test('is not told twice: what this apply handled stands in its table', () => {
    expect(names(7, enforceRow(), resetRow('1', 'INC-1'))).toEqual(['opt-out']);
    expect(names(7, row(optOut(), optOut({ ticket: 'SEC-2' })))).toEqual(['enforce', 'INC-1']);
    expect(names(7, optInRow('5'), resetRow('1', 'INC-9'))).toEqual(['enforce', 'opt-out', 'INC-1']);
  });
});

describe('it is told', () => {
  test.each<[string, Parameters<typeof earlierText>[0][number]]>([
    [
      `✅ the opt-out of ${KIOSK}: in force since 20 Nov 2026. Pull request 7 by ana-diaz, approved by bo-chen`,
      standing(optOut(), '1', BY_7),
    ],
    [
      '✅ not enforcing MFA: in force since 20 Nov 2026. Pull request 7 by ana-diaz, no approval needed',
      standing(enforce(false), undefined, approvedBy(approvedStep(7, []))),
    ],
    [
      '✅ the reset INC-1 of cy.lee@acme.example: done on 20 Nov 2026. Pull request 7 by ana-diaz, approved by bo-chen',
      claim('done'),
    ],
    [
      '⌛ the reset INC-1 of cy.lee@acme.example: its last day was over on 20 Nov 2026, it was not applied. Its date, 24 Nov 2026',
      claim('lapsed', BY_DATE),
    ],
    [
      '✅ the reset INC-1 of cy.lee@acme.example: closed on 20 Nov 2026 by an adoption, not applied. Adoption by olga-owner',
      claim('closed', BY_ADOPTION),
    ],
    [
      '❓ the reset INC-1 of cy.lee@acme.example: its outcome on 20 Nov 2026 is unknown; it is never sent again. Pull request 7 by ana-diaz, approved by bo-chen',
      claim('unknown'),
    ],
  ])('%s', (words, one) => {
    expect(strangers(earlierText([one], SITE))).toEqual([]);
    expect(readable(earlierText([one], SITE))).toBe(`By earlier runs\n- ${words}`);
  });

  test('nowhere where there is nothing', () => {
    expect(earlierText([], SITE).text).toBe('');
  });
});
