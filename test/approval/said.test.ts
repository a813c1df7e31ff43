import { describe, expect, test } from 'vitest';
import type { FileAt } from '../../src/approval/mainline.ts';
import { contentOf, readingOf, type Sides } from '../../src/approval/said.ts';
import { type Entry, entriesOf } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { approver, enforce, guarded, guardrail, optOut, policy, reset } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';

const A = 'a@acme.example';
const B = 'b@acme.example';
const C = 'c@acme.example';

function readBy(sides: Sides, entries: readonly Entry[]): readonly Entry[] {
  return readingOf(sides, () => undefined, NOW).ofEntries(entries).entries;
}

function textOf(sides: Sides, entries: readonly Entry[]): string {
  return readingOf(sides, () => undefined, NOW).ofEntries(entries).text;
}

describe('compared is, within the row’s own kind, everything that bears the row’s name', () => {
  const others: Entry[] = [
    enforce(),
    optOut({ user: C }),
    reset({ request: 'INC-9', user: A }),
    guarded(C),
    approver('zed', C),
    guardrail('max-opt-outs', 3),
  ];

  test.each<[string, Sides, Entry[]]>([
    ['enforce: its value', { before: enforce(false), after: enforce() }, [enforce()]],
    [
      'a guardrail: its value',
      { before: guardrail('max-resets', 5), after: guardrail('max-resets', 4) },
      [guardrail('max-resets', 2)],
    ],
    ['protected: the e-mail', { after: guarded(A) }, [guarded(A)]],
    ['a reset: the entry with that request id', { after: reset() }, [reset({ user: B })]],
    ['an approver: the entry with the login', { after: approver('ana', A) }, [approver('ana', B)]],
    ['an approver: the entry with the e-mail', { after: approver('ana', A) }, [approver('bo', A)]],
    [
      'an approver: those with the login or the e-mail of either side',
      { before: approver('ana', A), after: approver('ana', B) },
      [approver('ana', 'other@acme.example'), approver('bo', A), approver('cy', B)],
    ],
    ['an opt-out: that of the e-mail', { after: optOut({ user: A }) }, [optOut({ user: A, id: '7' })]],
    [
      'an opt-out: those of the e-mail of either side',
      { before: optOut({ user: A, id: '7' }), after: optOut({ user: B, id: '7' }) },
      [optOut({ user: A }), optOut({ user: B })],
    ],
    [
      'an opt-out: those of the pin of either side, under whatever e-mail',
      { before: optOut({ user: A, id: '7' }), after: optOut({ user: A }) },
      [optOut({ user: 'x@acme.example', id: '7' })],
    ],
    [
      'an opt-out: that of the pin of what comes',
      { before: optOut({ user: A }), after: optOut({ user: A, id: '8' }) },
      [optOut({ user: 'x@acme.example', id: '8' })],
    ],
    [
      'an opt-out: that pinned to the user that it was set on',
      { before: optOut({ user: A }), recorded: '9' },
      [optOut({ user: 'x@acme.example', id: '9' })],
    ],
  ])('%s', (_words, sides, named) => {
    expect(readBy(sides, [...others.filter(({ kind }) => kind !== named[0]?.kind), ...named])).toEqual(named);
    const same = others.filter(({ kind }) => kind === named[0]?.kind && kind !== 'enforce');
    expect(readBy(sides, same)).toEqual([]);
  });

  test('kinds are never mixed, though the names are alike', () => {
    const alike: Entry[] = [guarded(A), reset({ user: A, id: '7' }), approver('ana', A)];
    expect(readBy({ before: optOut({ user: A, id: '7' }), recorded: '7' }, alike)).toEqual([]);
    expect(readBy({ after: guarded(A) }, [optOut({ user: A }), approver('ana', A)])).toEqual([]);
  });

  test('the user that it was set on is a name of opt-outs alone', () => {
    expect(readBy({ before: guarded(A), recorded: '9' }, [optOut({ user: B, id: '9' })])).toEqual([]);
  });

  test('an entry that bears two names of the row is one', () => {
    expect(readBy({ before: optOut({ user: A, id: '7' }) }, [optOut({ user: A, id: '7' })])).toHaveLength(1);
  });

  test('a row without a name is a mistake, and never the same everywhere', () => {
    expect(() => readingOf({}, () => undefined, NOW)).toThrow('a row has at least one side');
  });
});

