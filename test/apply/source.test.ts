import { describe, expect, test } from 'vitest';
import { said, trace } from '../../src/apply/source.ts';
import type { Pull } from '../../src/ports.ts';
import { KIOSK, listed, optOut, policy } from '../plan/entries.ts';
import { at, merged, oid, row, stretch } from './rows.ts';

const NONE = policy();
const withOptOut = (fields: Parameters<typeof optOut>[0] = {}) =>
  policy({ optOuts: [listed(optOut(fields))] });
const ADDED = row(undefined, optOut());
const REMOVED = row(optOut(), undefined);

describe('a row is traced to', () => {
  test('the newest commit at which its entry becomes what it is at the tip', () => {
    const line = [at(4, withOptOut()), at(3, withOptOut()), at(2, NONE), at(1, NONE)];
    expect(trace(ADDED, stretch(line))).toEqual({
      kind: 'pull-request',
      pull: merged(3, oid(3)),
      commit: oid(3),
      before: NONE,
    });
  });

  test('the newest of two, where it was taken back and brought again', () => {
    const line = [at(4, withOptOut()), at(3, NONE), at(2, withOptOut()), at(1, NONE)];
    expect(trace(ADDED, stretch(line))).toMatchObject({ commit: oid(4) });
  });

  test('the commit that took it away, absence being a content', () => {
    const line = [at(3, NONE), at(2, NONE), at(1, withOptOut())];
    expect(trace(REMOVED, stretch(line))).toMatchObject({ commit: oid(2), before: withOptOut() });
  });

  test('the commit that changed it, not the one that brought it', () => {
    const later = withOptOut({ expires: '2027-02-28' });
    const line = [at(3, later), at(2, withOptOut()), at(1, NONE)];
    const changed = row(optOut(), optOut({ expires: '2027-02-28' }));
    expect(trace(changed, stretch(line))).toMatchObject({ commit: oid(3), before: withOptOut() });
  });

  test('nothing newer than what was approved, where no commit of the stretch touches it', () => {
    expect(trace(ADDED, stretch([at(2, withOptOut()), at(1, withOptOut())]))).toMatchObject({
      kind: 'approved',
    });
    expect(trace(REMOVED, stretch([at(1, NONE)]))).toMatchObject({ kind: 'approved' });
  });

  test('its date, where that ended it', () => {
    const ended = row(optOut(), undefined, { byDate: '2026-11-24' });
    expect(trace(ended, stretch([at(1, NONE)]))).toEqual({ kind: 'date', ended: '2026-11-24' });
  });

  test('the commit after one whose file can’t be read, with what was said before that', () => {
    const line = [at(3, withOptOut()), at(2, undefined), at(1, NONE)];
    expect(trace(ADDED, stretch(line))).toMatchObject({ commit: oid(3), before: NONE });
    const blind = [at(3, withOptOut()), at(2, undefined)];
    expect(trace(ADDED, stretch(blind))).toMatchObject({ commit: oid(3), before: undefined });
  });

  test('the commit that took an entry away whose name another entry bears now', () => {
    const pinned = optOut({ id: '7' });
    const other = policy({ optOuts: [listed(optOut({ id: '8' }))] });
    const both = policy({ optOuts: [listed(pinned)] });
    const line = [at(3, other), at(2, other), at(1, both)];
    expect(trace(row(pinned, undefined), stretch(line))).toMatchObject({ commit: oid(2) });
    const unpinned = policy({ optOuts: [listed(optOut())] });
    const renamed = [at(3, unpinned), at(2, unpinned), at(1, both)];
    expect(trace(row(pinned, undefined), stretch(renamed))).toMatchObject({ commit: oid(2) });
  });
});

test('a row that is not of this tip is never given a source', () => {
  expect(() => trace(ADDED, stretch([at(2, NONE), at(1, NONE)]))).toThrow('a row is made from the tip');
  expect(() => trace(ADDED, stretch([]))).not.toThrow();
});

