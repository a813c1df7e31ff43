import { describe, expect, test } from 'vitest';
import type { RowOutcome } from '../../src/apply/outcome.ts';
import type { Lack } from '../../src/approval/steps.ts';
import type { HeldBack, Verdict } from '../../src/approval/verdict.ts';
import type { Row } from '../../src/plan/row.ts';
import { heldBack, isSourceless, issueText, missing, type WayOut } from '../../src/report/held-back.ts';
import { approval, decided, go, heldBack as held, optOutRow, refused } from '../apply/rows.ts';
import { approver, enforce, guarded, guardrail, optOut, reset } from '../plan/entries.ts';
import { readable, strangers } from './reading.ts';

const COMMIT = 'abcdef0123456789abcdef0123456789abcdef01';
const PUSHED: Lack = { kind: 'no-source', commit: COMMIT, cause: 'pushed' };
const RULES: HeldBack = { kind: 'rules', missing: ['“Block force pushes”', '“Restrict deletions”'] };

function approvals(
  needed: number,
  given: number,
  may: readonly string[],
  discounted: readonly { login: string; why: string }[] = [],
  pull = 8,
): Lack {
  const counted = Array.from({ length: given }, (_, n) => approval(`a${n}`));
  return {
    kind: 'approvals',
    commit: COMMIT,
    pull,
    judgement: { needed, approvals: counted, discounted, may, enough: false },
  };
}

const WAY: WayOut = {
  runId: '77',
  workflow: 'mfa-apply.yml',
  digest: 'cafe',
  branch: 'main',
  policy: 'mfa-policy.yml',
  isAdoptionTold: false,
};

const steps = (...lacks: Lack[]): HeldBack => ({ kind: 'steps', lacks });

/** Rows of users 0, 1 and so on, with these verdicts. */
function outcomes(...verdicts: Verdict[]): RowOutcome[] {
  return verdicts.map((verdict, n) => ({
    ...decided(optOutRow(`${n}`), verdict),
    result: verdict.kind === 'go' ? 'done' : verdict.kind,
    calls: [],
  }));
}

