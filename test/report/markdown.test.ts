import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import {
  alert,
  breakable,
  code,
  codePoints,
  cutToFit,
  details,
  fence,
  join,
  link,
  list,
  type Markdown,
  marker,
  md,
  table,
  utf8Bytes,
  words,
} from '../../src/report/markdown.ts';
import { codeSpan, shorten } from '../../src/text/code-span.ts';
import { visible } from '../../src/text/invisible.ts';

const PAYLOADS = [
  '@ana',
  '\\@ana',
  '&#64;ana',
  '@acme/security-team',
  '#1',
  'GH-1',
  'acme/policy#1',
  'a712982',
  '0123456789abcdef0123456789abcdef01234567',
  'https://evil.example/?q=1',
  'www.evil.example',
  'mailto:a@evil.example',
  'ana@evil.example',
  '[x](https://evil.example)',
  '[x]: https://evil.example',
  '[x][y]',
  '![x](https://evil.example/pixel.png)',
  '<https://evil.example>',
  '<img src=https://evil.example/pixel.png>',
  '<a href="https://evil.example">x</a>',
  '<details><summary>x',
  '</details>',
  '</code></pre>',
  '<!--',
  '-->',
  '--><b>x',
  '<script>alert(1)</script>',
  '<?php ?>',
  '<![CDATA[x]]>',
  '`',
  '``',
  '```',
  '````',
  '` @ana `',
  '`` @ana `` ```x```',
  '```\n@ana\n```',
  '~~~\n@ana\n~~~',
  '\n\n@ana',
  '\r\n\r\n# x',
  '\r@ana',
  '\u2028@ana',
  '\n</details>\n\n@ana',
  '|',
  '\\|',
  '\\\\|',
  '\\\\\\|',
  'a | b | @ana',
  'a\\',
  '`|`',
  '`\\|@ana',
  '[^1]',
  '[^1]: x',
  '**x** _y_ ~~z~~',
  '# x',
  '- [ ] x',
  '> x',
  '---',
  '    x',
  '1. x',
  '$x$ $`x`$',
  ':tada:',
  '&lt;b&gt;&#x3c;b>',
  '\u202e@ana\u202c',
  '@\u200bana',
  '\u0000',
  '\ud800',
  ' ',
  ' x ',
  '',
  '\t',
  '🌈'.repeat(130),
  '`'.repeat(200),
  '|'.repeat(200),
] as const;

const NL = md`\n`;

function nodes(text: string): Nodes[] {
  const found: Nodes[] = [];
  const visit = (node: Nodes): void => {
    found.push(node);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  return found;
}

/** What GitHub would turn into links, mentions, references or HTML: everything that is neither code nor the frame around it. */
function outsideOfCode(markdown: Markdown): string[] {
  const frame = [
    'root',
    'paragraph',
    'list',
    'listItem',
    'table',
    'tableRow',
    'tableCell',
    'code',
    'inlineCode',
    'strong',
  ];
  return nodes(markdown.text)
    .filter(({ type }) => !frame.includes(type))
    .map((node) => `${node.type}: ${'value' in node ? node.value : ''}`);
}

function codeIn(markdown: Markdown): string[] {
  return nodes(markdown.text).flatMap((node) =>
    node.type === 'inlineCode' || node.type === 'code' ? [node.value] : [],
  );
}

/** What a reader sees of a datum: in a cell, a bar that follows an odd number of backslashes can't be written. */
function seen(datum: string, inCell = false): string[] {
  if (datum === '') return [];
  const text = visible(shorten(datum).kept).replace(/^ +| +$/g, (spaces) => '\\x20'.repeat(spaces.length));
  return [
    inCell
      ? text.replace(/(\\*)\|/g, (all, { length }) => (length % 2 === 0 ? all : `${all.slice(0, -1)}\\x7c`))
      : text,
  ];
}

function mark(datum: string): string {
  return datum === '' ? '–' : shorten(datum).mark;
}

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '`',
        '``',
        '|',
        '\\',
        '<',
        '>',
        '\n',
        '\r',
        ' ',
        '@a',
        '#1',
        '[',
        ']',
        '(',
        ')',
        '!',
        '$',
        '&',
        'www.a.b',
        '*',
        '-',
        'a',
      ),
    )
    .map((parts) => parts.join('')),
);

