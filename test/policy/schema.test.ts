import { describe, expect, it } from 'vitest';
import { changed, FULL, problemsOf, SMALLEST, wrongWith } from './policies.ts';

const LINE_OF_ENFORCE = 'enforce: true';

describe('true and false are written in one way', () => {
  it.each(['True', 'TRUE', 'yes', 'on', 'y', '"true"', "'true'", '1', '~', 'null', '[true]', '""'])(
    'enforce: %s is refused',
    (spelling) => {
      expect(wrongWith(changed(SMALLEST, LINE_OF_ENFORCE, `enforce: ${spelling}`))).toEqual([
        '5:10 not-a-boolean',
      ]);
    },
  );

  it.each(['true', 'false'])('%s is read', (spelling) => {
    expect(wrongWith(changed(SMALLEST, LINE_OF_ENFORCE, `enforce: ${spelling}`))).toEqual([]);
  });
});

describe('numbers are written in plain digits', () => {
  it.each([
    '0',
    '-166',
    '+166',
    '0166',
    '0xA6',
    '0o246',
    '166.0',
    '1e2',
    '1_66',
    '.inf',
    '.nan',
    '"166"',
    '1:46',
    '[166]',
    'null',
    '9007199254740992',
    '9007199254740993',
    '10000000000000000',
    '../users',
  ])('org.id: %s is refused', (spelling) => {
    expect(wrongWith(changed(SMALLEST, 'id: 166', `id: ${spelling}`))).toEqual(['3:7 wrong-id']);
  });

  it.each(['1', '166', '9007199254740991'])('org.id: %s is read', (spelling) => {
    expect(wrongWith(changed(SMALLEST, 'id: 166', `id: ${spelling}`))).toEqual([]);
  });

  it.each(['2', '0', '1.0', '"1"', '01', 'one'])('version: %s is refused', (spelling) => {
    expect(wrongWith(changed(SMALLEST, 'version: 1', `version: ${spelling}`))).toEqual([
      '1:10 wrong-version',
    ]);
  });
});

describe('guardrails lie in their range', () => {
  it.each([
    ['required-approvals', '0', 'fits'],
    ['required-approvals', '5', 'too-few-approvers'],
    ['required-approvals', '6', 'out-of-range'],
    ['required-approvals', '-1', 'not-a-whole-number'],
    ['max-opt-outs', '0', 'fits'],
    ['max-opt-outs', '2000', 'fits'],
    ['max-opt-outs', '2001', 'out-of-range'],
    ['max-opt-out-days', '0', 'out-of-range'],
    ['max-opt-out-days', '1', 'fits'],
    ['max-opt-out-days', '366', 'fits'],
    ['max-opt-out-days', '367', 'out-of-range'],
    ['max-resets', '0', 'fits'],
    ['max-resets', '100', 'fits'],
    ['max-resets', '101', 'out-of-range'],
    ['max-resets', '1.5', 'not-a-whole-number'],
    ['allow-lift', 'true', 'fits'],
    ['allow-lift', 'yes', 'not-a-boolean'],
    ['allow-admin-opt-outs', '1', 'not-a-boolean'],
    ['allow-anything', 'true', 'unknown-key'],
  ])('%s: %s %s', (name, value, expected) => {
    const wrong = wrongWith(`${SMALLEST}guardrails:\n  ${name}: ${value}\n`);
    expect(wrong.map((problem) => problem.split(' ')[1])).toEqual(expected === 'fits' ? [] : [expected]);
  });
});

describe('days exist and are written in one way', () => {
  it.each([
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '26-01-01',
    '20270131',
    '2027',
    '2027-01-31T00:00:00Z',
    '2027-01-31 00:00',
    '2027/01/31',
    '31.01.2027',
    'next month',
    'null',
    '.inf',
    '+002027-01-31',
    '2027-W04-7',
    '2027-031',
    '"2027-01-31 "',
    '"2027-01-31\\n"',
    '[2027]',
  ])('%s is refused', (spelling) => {
    expect(wrongWith(changed(FULL, 'expires: 2027-01-31', `expires: ${spelling}`))).toEqual([
      '13:14 wrong-date',
    ]);
  });

  it.each(['2028-02-29', '"2027-01-31"', '9999-12-31', '0000-01-01'])('%s is a day', (spelling) => {
    expect(wrongWith(changed(FULL, 'expires: 2027-01-31', `expires: ${spelling}`))).toEqual([]);
  });
});

