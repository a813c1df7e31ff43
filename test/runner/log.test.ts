import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, quote, sentence } from '../../src/runner/log.ts';
import { redactor } from '../../src/runner/redact.ts';
import { commandIn, INJECTIONS, linesOf } from './commands.ts';

const KEY = 'kQ7-canary/Zp+3mX9vB2nL8=w';
const none = redactor([]);

function logged(): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog((line) => lines.push(line), redactor([KEY])) };
}

describe('log', () => {
  it('writes constant text and quoted data on one line', () => {
    const { lines, log } = logged();
    log.info('Read the policy', 'mfa-policy.yml', 3, true);
    log.info('Nothing to do');
    log.warning('The repository is public');
    log.error('Not authorised', 401);
    expect(lines).toEqual([
      '- Read the policy: "mfa-policy.yml" "3" "true"',
      '- Nothing to do',
      '- Warning: The repository is public',
      '- Error: Not authorised: "401"',
    ]);
  });

  it.each(INJECTIONS)('makes no command of %j', (text) => {
    expect(linesOf(text).some((line) => commandIn(line) !== undefined)).toBe(true);
    const { lines, log } = logged();
    log.info('The user is', text, text);
    log.info(text);
    log.error(text, `a${text}`);
    for (const line of lines) {
      expect(linesOf(line)).toHaveLength(1);
      expect(line.startsWith('- ')).toBe(true);
      expect(commandIn(line)).toBeUndefined();
    }
  });

  it('makes no command of what stands in two data, whatever the text', () => {
    const pieces = fc.constantFrom(
      '#',
      '##',
      '[',
      ']',
      '::',
      'error',
      'add-mask',
      ' ',
      '\n',
      '\r',
      '\u200b',
      '\ufe0f',
      '\u0301',
      '"',
      '\\',
      'x',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, text, (first, second) => {
        const line = `- ${sentence('##', [first, second], none)}`;
        expect(commandIn(line)).toBeUndefined();
        expect(line).not.toMatch(/##\[/);
        expect(line).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });

  it('cuts a datum at 120 code points, never inside a surrogate pair', () => {
    expect(quote('🌈'.repeat(120))).toBe(`"${'🌈'.repeat(120)}"`);
    expect(quote('🌈'.repeat(123))).toBe(`"${'🌈'.repeat(120)}"…(+3)`);
    expect(quote(`${'a'.repeat(119)}🌈b`)).toBe(`"${'a'.repeat(119)}🌈"…(+1)`);
  });

  it('shows what can not be seen', () => {
    expect(quote('a\u202eb\u200b\u001b\u007f\u0085\ud800\ufe0f\u2800')).toBe(
      '"a\\u{202e}b\\u{200b}\\u001b\\x7f\\x85\\ud800\\u{fe0f}\\u{2800}"',
    );
  });

  it('leaves nothing of a key that the cut would split', () => {
    const { lines, log } = logged();
    log.info('x', 'a'.repeat(110) + KEY, 'b');
    expect(lines[0]).not.toContain(KEY.slice(0, 5));
  });
});
