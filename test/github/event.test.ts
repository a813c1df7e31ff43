import examples from '@octokit/webhooks-examples' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventAnswer, readEvent, readRun } from '../../src/github/event.ts';

const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const repository = { id: 42, default_branch: 'main' };
const sender = { login: 'bo-chen', id: 12, type: 'User' };

function env(
  event: string,
  more: Record<string, string | undefined> = {},
): Record<string, string | undefined> {
  return { GITHUB_EVENT_NAME: event, GITHUB_REF: 'refs/heads/main', GITHUB_SHA: SHA, ...more };
}

function pull(more: Record<string, unknown> = {}, of: Record<string, unknown> = {}) {
  return {
    action: 'opened',
    number: 7,
    repository,
    sender,
    pull_request: {
      user: { login: 'ana-diaz', id: 11, type: 'User' },
      base: { ref: 'main', repo: { id: 42 } },
      head: { sha: OTHER, repo: { id: 42 } },
      ...of,
    },
    ...more,
  };
}

const push = (more: Record<string, unknown> = {}) => ({
  ref: 'refs/heads/main',
  after: OTHER,
  deleted: false,
  repository,
  sender,
  ...more,
});
const dispatch = (more: Record<string, unknown> = {}) => ({
  ref: 'refs/heads/main',
  repository,
  sender,
  ...more,
});
const group = (more: Record<string, unknown> = {}) => ({
  repository,
  merge_group: { head_sha: SHA, base_sha: OTHER, base_ref: 'refs/heads/main', ...more },
});

function kindOf(answer: EventAnswer): string {
  return answer.ok ? answer.trigger.kind : 'refused';
}

const UNREADABLE = 'is not as GitHub documents it';
const NOT_DEFAULT = 'not exactly the default branch';

describe('an event asks for', () => {
  test.each(['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'])(
    'a plan, where a pull request is %s',
    (action) => {
      expect(readEvent(env('pull_request'), pull({ action }))).toEqual({
        ok: true,
        trigger: {
          kind: 'plan',
          commit: SHA,
          defaultBranch: 'main',
          pull: {
            number: 7,
            base: 'main',
            head: OTHER,
            author: 'ana-diaz',
            authorIsBot: false,
            mayComment: true,
          },
        },
      });
    },
  );

  test('an apply, where the default branch is pushed to', () => {
    expect(readEvent(env('push'), push())).toMatchObject({
      trigger: { kind: 'apply', by: 'push', commit: OTHER },
    });
  });

  test('an apply, where a person starts it on the default branch', () => {
    expect(readEvent(env('workflow_dispatch'), dispatch())).toMatchObject({
      trigger: { kind: 'apply', by: 'dispatch', commit: SHA },
    });
  });

  test('a plan without a comment, where a merge group is checked', () => {
    expect(readEvent(env('merge_group'), group())).toEqual({
      ok: true,
      trigger: { kind: 'plan-queue', commit: SHA, base: OTHER, defaultBranch: 'main' },
    });
  });

  test('what it asks for in a repository with ids of SHA-256', () => {
    const long = 'c'.repeat(64);
    expect(readEvent(env('push'), push({ after: long }))).toMatchObject({ trigger: { commit: long } });
  });
});

describe('who started a run', () => {
  const starters = (more: Record<string, string | undefined>) => {
    const answer = readEvent(env('push', more), push());
    return answer.ok && answer.trigger.kind === 'apply' ? answer.trigger.starters : undefined;
  };

  test('is the sender, and on a re-run also the one who ran it again', () => {
    expect(starters({ GITHUB_TRIGGERING_ACTOR: 'wes-writer' })).toEqual(['bo-chen', 'wes-writer']);
    expect(starters({ GITHUB_TRIGGERING_ACTOR: 'bo-chen' })).toEqual(['bo-chen']);
    expect(starters({ GITHUB_TRIGGERING_ACTOR: '' })).toEqual(['bo-chen']);
    expect(starters({})).toEqual(['bo-chen']);
  });

  test('is never read from GITHUB_ACTOR', () => {
    expect(starters({ GITHUB_ACTOR: 'olga-owner' })).toEqual(['bo-chen']);
  });

  test('may be an account without a number', () => {
    const { id: _, ...anonymous } = sender;
    expect(readEvent(env('push'), push({ sender: anonymous }))).toMatchObject({ trigger: { senderId: '' } });
  });
});