const PLACES: Record<string, (datum: string) => void> = {
  'a paragraph': (datum) => {
    const markdown = md`User ${datum} is out`;
    expect(outsideOfCode(markdown)).toEqual(
      datum === '' ? ['text: User – is out'] : ['text: User ', `text: ${mark(datum)} is out`],
    );
    expect(codeIn(markdown)).toEqual(seen(datum));
  },
  'the start and end of a line': (datum) => {
    const markdown = md`${datum}`;
    expect(outsideOfCode(markdown)).toEqual(mark(datum) === '' ? [] : [`text: ${mark(datum)}`]);
    expect(codeIn(markdown)).toEqual(seen(datum));
  },
  'a list item': (datum) => {
    const markdown = list([md`a ${datum}`, md`${datum} b`]);
    expect(codeIn(markdown)).toEqual([...seen(datum), ...seen(datum)]);
    expect(outsideOfCode(markdown).join('')).toBe(
      datum === ''
        ? 'text: a –text: – b'
        : `text: a ${mark(datum) && `text: ${mark(datum)}`}text: ${mark(datum)} b`,
    );
  },
  'a cell of a table': (datum) => {
    const markdown = table(
      [md`A`, md`B`],
      [
        [code(datum), md`b`],
        [md`c`, md`${datum} d`],
      ],
    );
    const cells = nodes(markdown.text).filter(({ type }) => type === 'tableCell');
    expect(cells).toHaveLength(6);
    expect(codeIn(markdown)).toEqual([...seen(datum, true), ...seen(datum, true)]);
    const first = mark(datum) === '' ? [] : [`text: ${mark(datum)}`];
    expect(outsideOfCode(markdown)).toEqual([
      'text: A',
      'text: B',
      ...first,
      'text: b',
      'text: c',
      `text: ${mark(datum)} d`,
    ]);
  },
  'a cell that may break': (datum) => {
    const markdown = table([md`A`], [[breakable(datum)]]);
    const pieces = codeIn(markdown);
    // A bar after a backslash is written in another way only where no break parts them.
    const bars = (texts: readonly string[]) => texts.join('').replaceAll('\\x7c', '|');
    expect(bars(pieces)).toBe(bars(seen(datum)));
    for (const word of pieces.flatMap((piece) => piece.split(/ |(?<=-)/)))
      expect(codePoints(word)).toBeLessThan(20);
    const others = outsideOfCode(markdown).filter((text) => text !== 'html: <wbr>');
    expect(others).toEqual(['text: A', ...(mark(datum) === '' ? [] : [`text: ${mark(datum)}`])]);
  },
  'a link': (datum) => {
    const page = 'https://github.com/acme/mfa-policy/pull/8';
    const markdown = md`See ${link(breakable(datum), page)}.`;
    const links = nodes(markdown.text).flatMap((node) => (node.type === 'link' ? [node.url] : []));
    expect(links).toEqual([page]);
    expect(codeIn(markdown).join('')).toBe(seen(datum).join(''));
  },
  'a fenced block': (datum) => {
    const block = datum.split(/\r?\n/).map(visible).join('\n');
    for (const markdown of [
      fence(datum),
      md`a ${fence(datum)} b`,
      md`- ${fence(datum)}`,
      list([fence(datum)]),
      list([md`a ${fence(datum)}`]),
    ]) {
      expect(codeIn(markdown)).toEqual([block]);
      expect(outsideOfCode(markdown).join('')).toMatch(/^(text: a)?(text: b)?$/);
    }
  },
  'a cell that a block was put into': (datum) => {
    const markdown = table([md`A`], [[fence(datum)]]);
    const tags = outsideOfCode(markdown).filter((text) => text !== 'html: <br>');
    expect(tags).toEqual(['text: A']);
  },
  'a folded part': (datum) => {
    const markdown = details('Reset of a user', join([code(datum), fence(datum)], NL));
    const html = outsideOfCode(markdown).filter((text) => text !== `text: ${mark(datum)}`);
    expect(html).toEqual(['html: <details><summary>Reset of a user</summary>', 'html: </details>']);
    expect(codeIn(markdown)).toHaveLength(datum === '' ? 1 : 2);
  },
  'a sentence': (datum) => {
    const markdown = words(`The user ${codeSpan(datum)}, who is out, is ${codeSpan(datum)}.`);
    expect(markdown.text).toBe(md`The user ${datum}, who is out, is ${datum}.`.text);
    expect(codeIn(markdown)).toEqual([...seen(datum), ...seen(datum)]);
  },
  'a sentence in a cell of a table': (datum) => {
    const cells = [[words(`It is ${codeSpan(datum)}`), md`b`]];
    const markdown = table([md`A`, md`B`], cells);
    expect(nodes(markdown.text).filter(({ type }) => type === 'tableCell')).toHaveLength(4);
    expect(codeIn(markdown)).toEqual(seen(datum, true));
  },
};

