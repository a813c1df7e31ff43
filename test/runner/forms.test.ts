import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forms } from '../../src/runner/forms.ts';

const key = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point)),
  minLength: 16,
  maxLength: 80,
});
const bytes = fc.uint8Array({ minLength: 16, maxLength: 80 });

describe('forms', () => {
  it('lists what the runner shall mask of a text', () => {
    expect(forms(' a+b/c"d~e?f>g%h\n')).toMatchInlineSnapshot(`
      [
        " a+b/c"d~e?f>g%h
      ",
        "a+b/c"d~e?f>g%h",
        "Bearer a+b/c"d~e?f>g%h",
        "YStiL2MiZH5lP2Y+ZyVo",
        "ErYi9jImR+ZT9mPmcla",
        "hK2IvYyJkfmU/Zj5nJW",
        "YStiL2MiZH5lP2Y-ZyVo",
        "ErYi9jImR-ZT9mPmcla",
        "hK2IvYyJkfmU_Zj5nJW",
        "612b622f6322647e653f663e672568",
        "612B622F6322647E653F663E672568",
        "a%2Bb%2Fc%22d~e%3Ff%3Eg%25h",
        "%61%2B%62%2F%63%22%64%7E%65%3F%66%3E%67%25%68",
        "a%2bb%2fc%22d~e%3ff%3eg%25h",
        "%61%2b%62%2f%63%22%64%7e%65%3f%66%3e%67%25%68",
        "a+b/c\\"d~e?f>g%h",
        "h%g>f?e~d"c/b+a",
      ]
    `);
  });

  it('lists what the runner shall mask of bytes', () => {
    expect(forms(Buffer.from('0afb2f3e41d6ff7a00', 'hex'))).toMatchInlineSnapshot(`
      [
        "CvsvPkHW/3oA",
        "r7Lz5B1v96A",
        "K+y8+Qdb/eg",
        "CvsvPkHW_3oA",
        "K-y8-Qdb_eg",
        "0afb2f3e41d6ff7a00",
        "0AFB2F3E41D6FF7A00",
        "%0A%FB%2F%3EA%D6%FFz%00",
        "%0A%FB%2F%3E%41%D6%FF%7A%00",
        "%0a%fb%2f%3eA%d6%ffz%00",
        "%0a%fb%2f%3e%41%d6%ff%7a%00",
        "0a:fb:2f:3e:41:d6:ff:7a:00",
        "0A:FB:2F:3E:41:D6:FF:7A:00",
        "10,251,47,62,65,214,255,122,0",
      ]
    `);
  });

  it('leaves out what is too short to be told from ordinary text', () => {
    expect(forms(' short\n')).toEqual([]);
    expect(forms('1234567')).toEqual([]);
    expect(forms('12345678')).not.toEqual([]);
    expect(forms(new Uint8Array(7))).toEqual([]);
    expect(forms(new Uint8Array(8))).not.toEqual([]);
  });

  it('holds no form twice and none that is short', () => {
    fc.assert(
      fc.property(fc.oneof(key, bytes), (secret) => {
        const all = forms(secret);
        expect(new Set(all).size).toBe(all.length);
        expect(Math.min(...all.map((form) => form.length))).toBeGreaterThanOrEqual(16);
      }),
    );
  });

  it('has the bytes of a text encoded as the text is', () => {
    fc.assert(
      fc.property(key, (secret) => {
        const encoded = forms(Buffer.from(secret));
        const ofText = new Set(forms(secret));
        expect(encoded.filter((form) => !ofText.has(form))).toHaveLength(3);
      }),
    );
  });

  it('gives the runner nothing of bytes that has a line break: it would mask each line by itself', () => {
    fc.assert(
      fc.property(bytes, (secret) => {
        for (const form of forms(secret)) expect(form).toMatch(/^[!-~]+$/);
      }),
    );
  });
});
