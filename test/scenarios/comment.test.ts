import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alive, unbroken } from '../report/reading.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, KIOSK, KIOSK_IN_FORCE, LOBBY, optOut } from './expected.ts';
import { runHere } from './in-process.ts';
import { failGitHub, when } from './scripted.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

/** The author of a pull request pushes a further commit to its branch. */
function push(pull: number, policy: Parameters<typeof policyText>[0] | string): void {
  const text = typeof policy === 'string' ? policy : policyText(policy);
  const branch = world.repo.pull(pull).headBranch;
  world.repo.commit({ branch, files: { 'mfa-policy.yml': text }, by: 'ana-diaz', message: 'Another' });
}

function approveAndMerge(pull: number): void {
  world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
  world.repo.merge(pull, { by: 'bo-chen' });
}

/** A first line of this project, by whichever workflow. */
function firstLine(kind: 'plan' | 'result' | 'issue', more = ''): string {
  return `<!-- mfa-policy ${kind} host=${new URL(world.tenant.url).host} policy=mfa-policy.yml org=166${more} -->`;
}

const bodies = (pull: number) => world.repo.comments(pull).map(({ body }) => unbroken(body));

describe('a plan is of the pull request’s present head: it is green and writes nothing', () => {
  const OUT_OF_DATE = { status: 'no-changes', says: ['This plan is out of date'] } as const;

  test('when it is of an earlier commit, whatever the number of its run', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const earlier = world.pullEvent(pull);
    push(pull, { optOuts: [{ user: HALL }] });
    const run = () => world.plan(pull, { event: earlier, runId: 9_000_000, attempt: 9 });
    const { outputs, planFile } = await expectRun(world, run, {
      ...OUT_OF_DATE,
      says: ['The pull request has a newer commit', LOBBY],
    });
    expect([outputs.digest, outputs.changes, planFile]).toEqual(['', '0', '']);
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    await expectRun(world, run, OUT_OF_DATE);
    expect(world.comment(pull)).toContain(HALL);
  });

  test('when a push comes while users are looked up', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    when(world, { tenant: ({ path }) => path.startsWith('/user/users?') }, () => push(pull, {}));
    await expectRun(world, () => world.plan(pull, { key: true }), OUT_OF_DATE);
  });

  test('also when it would be refused: what nobody can merge any more alarms nobody', async () => {
    world.seed();
    const pull = world.open('version: 1\n');
    const earlier = world.pullEvent(pull);
    push(pull, KIOSK);
    const { stdout } = await expectRun(world, () => world.plan(pull, { event: earlier }), OUT_OF_DATE);
    expect(stdout).not.toContain('::error');
  });

  test('when the pull request was merged meanwhile: the result stands', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const event = world.pullEvent(pull);
    approveAndMerge(pull);
    await runHere(world);
    const result = world.comment(pull);
    await expectRun(world, () => world.plan(pull, { event }), {
      ...OUT_OF_DATE,
      says: ['The pull request is merged'],
    });
    expect(world.comment(pull)).toBe(result);
  });

  test('when the pull request is merged while users are looked up', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    when(world, { tenant: ({ path }) => path.startsWith('/user/users?') }, () => approveAndMerge(pull));
    await expectRun(world, () => world.plan(pull, { key: true }), OUT_OF_DATE);
  });

  test('when the pull request is closed', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const event = world.pullEvent(pull);
    world.repo.close(pull);
    await expectRun(world, () => world.plan(pull, { event }), {
      ...OUT_OF_DATE,
      says: ['The pull request is closed'],
    });
  });
});

test('a plan of an earlier commit is red where no later run is to come: the present head would be green without a plan', async () => {
  world.seed();
  const pull = world.open(KIOSK);
  const { sha } = world.pullEvent(pull);
  push(pull, { optOuts: [{ user: HALL }] });
  const { payload } = world.pullEvent(pull);
  await expectRun(world, () => world.plan(pull, { event: { payload, sha } }), {
    status: 'failed',
    says: ['does not contain the newest commit', 'Close and reopen the pull request'],
  });
});

describe('what another workflow forged under the same identity does not keep a plan silent:', () => {
  test.each<[string, () => string, string]>([
    ['the newest run of all', () => firstLine('plan', ' run=99999999999999999999.1'), 'comment again'],
    ['another commit', () => firstLine('plan', ` head=${'f'.repeat(40)}`), 'comment again'],
    ['another Org', () => firstLine('plan').replace('org=166', 'org=46'), 'comment again'],
    ['a result, which no open pull request has', () => firstLine('result'), 'comment on 1'],
  ])('%s', async (_, line, written) => {
    world.seed();
    const pull = world.open(KIOSK);
    world.repo.comment(pull, { body: `${line()}\n**Nothing changes.**\n` });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [written] });
    expect(bodies(pull).filter((body) => body.includes(LOBBY))).toHaveLength(1);
  });

  test('and the result takes the place of it all', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    world.repo.comment(pull, { body: `${firstLine('result')}\n**Applied.**\n` });
    await world.plan(pull);
    approveAndMerge(pull);
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again', 'comment deleted'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(world.comment(pull)).toContain('### ✅ Applied');
  });
});