describe.each(Object.entries(PLACES))('data in %s', (_, check) => {
  it.each(PAYLOADS)('is nothing but code: %j', check);

  it('is nothing but code, whatever it is', () => {
    fc.assert(fc.property(anything, check));
  });
});

describe('code', () => {
  it('shows what can not be seen, on one line', () => {
    expect(code('a\nb\r\t\u202e\u200b\u00ad\u2800\ufe0f\ud83d').text).toBe(
      '`a\\x0ab\\x0d\\x09\\u{202e}\\u{200b}\\xad\\u{2800}\\u{fe0f}\\u{d83d}`',
    );
  });

  it('leaves letters, marks and symbols of any script', () => {
    expect(code('Zoë ß 日本 é 🌈 €–…').text).toBe('`Zoë ß 日本 é 🌈 €–…`');
  });

  it('cuts at 120 code points, never inside a surrogate pair', () => {
    expect(code('🌈'.repeat(120)).text).toBe(`\`${'🌈'.repeat(120)}\``);
    expect(code('🌈'.repeat(125)).text).toBe(`\`${'🌈'.repeat(120)}\`…(+5)`);
    expect(code(`${'a'.repeat(119)}🌈🌈`).text).toBe(`\`${'a'.repeat(119)}🌈\`…(+1)`);
  });

  it('shows an empty text as a dash', () => {
    expect(code('').text).toBe('–');
    expect(md`(${''})`.text).toBe('(–)');
  });

  it('keeps its own mark apart from data that looks like it', () => {
    expect(code('a…(+5)').text).toBe('`a…(+5)`');
  });
});

describe('md', () => {
  it('takes Markdown as it is, integers as digits, and encodes all else', () => {
    expect(md`**${3}** rows, ${'a|b'}, ${code('c')}, ${0.5}, ${-2}, ${2 ** 60}`.text).toBe(
      '**3** rows, `a|b`, `c`, `0.5`, -2, `1152921504606847000`',
    );
    expect(md``.text).toBe('');
    expect(String(md`See \`policy\` of #${12}`)).toBe('See `policy` of #12');
  });

  it('is not fooled by what only looks like Markdown', () => {
    const fake = { text: '<b>', toString: () => '<b>' } as unknown as Markdown;
    expect(md`${fake}`.text).toBe('`<b>`');
  });

  it.each([
    ['HTML', () => md`<b>${'x'}</b>`],
    ['an entity', () => md`&${'x'};`],
    ['an escape', () => md`\\${'x'}`],
    ['a link', () => md`[a](${'x'})`],
    ['a reference', () => md`[a][${'x'}]`],
    ['a definition', () => md`[a]: ${'x'}`],
    ['a backtick before', () => md`\`${'x'}`],
    ['a backtick after', () => md`${'x'}\``],
    ['a code span around', () => md`a \`b ${'x'} c\` d`],
    ['a code span right after', () => md`${'x'}\`b\``],
    ['a code span right before', () => md`\`b\`${'x'}`],
    ['an odd backtick', () => md`a \` b`],
    ['mathematics', () => md`$${'x'}$`],
    ['mathematics after', () => md`${'x'}$`],
    ['an address', () => md`https://a.example/${'x'}`],
    ['a short address', () => md`www.${'x'}`],
  ])('refuses constant text with %s at the data', (_, make) => {
    expect(make).toThrow(TypeError);
  });
});

describe('blocks', () => {
  it('writes a table', () => {
    expect(
      table(
        [md`User`, md`Until`],
        [
          [code('a|b'), md`never`],
          [code('a\\|b'), md`x\ny`],
        ],
      ).text,
    ).toBe('\n\n| User | Until |\n| --- | --- |\n| `a\\|b` | never |\n| `a\\\\x7cb` | x<br>y |\n\n');
  });

  it('writes a list', () => {
    expect(list([md`a`, md`b\nc`]).text).toBe('\n\n- a\n- b\n  c\n\n');
  });

  it('writes a fenced block, and says what it left out', () => {
    expect(fence('a\r\nb\tc').text).toBe('\n\n```\na\nb\\x09c\n```\n\n');
    expect(fence('a```b').text).toBe('\n\n````\na```b\n````\n\n');
    expect(fence('🌈🌈🌈', 2).text).toBe('\n\n```\n🌈🌈\n```\n\n…(+1)\n\n');
  });

  it('writes a red block', () => {
    expect(alert(md`a\n\nb`).text).toBe('\n\n> [!CAUTION]\n> a\n> \n> b\n\n');
  });

  it('folds a part away', () => {
    expect(details('Opt-outs: 3', md`x`).text).toBe(
      '\n\n<details><summary>Opt-outs: 3</summary>\n\nx\n\n</details>\n\n',
    );
    for (const character of '<>&@#`[]|\n\u202e') {
      expect(() => details(`Opt-outs ${character}`, md`x`)).toThrow(TypeError);
    }
  });

  it('writes a marker that data can not close', () => {
    expect(marker('mfa-plan us.core.resolver.com/166').text).toBe(
      '<!-- mfa-plan us.core.resolver.com/166 -->\n',
    );
    fc.assert(
      fc.property(anything, (name) => {
        expect(nodes(marker(name).text).map(({ type }) => type)).toEqual(['root', 'html']);
        expect(marker(name).text.match(/-->/g)).toHaveLength(1);
        expect(marker(name).text.match(/\n/g)).toHaveLength(1);
      }),
    );
  });
});

