import { describe, expect, it } from 'vitest';
import { checkKey } from '../../src/resolver/key.ts';

const SECRET = 'canary-0123456789-abcdef';

describe('the API key', () => {
  it.each([['canary-012345678'], [SECRET], ['!'.repeat(16)], ['~'.repeat(4096)]])('takes %j', (key) => {
    expect(checkKey(key)).toEqual({ kind: 'key', key });
  });

  it.each([
    ['nothing', '', /is empty/],
    ['a short text', 'canary-01234567', /shorter than 16/],
    ['a very long text', 'canary'.repeat(800), /longer than 4096/],
    ['a line break at the end', `${SECRET}\n`, /holds a character/],
    ['a line break inside', `${SECRET}\n${SECRET}`, /holds a character/],
    ['a space', `Bearer ${SECRET}`, /holds a character/],
    ['an accent', `${SECRET}é`, /holds a character/],
    ['NUL', `${SECRET}\0`, /holds a character/],
    ['DEL', `${SECRET}\x7f`, /holds a character/],
    ['an emoji', `${SECRET}🔑`, /holds a character/],
  ])('refuses %s without repeating any of it', (_, key, why) => {
    const checked = checkKey(key);
    expect(checked).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
    expect(JSON.stringify(checked)).not.toMatch(/canary|0123|abcdef|é/);
  });
});