describe('a ref that is not exactly the default branch is refused', () => {
  test.each([
    ['refs/heads/main', true],
    ['refs/tags/main', false],
    ['refs/heads/feature/main', false],
    ['refs/heads/MAIN', false],
    ['refs/heads/Main', false],
    ['main', false],
    ['refs/heads/main ', false],
    ['refs/heads/main/', false],
    ['refs/heads/main\n', false],
    ['refs/heads/mаin', false],
    ['refs/heads/refs/heads/main', false],
    ['refs/remotes/origin/main', false],
    ['refs/pull/7/merge', false],
    ['', false],
  ])('%j', (ref, isDefault) => {
    const kind = isDefault ? 'apply' : 'refused';
    expect(kindOf(readEvent(env('push', { GITHUB_REF: ref }), push({ ref })))).toBe(kind);
    expect(kindOf(readEvent(env('push', { GITHUB_REF: ref }), push()))).toBe(kind);
    expect(kindOf(readEvent(env('push'), push({ ref })))).toBe(kind);
    expect(kindOf(readEvent(env('workflow_dispatch', { GITHUB_REF: ref }), dispatch({ ref })))).toBe(kind);
    expect(kindOf(readEvent(env('workflow_dispatch', { GITHUB_REF: ref }), dispatch()))).toBe(kind);
    expect(kindOf(readEvent(env('workflow_dispatch'), dispatch({ ref })))).toBe(kind);
    if (!isDefault) expect(kindOf(readEvent(env('merge_group'), group({ base_ref: ref })))).toBe('refused');
  });

  test('however the runner shortens it', () => {
    const lying = { GITHUB_REF: 'refs/tags/main', GITHUB_REF_NAME: 'main', GITHUB_REF_TYPE: 'branch' };
    expect(kindOf(readEvent(env('push', lying), push({ ref: 'refs/tags/main' })))).toBe('refused');
  });
});

describe('an event is refused in words', () => {
  test.each<[string, string, unknown, string]>([
    ['pull_request_target', 'pull_request_target', pull(), 'Use `pull_request`.'],
    ['workflow_run', 'workflow_run', {}, 'Use `pull_request`.'],
    ['issue_comment', 'issue_comment', {}, 'Use `pull_request`.'],
    ['schedule', 'schedule', {}, 'Remove `schedule` from the workflow.'],
    ['one that nobody thought of', 'repository_dispatch', dispatch(), 'Correct the workflow’s triggers.'],
    ['one in capitals', 'PUSH', push(), 'Correct the workflow’s triggers.'],
    ['none', '', push(), 'Correct the workflow’s triggers.'],
    [
      'a merge, which is a push',
      'pull_request',
      pull({ action: 'closed' }, { merged: true, merge_commit_sha: OTHER }),
      'A merge is applied by its push.',
    ],
    [
      'a base in another repository',
      'pull_request',
      pull({}, { base: { ref: 'main', repo: { id: 43 } } }),
      'not in this repository',
    ],
    [
      'an action that changes no plan',
      'pull_request',
      pull({ action: 'labeled' }),
      'Correct the workflow’s `types`.',
    ],
    ['a deleted branch', 'push', push({ deleted: true }), 'was deleted'],
    ['a push of nothing', 'push', push({ after: '0'.repeat(40) }), 'was deleted'],
    ['a push of what is no commit', 'push', push({ after: 'main' }), 'was deleted'],
    ['a tag', 'push', push({ ref: 'refs/tags/v1' }), NOT_DEFAULT],
    ['a merge group of another branch', 'merge_group', group({ base_ref: 'refs/heads/side' }), NOT_DEFAULT],
  ])('%s', (_words, name, payload, why) => {
    const answer = readEvent(env(name), payload);
    expect(answer).toMatchObject({ ok: false });
    expect(answer.ok ? '' : answer.why).toContain(why);
  });

  test('a plan or a start by hand without the commit of the run', () => {
    for (const GITHUB_SHA of [undefined, '', 'main', 'A'.repeat(40), `${SHA}0`]) {
      const refused = { ok: false, why: expect.stringContaining(UNREADABLE) };
      expect(readEvent(env('pull_request', { GITHUB_SHA }), pull())).toEqual(refused);
      expect(readEvent(env('workflow_dispatch', { GITHUB_SHA }), dispatch())).toEqual(refused);
    }
  });
});