describe('words', () => {
  it.each([
    "Needs one approval; not from the author. Ana’s counts: 50 %, 1000000 rows (at least) – 'defaced' “so”?",
    'PUT /user/users/{id}/membership: status 409, application/json, 2 bytes.',
    'GET /user/users?search=: no answer within 30 s.',
    'The variable GITHUB_API_URL is not a valid address.',
  ])('leaves a sentence as it is: %s', (sentence) => {
    expect(words(sentence).text).toBe(sentence);
  });

  it.each([
    [
      'An anchor (`&`) is not allowed.',
      [
        ['An anchor (', 'words'],
        ['&', 'code'],
        [') is not allowed.', 'words'],
      ],
    ],
    [
      'The key `a` is required.',
      [
        ['The key ', 'words'],
        ['a', 'code'],
        [' is required.', 'words'],
      ],
    ],
    [
      '``a`b`` and `` ` ``',
      [
        ['a`b', 'code'],
        [' and ', 'words'],
        ['`', 'code'],
      ],
    ],
    ['`a``b`', [['a``b', 'code']]],
    ['`  `', [['\\x20\\x20', 'code']]],
  ])('shows the code spans in it: %s', (sentence, expected) => {
    expect(readAs(words(sentence))).toEqual(expected);
  });

  it.each([
    ['See https://us.core.resolver.com/api, then go on.', '`https://us.core.resolver.com/api,`'],
    ['Use U+0009 or state.json or a_1 here', '`state.json`', '`a_1`'],
    ['Ask @ana of acme#1', '`@ana`', '`acme#1`'],
    ['_a_ and :tada: in a712982', '`_a_`', '`:tada:`', '`a712982`'],
    ['`a`@ana and $`x`$', '`` `a`@ana ``', '``$`x`$``'],
    ['An open ` or `` two', '`` ` ``', '``` `` ```'],
    ['- no item', '`-`'],
    [' - no item', '`-`'],
    ['     no block', ' no block'],
    ['1. no item', '`1.`'],
    ['> no quotation', '`>`'],
    ['www.`a`', '`` www.`a` ``'],
    ['a line\n# break', '`line\\x0a#`'],
  ])('shows as code, and unchanged, what would not be words: %j', (sentence, ...spans) => {
    const { text } = words(sentence);
    for (const span of spans) expect(text).toContain(span);
    expect(bare(text)).toBe(bare(visible(sentence)));
  });

  it.each(PAYLOADS)('makes nothing but words and code of %j', (datum) => inert(`It is ${datum} here`));
  it.each(PAYLOADS)('makes nothing but words and code of %j at the start of a line', (datum) => inert(datum));

  it('makes nothing but words and code, whatever stands around code spans', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anything, anything.map(codeSpan)), { maxLength: 4 }), (parts) => {
        inert(parts.join(''));
        inert(parts.join(' '));
      }),
      { numRuns: 500 },
    );
  });
});

/** What a reader sees, and whether it is in a code span. */
function readAs(markdown: Markdown): [text: string, kind: 'words' | 'code'][] {
  return nodes(markdown.text).flatMap((node) => {
    if (node.type !== 'text' && node.type !== 'inlineCode') return [];
    return [[node.value, node.type === 'text' ? 'words' : 'code'] as [string, 'words' | 'code']];
  });
}

