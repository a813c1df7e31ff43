import { expect, test } from 'vitest';
import { dateText } from '../../src/report/dates.ts';

test.each([
  ['31\u00a0Jan\u00a02027', '2027-01-31'],
  ['1\u00a0Dec\u00a02026', '2026-12-01'],
  ['`2027-13-01`', '2027-13-01'],
  ['`@ana`', '@ana'],
])('%s', (words, date) => {
  expect(dateText(date).text).toBe(words);
});