describe('what a held-back row lacks', () => {
  test.each<[string, HeldBack]>([
    [
      'waits for branch rules that are off: “Block force pushes”, “Restrict deletions”. Turn them on in a ruleset, under Settings > Rules > Rulesets',
      RULES,
    ],
    ['waits until the policy file can be read again', { kind: 'unreadable' }],
    ['waits until an administrator of the repository adopts the Org again', { kind: 'not-adopted' }],
    [`the default branch does not lead from what is in force to this`, { kind: 'no-trail' }],
    [`was pushed without a pull request in abcdef0, so nobody reviewed it`, steps(PUSHED)],
    [
      `was pushed without a pull request in abcdef0, a merge that may hide an earlier change`,
      steps({ kind: 'no-source', commit: COMMIT, cause: 'merge' }),
    ],
    [
      `the head of pull request 8, merged in abcdef0, is gone, so nobody can tell what was reviewed`,
      steps({ kind: 'no-source', commit: COMMIT, cause: 'gone', pull: 8 }),
    ],
    [
      `pull request 8 proposed a different change to this than its merge abcdef0 made: the default branch had changed it, too`,
      steps({ kind: 'no-source', commit: COMMIT, cause: 'other-step', pull: 8 }),
    ],
    ['pull request 8 needs 1 approval from bo-chen or cy-lee', steps(approvals(1, 0, ['bo-chen', 'cy-lee']))],
    [
      'pull request 8 needs 2 approvals from bo-chen or cy-lee',
      steps(approvals(2, 0, ['bo-chen', 'cy-lee'])),
    ],
    [
      'pull request 8 needs 1 more approval from cy-lee, approved by a0 so far',
      steps(approvals(2, 1, ['cy-lee'])),
    ],
    [
      'pull request 8 needs 2 more approvals from cy-lee or di-roe, approved by a0 so far',
      steps(approvals(3, 1, ['cy-lee', 'di-roe'])),
    ],
    [
      'pull request 8 needs 1 approval, but no eligible approver is left; add one first, or an administrator of the repository adopts',
      steps(approvals(1, 0, [])),
    ],
    [
      'pull request 8 needs 2 approvals, but only bo-chen can give one; add another approver first, or an administrator of the repository adopts',
      steps(approvals(2, 0, ['bo-chen'])),
    ],
    [
      'pull request 8 needs 3 approvals, but only bo-chen and cy-lee can give one; add another approver first, or an administrator of the repository adopts',
      steps(approvals(3, 0, ['bo-chen', 'cy-lee'])),
    ],
    [
      'pull request 8 needs 1 approval from bo-chen; not counted: ana-diaz is the author, cy-lee was dismissed',
      steps(
        approvals(
          1,
          0,
          ['bo-chen'],
          [
            { login: 'ana-diaz', why: 'is the author' },
            { login: 'cy-lee', why: 'was dismissed' },
          ],
        ),
      ),
    ],
    [
      `pull request 9 needs 1 approval from cy-lee; was pushed without a pull request in abcdef0, so nobody reviewed it; pull request 7 needs 1 approval from bo-chen`,
      steps(approvals(1, 0, ['cy-lee'], [], 9), PUSHED, approvals(1, 0, ['bo-chen'], [], 7)),
    ],
  ])('%s', (words, why) => {
    expect(strangers(missing(why))).toEqual([]);
    expect(readable(missing(why))).toBe(words);
  });

  test('is told of every row, with both commands of a late approval, each once', () => {
    const lacking = steps(approvals(1, 0, ['bo-chen'], [], 9), PUSHED, approvals(1, 0, ['bo-chen'], [], 8));
    const all = outcomes(
      held(steps(PUSHED)),
      held(lacking),
      held(steps(approvals(1, 0, ['bo-chen']))),
      held(RULES),
      refused('No.'),
      go(),
    );
    const text = readable(heldBack(all, WAY));
    expect(text.match(/^- the opt-out of user\.\d/gm)).toEqual(
      ['0', '1', '2', '3'].map((id) => `- the opt-out of user.${id}`),
    );
    expect(text).toContain(
      'What fixes it: an approver approves, then anyone with write access runs this again:\ngh pr review 9 --approve\ngh pr review 8 --approve\ngh run rerun 77\n',
    );
    expect(text).toContain(
      'Remove from the file: the opt-out of user.0@acme.example, the opt-out of user.1@acme.example.\n',
    );
    expect(text).toContain(
      'An administrator of the repository can read the file and approve everything that it says now:\ngh workflow run mfa-apply.yml -f adopt=cafe',
    );
  });

  const says = (of: HeldBack | readonly HeldBack[], way: Partial<WayOut> = {}) =>
    readable(heldBack(outcomes(...[of].flat().map(held)), { ...WAY, ...way }));
  const ADOPT = 'gh workflow run mfa-apply.yml -f adopt=cafe';

  test('that was pushed is undone by a pull request, in commands that run as they stand', () => {
    const text = says(steps(PUSHED));
    expect(text).toContain(
      [
        'from a clone of this repository:',
        'git fetch origin',
        'git switch --create mfa-put-back origin/main',
        `git revert --no-edit ${COMMIT}`,
        'git push --set-upstream origin mfa-put-back',
        'gh pr create --fill',
        'An administrator',
      ].join('\n'),
    );
    expect(text).not.toMatch(/gh pr review|gh run rerun/);
    expect(text).toContain(ADOPT);
  });

  test.each<[string, HeldBack | HeldBack[]]>([
    ['nobody knows what a merge hides', steps({ kind: 'no-source', commit: COMMIT, cause: 'merge' })],
    ['there is no trail', { kind: 'no-trail' }],
    [
      'of several commits nobody knows the order',
      [steps(PUSHED), steps({ ...PUSHED, commit: 'b'.repeat(40) })],
    ],
  ])('is put back by an editor where %s', (_, why) => {
    expect(says(why)).toContain(
      ':-vi}" mfa-policy.yml\ngit commit --message "Put back what is in force" mfa-policy.yml\n',
    );
    expect(says(why)).not.toContain('git revert');
  });

  test.each<[string, Partial<WayOut>, HeldBack]>([
    ['a branch', { branch: 'main; true' }, steps(PUSHED)],
    ['a branch that looks like an option', { branch: '-x' }, steps(PUSHED)],
    ['a path', { policy: 'a b.yml' }, { kind: 'no-trail' }],
  ])('gets no command with %s that would have to be quoted', (_, way, why) => {
    expect(says(why, way)).not.toContain('git ');
    expect(says(why, way)).toContain('Put it back to what is in force');
  });

  test('asks for no approval where no eligible approver is left, but for an adoption', () => {
    const text = says(steps(approvals(2, 0, ['bo-chen'])));
    expect(text).not.toMatch(/gh pr review|gh run rerun/);
    expect(text).toContain(ADOPT);
  });

  test('names the run alone where branch rules are off', () => {
    expect(says(RULES)).toContain('What fixes it: once the rules are on, run this again:\ngh run rerun 77');
    expect(says(RULES)).not.toContain('adopt=');
  });

  test('names the adoption where that is missing, unless it is told beside it', () => {
    expect(says({ kind: 'not-adopted' })).toContain(ADOPT);
    expect(says({ kind: 'not-adopted' }, { isAdoptionTold: true })).not.toContain(ADOPT);
    expect(says({ kind: 'unreadable' })).not.toContain(ADOPT);
  });

  test('is told together of more than 15 rows that lack the same, four of them by name', () => {
    const few = says(Array.from({ length: 15 }, () => RULES));
    expect(few.match(/^- /gm)).toHaveLength(15);
    const many = says([...Array.from({ length: 15 }, () => RULES), { kind: 'unreadable' as const }]);
    expect(many.match(/^- /gm)).toHaveLength(2);
    expect(many).toContain('the opt-out of user.3@acme.example and 11 more: waits for branch rules');
  });

  test.each<[string, Partial<Row>, string]>([
    [
      'an opt-out',
      { before: optOut({ id: '1732' }), after: optOut({ expires: '2027-03-01' }) },
      'opt-outs:\n  - user: lobby.kiosk@acme.example\n    reason: Shared kiosk without a phone\n    owner: facilities@acme.example\n    ticket: SEC-1201\n    expires: 2027-01-31\n    id: 1732',
    ],
    [
      'an opt-out that names nobody by id',
      { before: optOut(), after: optOut({ id: '7' }) },
      'opt-outs:\n  - user: lobby.kiosk@acme.example\n    reason: Shared kiosk without a phone\n    owner: facilities@acme.example\n    ticket: SEC-1201\n    expires: 2027-01-31\n',
    ],
    [
      'a reset',
      { before: reset({ id: '7' }), after: reset() },
      'resets:\n  - request: INC-1\n    user: cy.lee@acme.example\n    reason: Lost phone, identity checked\n    not-after: 2026-11-27\n    id: 7',
    ],
    [
      'a reset that names nobody by id',
      { before: reset(), after: reset({ id: '7' }) },
      'resets:\n  - request: INC-1\n    user: cy.lee@acme.example\n    reason: Lost phone, identity checked\n    not-after: 2026-11-27\n',
    ],
    ['enforcement', { before: enforce(), after: enforce(false) }, 'enforce: true'],
    [
      'a limit',
      { before: guardrail('max-resets', 5), after: guardrail('max-resets', 9) },
      'guardrails:\n  max-resets: 5',
    ],
    ['a protected account', { before: guarded() }, 'protected:\n  - break.glass@acme.example'],
    ['an approver', { before: approver('bo-chen') }, 'approvers:\n  bo-chen: bo.chen@acme.example'],
  ])('says what the file has to say again of %s', (_what, sides, says) => {
    const [one] = outcomes(held(steps(PUSHED)));
    if (one === undefined) throw new Error('one');
    const text = readable(heldBack([{ ...one, row: { ...one.row, ...sides } }], WAY));
    expect(text).toContain(`To put back what is in force, the file has to say:\n${says}`);
    expect(text).not.toContain('To be taken out');
  });

  test('is nothing where nothing is held back', () => {
    expect(heldBack(outcomes(go(), refused('No.')), WAY).text).toBe('');
  });
});