describe('whether a pull request may be commented on', () => {
  const mayComment = (of: Record<string, unknown>, more: Record<string, string> = {}) => {
    const answer = readEvent(env('pull_request', more), pull({}, of));
    if (!answer.ok || answer.trigger.kind !== 'plan') throw new Error('a plan');
    return [answer.trigger.pull.mayComment, answer.trigger.pull.author, answer.trigger.pull.authorIsBot];
  };
  const bot = { login: 'dependabot[bot]', id: 49699333, type: 'Bot' };

  test.each<[string, Record<string, unknown>, unknown[]]>([
    ['a branch of this repository', {}, [true, 'ana-diaz', false]],
    ['a fork', { head: { sha: OTHER, repo: { id: 43 } } }, [false, 'ana-diaz', false]],
    ['a fork that is gone', { head: { sha: OTHER, repo: null } }, [false, 'ana-diaz', false]],
    ['Dependabot', { user: bot }, [false, 'dependabot[bot]', true]],
    ['another bot', { user: { ...bot, login: 'renovate[bot]' } }, [true, 'renovate[bot]', true]],
    ['a person who calls himself so', { user: { ...bot, type: 'User' } }, [true, 'dependabot[bot]', false]],
    ['an author who is gone', { user: null }, [true, 'ghost', false]],
  ])('from %s', (_words, of, expected) => {
    expect(mayComment(of)).toEqual(expected);
  });

  test('is never decided by the actor, whom a bot can lend', () => {
    const actor = { GITHUB_ACTOR: 'dependabot[bot]', GITHUB_TRIGGERING_ACTOR: 'dependabot[bot]' };
    expect(mayComment({}, actor)).toEqual([true, 'ana-diaz', false]);
    expect(mayComment({ user: bot }, { GITHUB_ACTOR: 'ana-diaz' })).toEqual([false, 'dependabot[bot]', true]);
  });
});

