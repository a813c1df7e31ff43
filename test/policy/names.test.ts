import { expect, test } from 'vitest';
import { folded, isSameName } from '../../src/policy/names.ts';

test.each([
  ['Ana-Diaz', 'ana-diaz'],
  ['Lobby.Kiosk@ACME.example', 'lobby.kiosk@acme.example'],
])('%s is %s', (written, kept) => {
  expect(folded(written)).toBe(kept);
  expect(isSameName(written, kept.toUpperCase())).toBe(true);
});

test.each([
  ['the Kelvin sign', '\u{212A}en', 'ken'],
  ['a capital letter of another script', '\u{0410}na', '\u{0430}na'],
  ['a dotted capital I', '\u{0130}da', 'ida'],
  ['one letter more', 'anaa', 'ana'],
])('%s makes another name', (_words, one, other) => {
  expect(folded(one)).toBe(one);
  expect(isSameName(one, other)).toBe(false);
});