describe('nobody can approve', () => {
  test.each<[string, Verdict, boolean]>([
    ['what was pushed', held(steps(PUSHED)), true],
    ['what was pushed, after what waits for approvals', held(steps(approvals(1, 0, []), PUSHED)), true],
    ['what the default branch does not lead to', held({ kind: 'no-trail' }), true],
    ['what waits for approvals', held(steps(approvals(1, 0, ['bo-chen']))), false],
    ['what waits for branch rules', held(RULES), false],
    ['what is refused', refused('No.'), false],
    ['what was applied', go(), false],
  ])('%s: %s', (_words, verdict, expected) => {
    expect(outcomes(verdict).map(isSourceless)).toEqual([expected]);
  });
});

test('the issue names what nobody can approve, and nothing else', () => {
  const text = issueText(outcomes(held(steps(PUSHED)), held(RULES), go()));
  expect(strangers(text)).toEqual([]);
  expect(text.text).toMatchInlineSnapshot(`
    "The default branch says something about MFA that **nobody reviewed**. It is not applied and not in force; what was in force stays in force.

    - **the opt-out of \`user.0@acme.example\`**: was pushed without a pull request in \`abcdef0\`, so nobody reviewed it

    Put it back to what is in force in a pull request, merge that, then propose the change again. Or an administrator of the repository adopts what the file says. Every apply stays red until then, and its summary gives the commands. This issue is then closed.
    "
  `);
});