describe('GitHub’s own examples', () => {
  const byName = (name: string): Record<string, unknown>[] =>
    (examples as unknown as { name: string; examples: Record<string, unknown>[] }[]).find(
      (event) => event.name === name,
    )?.examples ?? [];

  test.each(
    byName('pull_request').map((payload, index) => [String(payload.action), index, payload] as const),
  )('of pull_request: %s (%i)', (action, _index, payload) => {
    const answer = readEvent(env('pull_request', { GITHUB_REF: 'refs/pull/2/merge' }), payload);
    const planned = ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'].includes(action);
    expect(kindOf(answer)).toBe(planned ? 'plan' : 'refused');
    if (!answer.ok) expect(answer.why).not.toContain(UNREADABLE);
  });

  test.each(byName('push').map((payload, index) => [String(payload.ref), index, payload] as const))(
    'of push: %s (%i)',
    (ref, _index, payload) => {
      const answer = readEvent(env('push', { GITHUB_REF: ref }), payload);
      const isDefault =
        ref === `refs/heads/${(payload.repository as { default_branch: string }).default_branch}`;
      expect(kindOf(answer)).toBe(isDefault && payload.deleted === false ? 'apply' : 'refused');
      if (!answer.ok) expect(answer.why).not.toContain(UNREADABLE);
    },
  );

  test.each(byName('merge_group').map((payload, index) => [index, payload] as const))(
    'of merge_group (%i)',
    (_index, payload) => {
      expect(kindOf(readEvent(env('merge_group'), payload))).toBe('plan-queue');
    },
  );

  test('are there', () => {
    expect(['pull_request', 'push', 'merge_group'].map((name) => byName(name).length > 1)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

/** What a stranger, a fault of GitHub or a step before this one may put in the place of an event. */
const HOSTILE: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'push'],
  ['a number', 1],
  ['a list', [push()]],
  ['an empty object', {}],
  ['a payload inside of a payload', { payload: push() }],
  ['a bare prototype', Object.create(null)],
  ['a prototype key', JSON.parse('{"__proto__":{"ref":"refs/heads/main","after":"a","deleted":false}}')],
  [
    'a repository by prototype',
    { ...push(), repository: JSON.parse('{"__proto__":{"id":42,"default_branch":"main"}}') },
  ],
  ['constructor in the place of the sender', { ...push(), sender: { constructor: { login: 'x' } } }],
  ['no repository', push({ repository: undefined })],
  ['no default branch', push({ repository: { id: 42 } })],
  ['an empty default branch', push({ repository: { id: 42, default_branch: '' }, ref: 'refs/heads/' })],
  ['a list of default branches', push({ repository: { id: 42, default_branch: ['main'] } })],
  ['a repository without a number', push({ repository: { default_branch: 'main' } })],
  ['a repository with a number as a text', push({ repository: { id: '42', default_branch: 'main' } })],
  ['a repository with a broken number', push({ repository: { id: 4.2, default_branch: 'main' } })],
  ['a number that is too large', push({ repository: { id: 2 ** 60, default_branch: 'main' } })],
  ['no sender', push({ sender: undefined })],
  ['a sender that is null', push({ sender: null })],
  ['a sender without a login', push({ sender: { id: 12 } })],
  ['a sender with many logins', push({ sender: { login: ['bo-chen'] } })],
  ['a ref that is a list', push({ ref: ['refs/heads/main'] })],
  ['a ref that is an object', push({ ref: { toString: 'refs/heads/main' } })],
  ['deleted as a text', push({ deleted: 'false' })],
  ['deleted missing', push({ deleted: undefined })],
  ['a commit that is a number', push({ after: 1 })],
  ['a commit in capitals', push({ after: 'A'.repeat(40) })],
  ['a commit with a path', push({ after: `${SHA}/../..` })],
  ['a pull request that is null', { ...pull(), pull_request: null }],
  ['an empty pull request', { ...pull(), pull_request: {} }],
  ['a pull request that is a list', { ...pull(), pull_request: [] }],
  ['a head that is null', pull({}, { head: null })],
  ['a head without a commit', pull({}, { head: { repo: { id: 42 } } })],
  ['a base without a repository', pull({}, { base: { ref: 'main' } })],
  ['a base that is null', pull({}, { base: null })],
  ['the number 0', { ...pull(), number: 0 }],
  ['a number that is a text', { ...pull(), number: '7' }],
  ['a merge group that is null', { ...group(), merge_group: null }],
  ['a merge group without its base', group({ base_sha: undefined })],
  ['a huge text', push({ ref: 'x'.repeat(5_000_000) })],
  ['a deep nest', JSON.parse(`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`)],
];

describe('hostile payloads', () => {
  test.each(HOSTILE)('%s is neither an error nor an apply', (_words, payload) => {
    for (const name of ['push', 'pull_request', 'workflow_dispatch', 'merge_group', 'schedule', 'anything']) {
      // What is a sound start by hand in itself is no matter of this table.
      if (name === 'workflow_dispatch' && isSoundDispatch(payload)) continue;
      expect(readEvent(env(name), payload).ok).toBe(false);
    }
  });

  test('hold no data that comes back in a refusal', () => {
    for (const [, payload] of HOSTILE) {
      for (const name of ['push', 'pull_request', 'merge_group']) {
        const answer = readEvent(env(name), payload);
        expect(answer.ok ? '' : answer.why.length).toBeLessThan(300);
      }
    }
  });

  test('of any shape never throw and never are an apply', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('push', 'pull_request', 'workflow_dispatch'),
        (payload, name) => {
          expect(readEvent(env(name), payload).ok).toBe(false);
        },
      ),
    );
  });
});

