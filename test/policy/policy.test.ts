import { describe, expect, it } from 'vitest';
import { entriesOf, entryKey } from '../../src/policy/entry.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { changed, FULL, parsed, policyOf, problemsOf, SMALLEST } from './policies.ts';

describe('a policy', () => {
  it('is what the file says', () => {
    expect(policyOf(FULL)).toEqual({
      org: { id: '166', name: 'Acme Risk', environment: 'production' },
      enforce: true,
      optOuts: [
        {
          user: 'lobby.kiosk@acme.example',
          id: '1732',
          reason: 'Shared kiosk without a phone',
          owner: 'facilities@acme.example',
          ticket: 'SEC-1201',
          expires: '2027-01-31',
        },
      ],
      resets: [
        {
          request: 'INC-20331',
          user: 'ana.diaz@acme.example',
          reason: 'Lost phone, identity checked by video call',
          notAfter: '2026-11-27',
        },
      ],
      protected: ['break.glass@acme.example'],
      approvers: [
        { login: 'ana-diaz', user: 'ana.diaz@acme.example' },
        { login: 'bo-chen', user: 'bo.chen@acme.example' },
      ],
      guardrails: DEFAULT_GUARDRAILS,
    });
  });

  it('has defaults for guardrails, and nothing where a list is left out', () => {
    expect(policyOf(SMALLEST)).toEqual({
      org: { id: '166', environment: 'production' },
      enforce: true,
      optOuts: [],
      resets: [],
      protected: [],
      approvers: [{ login: 'ana-diaz', user: 'ana.diaz@acme.example' }],
      guardrails: DEFAULT_GUARDRAILS,
    });
  });

  it('has each guardrail that the file names', () => {
    const text = `${SMALLEST}guardrails:\n  required-approvals: 0\n  max-opt-outs: 0\n  max-opt-out-days: 1\n  max-resets: 0\n  allow-admin-opt-outs: true\n  allow-lift: true\n`;
    expect(policyOf(text).guardrails).toEqual({
      requiredApprovals: 0,
      maxOptOuts: 0,
      maxOptOutDays: 1,
      maxResets: 0,
      allowAdminOptOuts: true,
      allowLift: true,
    });
  });

  it('holds e-mails and logins in lower case', () => {
    const policy = policyOf(
      FULL.replaceAll('acme.example', 'ACME.Example').replace('ana-diaz:', 'Ana-Diaz:'),
    );
    expect(policy).toEqual(
      expect.objectContaining({
        ...policyOf(FULL),
        optOuts: [{ ...policyOf(FULL).optOuts[0], owner: 'facilities@ACME.Example' }],
      }),
    );
  });

  it('holds texts without the white space around them', () => {
    const text = changed(
      FULL,
      'reason: Shared kiosk without a phone',
      'reason: >\n      Shared kiosk\n      without a phone\n',
    );
    expect(policyOf(text).optOuts[0]?.reason).toBe('Shared kiosk without a phone');
  });

  it('is the same with CRLF and with a byte order mark', () => {
    expect(policyOf(`\ufeff${FULL.replaceAll('\n', '\r\n')}`)).toEqual(policyOf(FULL));
  });

  it('is the same in flow style', () => {
    const text = changed(
      SMALLEST,
      'org:\n  id: 166\n  environment: production\n',
      'org: {environment: production, "id": 166}\n',
    );
    expect(policyOf(text)).toEqual(policyOf(SMALLEST));
  });
});