describe('the own comment', () => {
  test('that somebody else edited is written over', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const run = { runId: world.newRun() };
    await world.plan(pull, run);
    const written = world.comment(pull);
    const [own] = world.repo.comments(pull);
    world.repo.editComment(own?.id ?? 0, { by: 'wes-writer', body: `${own?.body}\nLooks harmless.` });
    await expectRun(world, () => world.plan(pull, run), { status: 'planned', github: ['comment again'] });
    expect(bodies(pull)).toEqual([written]);
  });

  test.each<[string, boolean]>([
    ['the others are deleted', false],
    ['and it is no fault where somebody deletes one of the others first', true],
  ])('is the oldest of several; %s', async (_, gone) => {
    world.seed();
    const pull = world.open(KIOSK);
    for (const text of ['one', 'two', 'three'])
      world.repo.comment(pull, { body: `${firstLine('plan')}\n${text}` });
    const [oldest] = world.repo.comments(pull);
    const first = ({ method }: { method: string }) => method === 'DELETE';
    if (gone) failGitHub(world, first, { when: 'after', do: 'status', status: 404 });
    await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: ['comment again', 'comment deleted', 'comment deleted'],
    });
    expect(world.repo.comments(pull).map(({ id }) => id)).toEqual([oldest?.id]);
    expect(world.comment(pull)).toContain(LOBBY);
  });

  test('is found again when the file can be read at last, and when it names another Org', async () => {
    const pull = world.open('version: 1\n');
    await expectRun(world, () => world.plan(pull), { status: 'refused', github: [`comment on ${pull}`] });
    expect(world.comment(pull)).toContain(' org=unknown ');
    for (const org of [166, 46]) {
      push(pull, { ...KIOSK, org });
      await expectRun(world, () => world.plan(pull), { status: 'planned', github: ['comment again'] });
      expect(world.comment(pull)).toContain(` org=${org} head=${world.repo.pull(pull).headOid} `);
    }
  });

  test('is read up to the end of its first line: a plan whose text was cut off is written again as a whole', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const run = { runId: world.newRun() };
    await world.plan(pull, run);
    const written = world.comment(pull);
    const [own] = world.repo.comments(pull);
    const line = written.slice(0, written.indexOf('\n'));
    world.repo.editComment(own?.id ?? 0, { by: 'wes-writer', body: line });
    await expectRun(world, () => world.plan(pull, run), { status: 'planned', github: ['comment again'] });
    expect(world.comment(pull)).toBe(written);
  });
});

describe('a marker of this project in what a writer can set comes alive nowhere', () => {
  /** Links, an image, a mention and HTML, which a cut at a marker would let out of their code span. */
  const LIVE = '[![](//e.example)](/) @a <b>';

  test('as the parser of GitHub would show it', () => {
    const cut = `${firstLine('plan', ' head=a')}\n| What | \`Kiosk ${LIVE}`;
    expect(alive(cut)).toEqual(expect.arrayContaining(['link', 'image', 'mention', 'html']));
    expect(alive(`${firstLine('result')}\n\`${LIVE}\` <!-- a -->`)).toEqual(['comment']);
    expect(alive(`${firstLine('result')}\n\`@a`)).toEqual(['mention']);
    expect(alive(`\`${LIVE}\``)).toEqual(['first line']);
  });

  const markers: [string, () => string][] = [
    ['of a plan', () => firstLine('plan', ' head=a')],
    ['of a result', () => firstLine('result')],
    ['of an issue', () => firstLine('issue')],
    ['of a comment as it was', () => firstLine('plan', ' run=9.1').replace(' plan', '')],
    ['of a result as it was', () => '<!-- mfa-policy-result -->'],
  ];

  /** Every text that the file may hold, with the marker in it; and a comment of the file. */
  function everywhere(marker: string, user: string): string {
    const text = `'${LIVE} ${marker}'`;
    const file = policyText({
      name: `'@a <b> ${marker}'`,
      optOuts: [{ user, reason: text, owner: text, ticket: text }],
      resets: [{ request: 'INC-1', user: 'cy.lee@acme.example', reason: text }],
    });
    return `# ${LIVE} ${marker}\n${file}`;
  }

  /** What comes alive of everything that people read on GitHub. */
  const living = () => {
    const all = [...world.repo.comments(1), ...world.repo.issues()].map(({ body }) => body);
    return { count: all.length, alive: all.flatMap(alive) };
  };

  test.each(markers)('%s: planned, planned again, held back, applied, pushed directly', async (_, marker) => {
    world.seed();
    const pull = world.open(everywhere(marker(), LOBBY));
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    expect(living()).toEqual({ count: 1, alive: [] });
    push(pull, everywhere(marker(), HALL));
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: ['comment again'] });
    expect(living()).toEqual({ count: 1, alive: [] });
    world.repo.merge(pull, { by: 'bo-chen' });
    expect((await runHere(world)).outputs.status).toBe('held-back');
    expect(living()).toEqual({ count: 1, alive: [] });
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    expect((await runHere(world)).outputs.status).toBe('applied');
    expect(living()).toEqual({ count: 1, alive: [] });
    world.push(everywhere(marker(), LOBBY));
    expect((await runHere(world)).outputs.status).toBe('held-back');
    expect(living()).toEqual({ count: 2, alive: [] });
  });

  test.each(markers)('%s: merged before the Org is adopted', async (_, marker) => {
    const pull = world.merged(everywhere(marker(), LOBBY));
    const { outputs, summary } = await runHere(world);
    expect([outputs.status, living()]).toEqual(['not-adopted', { count: 1, alive: [] }]);
    expect(alive(`${firstLine('result')}\n${summary}`)).toEqual([]);
    expect(world.comment(pull)).toContain(LOBBY);
  });
});