/** Nothing comes alive of a sentence, and no character of it is lost or replaced. */
function inert(sentence: string): void {
  const markdown = words(sentence);
  const kinds = new Set(nodes(markdown.text).map(({ type }) => type));
  for (const kind of ['root', 'paragraph', 'text', 'inlineCode'] as const) kinds.delete(kind);
  expect([...kinds]).toEqual([]);
  const read = readAs(markdown);
  for (const [text, kind] of read) {
    if (kind === 'words') expect(text).not.toMatch(/[@#\\<`&$|*[\]~]|:\/|www\.|gh-\d|[0-9a-f]{8}/i);
  }
  const seen = read.map(([text]) => text).join('');
  expect(bare(seen)).toBe(bare(visible(sentence)));
}

/** Without what frames code spans, and without spaces, which are shown as `\x20` at the end of one. */
function bare(text: string): string {
  return text.replace(/\\x20|[` ]/g, '');
}

describe('length', () => {
  it('counts code points and bytes', () => {
    expect([codePoints('🌈a'), utf8Bytes('🌈a')]).toEqual([2, 5]);
  });

  it('shortens to code points', () => {
    expect(shorten('🌈a', 2)).toEqual({ kept: '🌈a', mark: '' });
    expect(shorten('🌈ab', 1)).toEqual({ kept: '🌈', mark: '…(+2)' });
  });
});

describe('cutToFit', () => {
  const note = md`**Cut here.**`;
  const rows = join(
    Array.from({ length: 400 }, (_, index) => md`- row ${index} of ${'🌈'.repeat(5)}`),
    NL,
  );

  it('leaves what fits as it is', () => {
    expect(cutToFit(rows, note, { codePoints: 20_000, bytes: 40_000 })).toBe(rows);
  });

  it.each([[{ codePoints: 1_000, bytes: 1_000_000 }], [{ codePoints: 1_000_000, bytes: 1_000 }]])(
    'keeps whole lines and both limits: %j',
    (most) => {
      const { text } = cutToFit(rows, note, most);
      expect(codePoints(text)).toBeLessThanOrEqual(most.codePoints);
      expect(utf8Bytes(text)).toBeLessThanOrEqual(most.bytes);
      const [, kept = ''] = /^([\s\S]*)\n\n\*\*Cut here\.\*\*$/.exec(text) ?? [];
      expect(rows.text.startsWith(`${kept}\n`)).toBe(true);
      expect(kept.length).toBeGreaterThan(500);
    },
  );

  it('keeps every line that fits, to the last character', () => {
    const far = 1_000_000;
    const lines = rows.text.split('\n');
    for (const kept of [1, 2, 50]) {
      const text = `${lines.slice(0, kept).join('\n')}\n\n**Cut here.**`;
      const [points, bytes] = [codePoints(text), utf8Bytes(text)];
      const cut = (codePoints: number, bytes: number) => cutToFit(rows, note, { codePoints, bytes }).text;
      expect([cut(points, far), cut(far, bytes)]).toEqual([text, text]);
      expect(cut(points - 1, far).length).toBeLessThan(text.length);
      expect(cut(far, bytes - 1).length).toBeLessThan(text.length);
    }
    const [points, bytes] = [codePoints(rows.text), utf8Bytes(rows.text)];
    expect(cutToFit(rows, note, { codePoints: points, bytes })).toBe(rows);
    expect(cutToFit(rows, note, { codePoints: points - 1, bytes })).not.toBe(rows);
    expect(cutToFit(rows, note, { codePoints: points, bytes: bytes - 1 })).not.toBe(rows);
  });

  it('is the note alone where nothing fits', () => {
    expect(cutToFit(rows, note, { codePoints: 20, bytes: 20 }).text).toBe('\n\n**Cut here.**');
  });

  it('closes what is open at the cut, wherever that is', () => {
    const whole = join(
      [
        md`Counts`,
        details(
          'Rows',
          join(
            [fence('a\n<details>\n```\nb'), list([md`x ${fence('c\nd')}`]), details('More', fence('e\nf'))],
            NL,
          ),
        ),
        md`End`,
      ],
      NL,
    );
    for (let most = 60; most < whole.text.length; most++) {
      const { text } = cutToFit(whole, note, { codePoints: most, bytes: 10_000 });
      expect(codePoints(text)).toBeLessThanOrEqual(most);
      const { children } = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
      expect(children.at(-1)).toMatchObject({ type: 'paragraph', children: [{ type: 'strong' }] });
      const html = nodes(text).flatMap((node) => (node.type === 'html' ? [node.value] : []));
      expect(html.filter((tag) => tag.startsWith('<details>'))).toHaveLength(
        html.filter((tag) => tag === '</details>').length,
      );
    }
  });
});
