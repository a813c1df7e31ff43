import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Annotation, annotations } from '../../src/runner/annotations.ts';
import { redactor } from '../../src/runner/redact.ts';
import { commandIn, INJECTIONS, linesOf } from './commands.ts';

const KEY = 'kQ7-canary/Zp+3mX9vB2nL8=w';
const clean = redactor([KEY]);

describe('annotations', () => {
  it('names file, line and column', () => {
    const problems: Annotation[] = [
      {
        level: 'error',
        message: '100 % unknown',
        file: 'mfa-policy.yml',
        line: 3,
        column: 1,
      },
      { level: 'warning', message: 'The repository is public' },
      { level: 'warning', message: 'Ended', file: 'a,b:c%.yml', line: 2 },
    ];
    expect(annotations(problems, clean)).toEqual([
      '::error file=mfa-policy.yml,line=3,col=1::100 %25 unknown',
      '::warning::The repository is public',
      '::warning file=a%2Cb%3Ac%25.yml,line=2::Ended',
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'leaves a line out that is none: %s',
    (line) => {
      expect(annotations([{ level: 'error', message: 'x', line, column: line }], clean)).toEqual([
        '::error::x',
      ]);
    },
  );

  it('shows 10 of a kind, or 9 and how many more there are', () => {
    const many = (level: Annotation['level'], count: number): Annotation[] =>
      Array.from({ length: count }, (_, index) => ({ level, message: `Problem ${index + 1}` }));
    expect(annotations(many('error', 10), clean)).toHaveLength(10);
    const lines = annotations([...many('error', 14), ...many('warning', 11)], clean);
    expect(lines).toHaveLength(20);
    expect(lines.slice(8, 11)).toEqual([
      '::error::Problem 9',
      '::error::5 more of this kind: see the summary of this run',
      '::warning::Problem 1',
    ]);
    expect(lines.at(-1)).toBe('::warning::2 more of this kind: see the summary of this run');
  });

  it.each(INJECTIONS)('is the one command that is meant with %j in it', (text) => {
    const [line = ''] = annotations(
      [{ level: 'error', message: `${text} a${text}`, file: text, line: 1 }],
      clean,
    );
    expect(linesOf(line)).toHaveLength(1);
    expect(line).toMatch(/^::error file=[^,:\n]*,line=1::/);
    expect(line).not.toContain('##[');
    expect(commandIn(line)).toBe('error');
  });

  it('cuts a long message and never leaves half an escape or half a pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', '🌈', 'a', '\u200b'), minLength: 1_001, maxLength: 1_200 }),
        (message) => {
          const [line = ''] = annotations([{ level: 'error', message }], clean);
          expect(line.isWellFormed()).toBe(true);
          expect(line).toMatch(/…\(\+\d+\)$/);
          expect(line.replaceAll('%25', '')).not.toContain('%');
          expect(line.length).toBeLessThan(4_096);
        },
      ),
    );
  });

  it('holds no secret', () => {
    const lines = annotations([{ level: 'error', message: `a ${KEY}`, file: `${KEY}.yml` }], clean);
    expect(lines).toEqual(['::error file=***.yml::a ***']);
  });
});