describe('a commit was made by', () => {
  const line = (pulls: readonly Pull[]) => [at(2, withOptOut(), pulls), at(1, NONE)];

  test('the merged pull request whose merge it is, associated with it or among the newest', () => {
    const pull = merged(7, oid(2));
    expect(trace(ADDED, stretch(line([pull])))).toMatchObject({ kind: 'pull-request', pull: { number: 7 } });
    expect(trace(ADDED, stretch(line([]), [pull]))).toMatchObject({
      kind: 'pull-request',
      pull: { number: 7 },
    });
  });

  test.each<[string, Partial<Pull>]>([
    ['is not merged', { merged: false }],
    ['was merged as another commit', { mergeCommit: oid(1) }],
    ['has no merge commit', { mergeCommit: undefined }],
    ['is of another repository', { repositoryId: '43' }],
    ['is of a repository that is gone', { repositoryId: undefined }],
    ['has another base', { base: 'side' }],
  ])('nobody who was reviewed, where the pull request %s', (_words, fields) => {
    const pull = merged(7, oid(2), fields);
    const direct = { kind: 'direct', commit: oid(2), merge: false, before: NONE };
    expect(trace(ADDED, stretch(line([pull])))).toEqual(direct);
    expect(trace(ADDED, stretch(line([]), [pull]))).toEqual(direct);
  });
});

describe('what a commit said', () => {
  const { commit } = at(1, NONE);

  test('are the entries of this Org’s policy', () => {
    expect(said(commit, withOptOut(), '166').entries).toContainEqual(optOut());
    expect(said(commit, withOptOut(), '166').policy).toEqual(withOptOut());
  });

  test('is nothing where the file is unreadable or another Org’s', () => {
    expect(said(commit, undefined, '166')).toEqual({ commit, policy: undefined, entries: [] });
    expect(said(commit, withOptOut(), '167')).toEqual({ commit, policy: undefined, entries: [] });
  });
});

test('an entry is the same whatever stands around it', () => {
  const around = policy({ optOuts: [listed(optOut({ user: 'b@acme.example' })), listed(optOut())] });
  expect(trace(ADDED, stretch([at(2, around), at(1, withOptOut())]))).toMatchObject({ kind: 'approved' });
  expect(KIOSK).toBe(optOut().user);
});

describe('a merge that GitHub did not make for a pull request', () => {
  const HEAD = oid(90);
  /** The row is the same at all three commits; the tip is a merge with these further parents, made by this pull request. */
  const traced = (others: readonly string[], pulls: readonly Pull[]) => {
    const tip = at(3, withOptOut(), pulls);
    const merge = { ...tip, commit: { ...tip.commit, others } };
    return trace(ADDED, stretch([merge, at(2, withOptOut()), at(1, withOptOut())]));
  };

  test('hides what the branch said in between: nothing is traced past it', () => {
    const direct = { kind: 'direct', commit: oid(3), merge: true, before: withOptOut() };
    expect(traced([HEAD], [])).toEqual(direct);
    expect(traced([HEAD], [merged(3, oid(3), { head: oid(91) })])).toEqual(direct);
    expect(traced([HEAD, oid(91)], [merged(3, oid(3), { head: HEAD })])).toEqual(direct);
  });

  test('is told from one that it made', () => {
    expect(traced([HEAD], [merged(3, oid(3), { head: HEAD })])).toMatchObject({ kind: 'approved' });
  });

  test('is a source of what it changes all the same, where GitHub made it', () => {
    const tip = at(2, withOptOut(), [merged(2, oid(2), { head: HEAD })]);
    const merge = { ...tip, commit: { ...tip.commit, others: [HEAD] } };
    expect(trace(ADDED, stretch([merge, at(1, NONE)]))).toMatchObject({
      kind: 'pull-request',
      commit: oid(2),
    });
  });
});