describe('an e-mail address is ASCII', () => {
  it.each([
    'lobby',
    'lobby@acme',
    '"@acme.example"',
    'lobby@',
    'a..b@acme.example',
    '.a@acme.example',
    'a.@acme.example',
    'a@-acme.example',
    'a@acme-.example',
    'a@acme..example',
    'a b@acme.example',
    'a@acme.example,b@acme.example',
    '"a@acme.example\\n"',
    "'<a@acme.example>'",
    "'a@[127.0.0.1]'",
    '../a@acme.example',
    'lobby.kıosk@acme.example',
    '"lobby.\\u212aiosk@acme.example"',
    'a@аcme.example',
    `${'a'.repeat(242)}@acme.example`,
  ])('%s is refused', (address) => {
    expect(wrongWith(changed(FULL, 'user: lobby.kiosk@acme.example', `user: ${address}`))).toEqual([
      '8:11 wrong-email',
    ]);
  });

  it.each([
    'a@b.co',
    "o'neil+mfa_1@mail.acme-risk.example",
    'A.B@ACME.EXAMPLE',
    `${'a'.repeat(241)}@acme.example`,
  ])('%s is read', (address) => {
    expect(wrongWith(changed(FULL, 'user: lobby.kiosk@acme.example', `user: "${address}"`))).toEqual([]);
  });
});

describe('an approver is the GitHub login of a person', () => {
  it.each([
    '"dependabot[bot]"',
    '"@ana-diaz"',
    'acme/security',
    '-ana',
    'ana-',
    'ana--diaz',
    '_ana',
    'ana_',
    'ana_b_c',
    '"ana diaz"',
    'аna',
    '""',
    'a'.repeat(40),
  ])('%s is refused', (login) => {
    expect(wrongWith(changed(SMALLEST, '  ana-diaz:', `  ${login}:`))).toEqual(['8:3 wrong-login']);
  });

  it.each(['a', 'Ana-Diaz', '123', 'ana-diaz_acme', 'a'.repeat(39)])('%s is read', (login) => {
    expect(wrongWith(changed(SMALLEST, '  ana-diaz:', `  ${login}:`))).toEqual([]);
  });
});

describe('a request id', () => {
  it.each([
    'inc-1',
    '"-INC"',
    'INC 1',
    'INC/1',
    'INC_1',
    '..',
    '20331',
    '"INC-1\\n"',
    'ІNC-1',
    'A'.repeat(65),
  ])('%s is refused', (request) => {
    expect(wrongWith(changed(FULL, 'INC-20331', request))).toEqual(['15:14 wrong-request']);
  });

  it.each(['A', '"1"', 'INC-1', 'A'.repeat(64)])('%s is read', (request) => {
    expect(wrongWith(changed(FULL, 'INC-20331', request))).toEqual([]);
  });
});

describe('texts have a length and visible characters', () => {
  it.each([
    ['reason', 'nine char', '10:13 wrong-length'],
    ['reason', 'x'.repeat(501), '10:13 wrong-length'],
    ['reason', '"            "', '10:13 wrong-length'],
    ['reason', '"a line\\nand a second one"', '10:13 forbidden-character'],
    ['reason', '"turned \\u202e around"', '10:13 forbidden-character'],
    ['reason', '"half a pair \\ud800 here"', '10:13 forbidden-character'],
    ['reason', '"cafe\\u0301 without phones"', '10:13 not-nfc'],
    ['reason', '1234567890', '10:13 not-text'],
    ['owner', '""', '11:12 wrong-length'],
    ['owner', 'x'.repeat(121), '11:12 wrong-length'],
    ['owner', 'Zoë', '11:12 wrong-length'],
    ['owner', 'true', '11:12 not-text'],
    ['ticket', '1201', '12:13 not-text'],
    ['ticket', '"a\\nb"', '12:13 wrong-length'],
    ['ticket', '~', '12:13 not-text'],
  ])('%s: %s', (name, value, expected) => {
    expect(wrongWith(FULL.replace(new RegExp(`${name}: .*`), `${name}: ${value}`))).toEqual([expected]);
  });

  it.each([
    ['reason', '1234567890'.padEnd(500, 'x')],
    ['reason', `"${'🔒'.repeat(10)}"`],
    ['reason', '共用自助服务机,没有电话'],
    ['owner', `"${'x'.repeat(120)}"`],
    ['ticket', '"#1201: (a)"'],
  ])('%s: %s is read', (name, value) => {
    expect(wrongWith(FULL.replace(new RegExp(`${name}: .*`), () => `${name}: ${value}`))).toEqual([]);
  });

  it('names the code point of a character that an escape makes', () => {
    const [problem] = problemsOf(changed(FULL, 'Shared kiosk without a phone', '"turned \\u202e around"'));
    expect(problem?.message).toContain('U+202E');
  });
});

