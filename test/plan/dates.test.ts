import { describe, expect, test } from 'vitest';
import { dayOf, daysBetween, hasEnded, hasLapsed } from '../../src/plan/dates.ts';

test.each([
  ['2026-11-24T00:00:00.000Z', '2026-11-24'],
  ['2026-11-24T23:59:59.999Z', '2026-11-24'],
  ['2026-11-25T00:30:00.000+01:00', '2026-11-24'],
  ['2028-02-29T12:00:00.000Z', '2028-02-29'],
])('the day of %s is %s, in UTC', (moment, day) => {
  expect(dayOf(new Date(moment))).toBe(day);
});

test.each([
  ['2026-11-24', '2026-11-24', 0],
  ['2026-11-24', '2026-11-25', 1],
  ['2026-11-24', '2026-11-23', -1],
  ['2026-12-31', '2027-01-01', 1],
  ['2027-02-28', '2027-03-01', 1],
  ['2028-02-28', '2028-03-01', 2],
  ['2028-02-29', '2029-02-28', 365],
  ['2026-11-24', '2027-11-24', 365],
  ['2027-11-24', '2028-11-24', 366],
  ['2026-03-28', '2026-03-30', 2],
])('from %s to %s it is %i days', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days);
});

describe('an opt-out that expires on a day', () => {
  test.each([
    ['the last moment of the day before', '2027-01-31', '2027-01-30T23:59:59.999Z', false],
    ['the first moment of the day', '2027-01-31', '2027-01-31T00:00:00.000Z', true],
    ['the day after', '2027-01-31', '2027-02-01T00:00:00.000Z', true],
    ['the day before a leap day', '2028-02-29', '2028-02-28T23:59:59.999Z', false],
    ['a leap day', '2028-02-29', '2028-02-29T00:00:00.000Z', true],
    ['the last moment of a year', '2027-01-01', '2026-12-31T23:59:59.999Z', false],
    ['the first moment of a year', '2027-01-01', '2027-01-01T00:00:00.000Z', true],
  ])('has ended or not at %s', (_words, expires, now, ended) => {
    expect(hasEnded(expires, new Date(now))).toBe(ended);
  });
});

describe('a reset that is to be done by the end of a day', () => {
  test.each([
    ['the day before', '2026-11-27', '2026-11-26T12:00:00.000Z', false],
    ['the last moment of the day', '2026-11-27', '2026-11-27T23:59:59.999Z', false],
    ['the first moment of the day after', '2026-11-27', '2026-11-28T00:00:00.000Z', true],
    ['the last moment of a leap day', '2028-02-29', '2028-02-29T23:59:59.999Z', false],
    ['the day after a leap day', '2028-02-29', '2028-03-01T00:00:00.000Z', true],
    ['the last moment of a year', '2026-12-31', '2026-12-31T23:59:59.999Z', false],
    ['the first moment of a year', '2026-12-31', '2027-01-01T00:00:00.000Z', true],
  ])('has lapsed or not at %s', (_words, notAfter, now, lapsed) => {
    expect(hasLapsed(notAfter, new Date(now))).toBe(lapsed);
  });
});
