import { existsSync } from 'node:fs';
import type { Nodes } from 'mdast';
import { describe, expect, it, test } from 'vitest';
import { lineOf, list, NOT_SHOWN, pages, type Text, textsOf } from '../../scripts/texts.ts';
import { code, details, type Markdown, md, words } from '../../src/report/markdown.ts';
import { codeSpan } from '../../src/text/code-span.ts';
import { visible } from '../../src/text/invisible.ts';
import { parsed, strangers } from '../report/reading.ts';
import { root, text } from './files.ts';

const ALL = pages().flatMap(({ file, texts }) => texts.map((one) => ({ file, ...one })));
const of = (kind: Text['kind']) =>
  ALL.filter((one) => one.kind === kind).map((one) => ({ ...one, line: lineOf(one) }));

/** A text with a harmless word for each value. */
const filled = ({ parts }: Text): string => parts.join('x');

/** What would be a mention, an image, HTML, a reference, or the end of a code span. */
const HOSTILE = [
  '@ana',
  '![x](https://evil.example/x.png)',
  '<img src=x>',
  '`a` @ana `',
  'acme#1',
  'a712982',
  '\n\n> [!NOTE]',
];

/** Each text and each code span that a reader sees. */
function leaves(markdown: Markdown | string): Nodes[] {
  const found: Nodes[] = [];
  const visit = (node: Nodes): void => {
    if ('children' in node) node.children.forEach(visit);
    else found.push(node);
  };
  visit(parsed(markdown));
  return found;
}

test('the texts are those of test/texts.txt: after a change, npm run -s texts > test/texts.txt, and read the difference', () => {
  expect(list()).toBe(text('test/texts.txt'));
});

test('what is left out of the texts is there', () => {
  const src = new URL('src/', root);
  expect(Object.keys(NOT_SHOWN).filter((path) => !existsSync(new URL(path, src)))).toEqual([]);
});

test('a text of each kind is found, and nothing that is none', () => {
  const source = [
    "import { a } from './not a text.ts';",
    "type Kind = 'not a text';",
    "const name = 'name', one = 'One text.', two = `Two #{name} of #{a(name)}.`;",
    "const three = md`**three**#{md`four`}`, five = details('Part five', three);",
    "if (one.startsWith('not a')) throw new Error('not a text');",
    "log.info('Six'); const seven = flag ? 'is seven' : `eight #{'and nine'}`, none = `#{a} #{b}`;",
  ];
  expect(
    textsOf(source.join('\n').replaceAll('#{', '${')).map((one) => `${one.kind}: ${lineOf(one)}`),
  ).toEqual([
    'sentence: One text.',
    'sentence: Two {name} of {…}.',
    'markdown: **three**{…}',
    'markdown: four',
    'summary: Part five',
    'sentence: Six',
    'sentence: is seven',
    'sentence: eight {…}',
    'sentence: and nine',
  ]);
});

/** Turns that a native speaker would not use, each in one of the pages that people read. */
const NOT_ENGLISH =
  /\bexcepted\b|signs? in without MFA|is asked for MFA|carried out|\bmends?\b|\banew\b|stands? above|by hand\b|whole (?:digest|commit)|also an unrelated|handed a writer|a weakness|nobody knows|^- \*{0,2}Tip\b|by the ledger,|Known are|\blapses\b|a defect of/im;

test.each([
  'test/texts.txt',
  'README.md',
  'SECURITY.md',
  'action.yml',
  'templates/README.md',
  'templates/mfa-policy.yml',
  'templates/.github/mfa-policy.schema.json',
])('%s is written in everyday English', (path) => {
  expect(
    text(path)
      .split('\n')
      .filter((line) => NOT_ENGLISH.test(line)),
  ).toEqual([]);
});

describe('every text is shown as it is written:', () => {
  it.each(of('sentence'))('$file: $line', (one) => {
    const sentence = filled(one);
    expect(words(sentence).text).toBe(sentence);
    expect(visible(sentence)).toBe(sentence);
    // At the beginning of a line, where most can go wrong, and in the middle.
    const whole = leaves(words(sentence.trim()));
    expect(whole.map((leaf) => ('value' in leaf ? leaf.value : leaf.type)).join('')).toBe(
      sentence.trim().replaceAll('`', ''),
    );
    expect(strangers(md`It is ${words(sentence)} here`)).toEqual([]);
  });

  it.each(of('sentence').filter(({ values }) => values.length > 0))(
    '$file: no value comes alive in: $line',
    (one) => {
      for (const value of HOSTILE) {
        // Also where somebody forgot the code span.
        for (const shown of [codeSpan(value), value]) {
          const markdown = words(one.parts.join(shown));
          expect(strangers(markdown)).toEqual([]);
          const plain = leaves(markdown).flatMap((leaf) => (leaf.type === 'text' ? [leaf.value] : []));
          expect(plain.filter((part) => /[@#<`$]|www\.|:\/|\bgh-\d|\b[0-9a-f]{7}/i.test(part))).toEqual([]);
        }
      }
    },
  );

  it.each(of('markdown'))('$file: $line', (one) => {
    const literals = Object.assign([...one.parts], { raw: one.parts });
    const markdown = md(literals, ...one.values.map(() => code('x')));
    expect(strangers(markdown)).toEqual([]);
    const plain = leaves(markdown).flatMap((leaf) => (leaf.type === 'text' ? [leaf.value] : []));
    expect(plain.filter((part) => /[*`_]|^#/.test(part))).toEqual([]);
  });

  it.each(of('summary'))('$file: $line', (one) => {
    expect(details(filled(one), md`x`).text).toContain(`<summary>${filled(one)}</summary>`);
  });
});