describe('keys are known, present and of the right kind', () => {
  const without = (text: string, key: string) =>
    changed(text, text.match(new RegExp(`^ *(- )?${key}:.*\\n`, 'm'))?.[0] ?? key, '');
  it.each(['version', 'enforce'])('%s is required', (key) => {
    expect(wrongWith(without(SMALLEST, key))).toEqual(['1:1 missing-key']);
  });

  it('org, its id and its environment are required', () => {
    expect(wrongWith(changed(SMALLEST, 'org:\n  id: 166\n  environment: production\n', ''))).toEqual([
      '1:1 missing-key',
    ]);
    expect(wrongWith(without(SMALLEST, 'id'))).toEqual(['3:3 missing-key']);
    expect(wrongWith(without(SMALLEST, 'environment'))).toEqual(['3:3 missing-key']);
  });

  it('opt-outs are required, an empty list is enough', () => {
    expect(wrongWith(without(SMALLEST, 'opt-outs'))).toEqual(['1:1 missing-key']);
    expect(wrongWith(changed(SMALLEST, 'opt-outs: []', 'opt-outs:'))).toEqual(['6:10 not-a-list']);
  });

  it.each(['reason', 'owner', 'ticket', 'expires'])('an opt-out needs its %s', (key) => {
    expect(wrongWith(without(FULL, `    ${key}`.trim()))).toEqual(['8:5 missing-key']);
  });

  it('names the missing key', () => {
    expect(problemsOf(without(FULL, 'ticket'))[0]?.message).toContain('The key `ticket` is required');
  });

  it.each([
    ['at the top', changed(SMALLEST, LINE_OF_ENFORCE, 'enforce: true\nEnforce: false'), '6:1 unknown-key'],
    ['in org', changed(SMALLEST, 'id: 166', 'id: 166\n  key: x'), '4:3 unknown-key'],
    ['in an opt-out', changed(FULL, '    ticket', '    approved: true\n    ticket'), '12:5 unknown-key'],
    [
      'a merge key',
      changed(SMALLEST, LINE_OF_ENFORCE, 'enforce: true\n<<: {enforce: false}'),
      '6:1 unknown-key',
    ],
    ['an empty key', changed(SMALLEST, LINE_OF_ENFORCE, 'enforce: true\n"": x'), '6:1 unknown-key'],
    [
      'a method of objects',
      changed(SMALLEST, LINE_OF_ENFORCE, 'enforce: true\ntoString: x'),
      '6:1 unknown-key',
    ],
    [
      '__proto__',
      changed(SMALLEST, LINE_OF_ENFORCE, 'enforce: true\n__proto__: {a: b}'),
      '6:1 forbidden-key',
    ],
    ['constructor', changed(SMALLEST, 'id: 166', 'id: 166\n  constructor: x'), '4:3 forbidden-key'],
    [
      'prototype as a login',
      changed(SMALLEST, '  ana', '  prototype: a@b.example\n  ana'),
      '8:3 forbidden-key',
    ],
  ])('an unknown key is an error: %s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual([expected]);
  });

  it('lists the keys that are known, and never the one that is not', () => {
    const [problem] = problemsOf(changed(SMALLEST, LINE_OF_ENFORCE, 'enforce: true\nunheard-of: x'));
    expect(problem?.message).toBe(
      'This key is not known here. Allowed keys: `version`, `org`, `ledger-public-key`, `enforce`, `opt-outs`, `resets`, `protected`, `approvers`, `guardrails`.',
    );
  });

  it.each([
    ['a list at the top', '- a\n', '1:1 not-a-mapping'],
    [
      'a member of braces without a value',
      `${SMALLEST}guardrails: {max-resets}\n`,
      '9:14 not-a-whole-number',
    ],
    ['text at the top', 'PATH=/usr/bin\n', '1:1 not-a-mapping'],
    [
      'org as a list',
      changed(SMALLEST, 'org:\n  id: 166\n  environment: production', 'org: [166]'),
      '2:6 not-a-mapping',
    ],
    ['another environment', changed(SMALLEST, 'production', 'staging'), '4:16 wrong-environment'],
    [
      'approvers as a list',
      changed(SMALLEST, '  ana-diaz: ana.diaz@acme.example', '  - ana-diaz'),
      '8:3 not-a-mapping',
    ],
    ['an approver without e-mail', changed(SMALLEST, ' ana.diaz@acme.example', ''), '8:12 not-text'],
    ['protected as text', `${SMALLEST}protected: a@b.example\n`, '9:12 not-a-list'],
    ['resets without a value', `${SMALLEST}resets:\n`, '9:8 not-a-list'],
    ['guardrails without a value', `${SMALLEST}guardrails:\n`, '9:12 not-a-mapping'],
    ['an opt-out that is null', changed(SMALLEST, 'opt-outs: []', 'opt-outs:\n  -'), '7:4 not-a-mapping'],
    ['a pin in quotes', changed(FULL, 'id: 1732', 'id: "1732"'), '9:9 wrong-id'],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual([expected]);
  });
});
