import { expect, test } from 'vitest';
import { UNTIL } from '../../src/report/rows.ts';

test('the head of the column of dates is longer than a date and never broken, so that no date is', () => {
  expect(UNTIL.text.length).toBeGreaterThan('2027-01-31'.length);
  expect(UNTIL.text).not.toMatch(/[ \n-]/);
});