function isSoundDispatch(payload: unknown): boolean {
  const { ref, repository: repo, sender: by } = (payload ?? {}) as Record<string, unknown>;
  return ref === 'refs/heads/main' && repo === repository && by === sender;
}

describe('hostile environments', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['nothing', {}],
    [
      'another event than the payload’s',
      { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/heads/main' },
    ],
    ['no ref', { GITHUB_EVENT_NAME: 'push' }],
    ['the ref of a pull request', { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/pull/7/merge' }],
    ['a name of a ref alone', { GITHUB_EVENT_NAME: 'push', GITHUB_REF_NAME: 'main' }],
    ['an event with white space', { GITHUB_EVENT_NAME: 'push ', GITHUB_REF: 'refs/heads/main' }],
    ['the name of a prototype', { GITHUB_EVENT_NAME: '__proto__', GITHUB_REF: 'refs/heads/main' }],
  ])('%s makes no apply of a push', (_words, of) => {
    expect(readEvent(of, push()).ok).toBe(false);
  });
});

describe('the run', () => {
  const RUN = {
    GITHUB_REPOSITORY: 'acme/mfa-policy',
    GITHUB_RUN_ID: '99',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_WORKFLOW_REF: 'acme/mfa-policy/.github/workflows/mfa.yml@refs/heads/main',
    GITHUB_ACTION_REPOSITORY: 'acme/action',
    GITHUB_ACTION_REF: 'v1',
  };

  test('is read from the variables of the runner', () => {
    expect(readRun(RUN)).toEqual({
      owner: 'acme',
      repository: 'mfa-policy',
      runId: '99',
      attempt: 2,
      event: 'push',
      workflow: 'acme/mfa-policy/.github/workflows/mfa.yml@refs/heads/main',
      workflowFile: 'mfa.yml',
      action: 'acme/action@v1',
    });
  });

  test('is the first attempt of an unnamed workflow where the runner does not say', () => {
    expect(readRun({ GITHUB_REPOSITORY: 'acme/mfa-policy', GITHUB_RUN_ID: '99' })).toEqual({
      owner: 'acme',
      repository: 'mfa-policy',
      runId: '99',
      attempt: 1,
      event: '',
      workflow: '',
      workflowFile: 'mfa-apply.yml',
      action: '@',
    });
  });

  test.each([
    ['acme/mfa/.github/workflows/apply_2.yaml@refs/tags/v1', 'apply_2.yaml'],
    ['acme/mfa/.github/workflows/a.yml; rm -rf b.yml@refs/heads/main', 'mfa-apply.yml'],
    [`acme/mfa/.github/workflows/${'a'.repeat(81)}.yml@refs/heads/main`, 'mfa-apply.yml'],
    ['acme/mfa/.github/workflows/a.sh@refs/heads/main', 'mfa-apply.yml'],
  ])('names the file of its workflow as a command may hold it: %j', (GITHUB_WORKFLOW_REF, file) => {
    expect(readRun({ ...RUN, GITHUB_WORKFLOW_REF })?.workflowFile).toBe(file);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['no repository', { GITHUB_REPOSITORY: undefined }],
    ['a repository without an owner', { GITHUB_REPOSITORY: '/mfa-policy' }],
    ['an owner without a repository', { GITHUB_REPOSITORY: 'acme/' }],
    ['a repository with a path', { GITHUB_REPOSITORY: 'acme/mfa-policy/..' }],
    ['no id', { GITHUB_RUN_ID: undefined }],
    ['an id that is no number', { GITHUB_RUN_ID: '9x' }],
    ['an id that is too long', { GITHUB_RUN_ID: '9'.repeat(21) }],
    ['attempt 0', { GITHUB_RUN_ATTEMPT: '0' }],
    ['half an attempt', { GITHUB_RUN_ATTEMPT: '1.5' }],
    ['an attempt that is no number', { GITHUB_RUN_ATTEMPT: 'x' }],
  ])('is none with %s', (_words, more) => {
    expect(readRun({ ...RUN, ...more })).toBeUndefined();
  });
});