describe('the places of entries', () => {
  it('are where each entry starts', () => {
    const result = parsed(FULL);
    expect(result.ok && Object.fromEntries(result.places)).toEqual({
      enforce: { line: 6, column: 1 },
      'opt-out:lobby.kiosk@acme.example': { line: 8, column: 5 },
      'reset:INC-20331': { line: 15, column: 5 },
      'protected:break.glass@acme.example': { line: 20, column: 5 },
      'approver:ana-diaz': { line: 22, column: 3 },
      'approver:bo-chen': { line: 23, column: 3 },
      'guardrail:required-approvals': { line: 25, column: 3 },
      'guardrail:max-opt-outs': { line: 26, column: 3 },
      'guardrail:max-opt-out-days': { line: 27, column: 3 },
      'guardrail:max-resets': { line: 28, column: 3 },
      'guardrail:allow-admin-opt-outs': { line: 29, column: 3 },
      'guardrail:allow-lift': { line: 30, column: 3 },
    });
  });

  it('are known for every entry but the guardrails that the file leaves out', () => {
    const text = `${SMALLEST.replace('ana-diaz', 'Ana-Diaz')}  7: seven@acme.example\nguardrails: {max-resets: 5}\n`;
    const result = parsed(text);
    if (!result.ok) throw new Error('expected a policy');
    const unplaced = entriesOf(result.policy)
      .map(entryKey)
      .filter((key) => !result.places.has(key));
    expect(unplaced).toHaveLength(5);
    expect(unplaced.every((key) => key.startsWith('guardrail:'))).toBe(true);
    expect(result.places.get('approver:ana-diaz')).toEqual({ line: 8, column: 3 });
    expect(result.places.get('approver:7')).toEqual({ line: 9, column: 3 });
  });
});

describe('a file with problems', () => {
  it('names them all at once, from top to bottom', () => {
    const text = FULL.replace('enforce: true', 'enforce: yes')
      .replace('2027-01-31', '2027-02-31')
      .replace('INC-20331', 'inc')
      .replace('max-resets: 5', 'max-resets: 500');
    expect(problemsOf(text).map(({ line, code }) => `${line} ${code}`)).toEqual([
      '6 not-a-boolean',
      '13 wrong-date',
      '15 wrong-request',
      '28 out-of-range',
    ]);
  });

  it.each([
    ['legible', SMALLEST.replace('enforce: true', 'enforce: yes'), '166'],
    ['in quotes', SMALLEST.replace('166', '"166"'), undefined],
    ['zero', SMALLEST.replace('166', '0'), undefined],
    ['too large to be exact', SMALLEST.replace('166', '9007199254740993'), undefined],
    ['missing', SMALLEST.replace('  id: 166\n', ''), undefined],
    ['in a file that is no document', `${SMALLEST}---\n`, undefined],
    ['in a file that is no mapping', '- org: {id: 166}\n', undefined],
  ])('tells the Org where its id is %s', (_, text, orgId) => {
    const result = parsed(text);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.orgId).toBe(orgId);
  });

  it('shows at most 100 problems and says that there are more', () => {
    const problems = problemsOf(changed(SMALLEST, 'opt-outs: []', `opt-outs:${'\n  - x'.repeat(150)}`));
    expect(problems).toHaveLength(100);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems', line: 106 });
    expect(problems.at(-1)?.message).toMatch(/^More problems are not shown/);
  });

  it('shows the first 100 of thousands', () => {
    const wrong = `\n  - {x${[...Array(6).keys()].map((index) => `, k${index}`).join('')}}`;
    const problems = problemsOf(changed(SMALLEST, 'opt-outs: []', `opt-outs:${wrong.repeat(1_990)}`));
    expect(problems).toHaveLength(100);
    expect(problems.map(({ line }) => line)).toEqual(
      [...problems.map(({ line }) => line)].sort((a, b) => a - b),
    );
    expect(problems.at(-1)?.line).toBeLessThan(30);
  });

  it('shows too many entries alone, whatever is wrong with them', () => {
    const problems = problemsOf(changed(SMALLEST, 'opt-outs: []', `opt-outs: [${'1,\n '.repeat(2_000)}]`));
    expect(problems).toMatchObject([{ line: 1, column: 1, code: 'too-many-entries' }]);
    expect(problems[0]?.message).toMatch(/^2001 opt-outs/);
  });

  it('gives the same answer for the same bytes', () => {
    const bytes = new TextEncoder().encode(FULL.replace('true', 'yes'));
    expect(parsePolicy(bytes)).toEqual(parsePolicy(bytes.slice()));
  });
});
