import { describe, expect, test } from 'vitest';
import { differences, named } from '../../src/plan/differences.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { approver, enforce, guarded, guardrail, optOut, reset } from './entries.ts';

const A = 'a@acme.example';
const B = 'b@acme.example';

describe('the entries that differ', () => {
  const everything: Entry[] = [
    enforce(),
    optOut(),
    reset(),
    guarded(),
    approver(),
    guardrail('max-resets', 2),
  ];

  test('are none where both sides say the same, in whatever order', () => {
    expect(differences(everything, everything)).toEqual([]);
    expect(differences(everything, everything.toReversed())).toEqual([]);
  });

  test.each(everything.map((entry) => [entry.kind, entry] as const))(
    'of the kind %s stand alone where only one side has them',
    (_kind, entry) => {
      expect(differences([entry], [])).toEqual([{ before: entry }]);
      expect(differences([], [entry])).toEqual([{ after: entry }]);
    },
  );

  test.each<[string, Entry, Entry]>([
    ['enforcement turned off', enforce(true), enforce(false)],
    ['an opt-out moved in time', optOut(), optOut({ expires: '2027-02-28' })],
    ['an opt-out that gains its pin', optOut(), optOut({ id: '7' })],
    ['an opt-out that loses its pin', optOut({ id: '7' }), optOut()],
    ['another e-mail under the same pin', optOut({ user: A, id: '7' }), optOut({ user: B, id: '7' })],
    ['a reset with other content', reset(), reset({ reason: 'Another reason' })],
    ['another limit', guardrail('max-resets', 2), guardrail('max-resets', 3)],
    ['an approver under another e-mail', approver('ana-diaz', A), approver('ana-diaz', B)],
  ])('are one and the same entry before and after: %s', (_words, before, after) => {
    expect(differences([before], [after])).toEqual([{ before, after }]);
  });

  test.each<[string, Entry, Entry]>([
    ['the e-mail of an opt-out without a pin', optOut({ user: A }), optOut({ user: B })],
    ['the pin of an opt-out', optOut({ id: '7' }), optOut({ id: '8' })],
    ['the id of a request', reset({ request: 'INC-1' }), reset({ request: 'INC-2' })],
    ['the name of a guardrail', guardrail('max-resets', 2), guardrail('max-opt-outs', 2)],
    ['a protected account', guarded(A), guarded(B)],
    ['the login of an approver', approver('ana-diaz'), approver('bo-chen')],
  ])('are two where another name is meant: %s', (_words, before, after) => {
    expect(differences([before], [after])).toEqual([{ before }, { after }]);
  });

  test('meet by their pin before they meet by their e-mail', () => {
    const one = optOut({ user: A, id: '7' });
    const other = optOut({ user: B });
    const renamed = optOut({ user: B, id: '7' });
    expect(differences([one, other], [renamed])).toEqual([
      { before: one, after: renamed },
      { before: other },
    ]);
    expect(differences([other, one], [renamed])).toEqual([
      { before: one, after: renamed },
      { before: other },
    ]);
  });

  test('never take an entry that stands unchanged on both sides', () => {
    const kept = optOut({ user: A, id: '7' });
    const added = optOut({ user: A, expires: '2027-03-31' });
    expect(differences([kept], [added, kept])).toEqual([{ after: added }]);
  });

  test('are found among 2 000 in a moment', () => {
    const many = Array.from({ length: 2_000 }, (_, n) =>
      optOut({ user: `user.${n}@acme.example`, id: `${n + 1}` }),
    );
    const moved = many.map((entry) => ({ ...entry, expires: '2027-02-28' }));
    const before = process.threadCpuUsage();
    expect(differences(many, moved)).toHaveLength(2_000);
    const { user, system } = process.threadCpuUsage(before);
    expect(user + system).toBeLessThan(2_000_000);
  });
});

describe('the entry of the same name', () => {
  test('is found by its pin before it is found by its e-mail', () => {
    const byMail = optOut({ user: A });
    const byPin = optOut({ user: B, id: '7' });
    expect(named([byMail, byPin], optOut({ user: A, id: '7' }))).toBe(byPin);
    expect(named([byMail], optOut({ user: A, id: '7' }))).toBe(byMail);
    expect(named([byPin], optOut({ user: B }))).toBe(byPin);
  });

  test('is none where nobody has it', () => {
    expect(named([optOut({ id: '7' }), enforce()], optOut({ id: '8' }))).toBeUndefined();
    expect(named([], enforce())).toBeUndefined();
  });
});