describe('two files say the same of a row', () => {
  const about = { before: optOut({ user: A, id: '7' }), after: optOut({ user: B, id: '7' }) };

  test('in whatever order', () => {
    const entries = [optOut({ user: A }), optOut({ user: B })];
    expect(textOf(about, entries)).toBe(textOf(about, entries.toReversed()));
    const namesakes = [approver('bo', A), approver('cy', A)];
    expect(textOf({ after: approver('ana', A) }, namesakes)).toBe(
      textOf({ after: approver('ana', A) }, namesakes.toReversed()),
    );
  });

  test('where nothing that bears its name is there: absence is a content', () => {
    expect(textOf(about, [])).toBe('[]');
    expect(textOf(about, [optOut({ user: C }), enforce()])).toBe('[]');
  });

  test.each<[string, Partial<Parameters<typeof optOut>[0]>]>([
    ['reason', { reason: 'Another reason, as good' }],
    ['owner', { owner: 'other@acme.example' }],
    ['ticket', { ticket: 'SEC-2' }],
    ['end', { expires: '2027-01-30' }],
    ['pin', { id: '8' }],
    ['e-mail', { user: B }],
  ])('never where the %s is another one', (_words, fields) => {
    const one = optOut({ user: A, id: '7' });
    const text = textOf(about, [one]);
    expect(text).not.toBe('[]');
    expect(textOf(about, [{ ...one, ...fields }])).not.toBe(text);
  });

  test('never where there is one more', () => {
    expect(textOf(about, [optOut({ user: A })])).not.toBe(
      textOf(about, [optOut({ user: A }), optOut({ user: B })]),
    );
  });
});

describe('an opt-out whose date has come by now is absent', () => {
  const about = { after: optOut({ user: A }) };
  const of = (expires: string) => optOut({ user: A, expires });

  test('whoever says it', () => {
    expect(textOf(about, [of('2026-11-24')])).toBe('[]');
    expect(readBy(about, [of('2026-11-23'), of('2026-11-25')])).toEqual([of('2026-11-25')]);
  });

  test('of a protected account and of all else there is no date', () => {
    expect(readBy({ after: reset() }, [reset({ notAfter: '2020-01-01' })])).toHaveLength(1);
  });
});

describe('a file', () => {
  const file: FileAt = { kind: 'file', blob: 'b1' };
  const reads = (of: Policy) => readingOf({ after: guardrail('max-resets', 5) }, () => of, NOW);

  test('says the entries of its policy, a default written out', () => {
    const named = policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxResets: 5 } });
    expect(reads(named).ofFile(file).entries).toEqual([
      guardrail('max-resets', DEFAULT_GUARDRAILS.maxResets),
    ]);
    expect(reads(policy()).ofFile(file)).toEqual(reads(named).ofEntries(entriesOf(named)));
  });

  test('that can’t be read says nothing, and is another one wherever its content differs', () => {
    const { ofFile } = readingOf({ after: enforce() }, () => undefined, NOW);
    expect(ofFile(file)).toEqual({ text: 'file b1', entries: [] });
    expect(ofFile({ kind: 'missing' })).toEqual({ text: 'missing', entries: [] });
    expect(ofFile({ kind: 'irregular' })).toEqual({ text: 'irregular', entries: [] });
  });

  test('is asked for by what it holds', () => {
    const reading = readingOf({ after: enforce() }, (one) => (one === file ? policy() : undefined), NOW);
    expect(reading.ofFile(file).entries).toEqual([enforce()]);
    expect(reading.ofFile({ kind: 'file', blob: 'b2' }).text).toBe('file b2');
  });
});

test('of one list of entries each row reads its own', () => {
  const entries = [optOut({ user: A }), optOut({ user: B })];
  expect(readBy({ after: optOut({ user: A }) }, entries)).toEqual([optOut({ user: A })]);
  expect(readBy({ after: optOut({ user: B }) }, entries)).toEqual([optOut({ user: B })]);
});

test('the content of a file is its git id; of what is none, what it is', () => {
  expect(contentOf({ kind: 'file', blob: 'b1' })).toBe('file b1');
  expect(contentOf({ kind: 'missing' })).toBe('missing');
  expect(contentOf({ kind: 'irregular' })).toBe('irregular');
});

test('2 000 rows are read out of one policy, and out of what is in force, in a moment', () => {
  const optOuts = Array.from({ length: 2_000 }, (_, n) => optOut({ user: `user.${n}@acme.example` }));
  const one = policy({ optOuts: optOuts.map(({ kind: _, ...fields }) => fields) });
  const before = process.threadCpuUsage();
  for (const after of optOuts) {
    const reading = readingOf({ after }, () => one, NOW);
    expect(reading.ofFile({ kind: 'file', blob: 'b1' }).entries).toHaveLength(1);
    expect(reading.ofEntries(optOuts).entries).toHaveLength(1);
  }
  const { user, system } = process.threadCpuUsage(before);
  expect(user + system).toBeLessThan(3_000_000);
});
