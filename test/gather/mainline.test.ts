import { describe, expect, test } from 'vitest';
import { oid } from '../apply/rows.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { fileOf, mainlineOf, readingOf } from './reading.ts';

const TEXT = policyText();
const OTHER = policyText({ enforce: false });

describe('a commit of the mainline is reached', () => {
  test('without a request among those that came along', async () => {
    const { reader, asked } = readingOf(mainlineOf(40, {}), []);
    expect(await reader.reach(oid(40))).toBe(true);
    expect(await reader.reach(oid(25))).toBe(true);
    expect(asked).toEqual([]);
    expect(reader.mainline().commits).toHaveLength(16);
  });

  test('by as many pages as lie before it, each read once', async () => {
    const { reader, asked } = readingOf(mainlineOf(60, {}), []);
    expect(await reader.reach(oid(20))).toBe(true);
    expect(await reader.reach(oid(30))).toBe(true);
    expect(asked).toEqual(['mainline 44', 'mainline 28']);
    expect(reader.mainline().commits.map((commit) => commit.oid)).toEqual(
      Array.from({ length: 48 }, (_, index) => oid(60 - index)),
    );
  });

  test('never where it is none of it: the mainline is read to its root', async () => {
    const { reader, asked } = readingOf(mainlineOf(20, {}), []);
    expect(await reader.reach(oid(99))).toBe(false);
    expect(await reader.reach(oid(99))).toBe(false);
    expect(asked).toEqual(['mainline 4']);
    expect(await reader.further()).toBe(false);
  });

  test.each([
    [1_000, true],
    [1_001, false],
  ])('at %i commits behind the tip: %s', async (distance, expected) => {
    const { reader } = readingOf(mainlineOf(1_100, {}), []);
    expect(await reader.reach(oid(1_100 - distance))).toBe(expected);
    expect(reader.mainline().commits.length).toBeLessThan(1_020);
  });

  test('never beyond what GitHub still has of it', async () => {
    const { reader } = readingOf(mainlineOf(40, {}), [], { mainline: async () => [] });
    expect(await reader.reach(oid(1))).toBe(false);
    expect(await reader.further()).toBe(false);
  });

  test('by a page at a time, until a thousand commits were read', async () => {
    const { reader } = readingOf(mainlineOf(1_100, {}), []);
    while (await reader.further());
    expect(reader.mainline().commits).toHaveLength(1_008);
  });

  test('no further than is asked for', async () => {
    const { reader, asked } = readingOf(mainlineOf(100, {}), []);
    expect(await reader.reach(oid(1), 40)).toBe(false);
    expect(asked).toHaveLength(2);
    expect(await reader.reach(oid(1))).toBe(true);
  });
});

describe('what files say', () => {
  const broken = 'version: 1\n';

  test('is read once for each content, and only what is not known', async () => {
    const { reader, asked } = readingOf(mainlineOf(3, { 1: TEXT }), [TEXT, OTHER]);
    await reader.read([fileOf(TEXT), fileOf(TEXT), { kind: 'missing' }]);
    await reader.read([fileOf(TEXT), fileOf(OTHER)]);
    await reader.read([fileOf(OTHER)]);
    expect(asked).toEqual(['contents 1', 'contents 1']);
    expect(reader.policyIn(fileOf(TEXT))?.enforce).toBe(true);
    expect(reader.policyIn(fileOf(OTHER))?.enforce).toBe(false);
  });

  test('is not asked for where it came along', async () => {
    const { reader, asked } = readingOf(mainlineOf(1, {}), [], {}, { along: [TEXT] });
    await reader.read([fileOf(TEXT)]);
    expect(asked).toEqual([]);
    expect(reader.policyIn(fileOf(TEXT))?.enforce).toBe(true);
  });

  test('is nothing where it can’t be read, is too large, no file, or was not read', async () => {
    const { reader, asked } = readingOf(mainlineOf(1, {}), [broken]);
    const tooLarge = fileOf('too large');
    await reader.read([fileOf(broken), tooLarge]);
    for (const file of [fileOf(broken), tooLarge, fileOf(TEXT), { kind: 'irregular' } as const])
      expect([reader.policyIn(file), reader.mainline().policyOf(file)]).toEqual([undefined, undefined]);
    await reader.read([fileOf(broken), tooLarge]);
    expect(asked).toEqual(['contents 2']);
  });

  test('of another Org is nothing of this one', async () => {
    const { reader } = readingOf(mainlineOf(1, {}), [TEXT], {}, { org: '167' });
    await reader.read([fileOf(TEXT)]);
    expect(reader.mainline().policyOf(fileOf(TEXT))).toBeUndefined();
    expect(reader.policyIn(fileOf(TEXT))?.org.id).toBe('166');
  });
});
