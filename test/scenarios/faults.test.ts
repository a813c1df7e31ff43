import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionResult } from '../sandbox/action.ts';
import type { Fault } from '../sandbox/tenant/contract.ts';
import {
  ENFORCE,
  expectAtRest,
  expectRun,
  HALL,
  KIOSK,
  KIOSK_IN_FORCE,
  LOBBY,
  LOST,
  optIn,
  optOut,
  reset,
  resetsOf,
} from './expected.ts';
import { applyHere } from './in-process.ts';
import {
  breakGitHub,
  breakTenant,
  failGitHub,
  failTenant,
  isComment,
  isCommit,
  isEnforce,
  isOptOut,
  isReset,
  preload,
  when,
} from './scripted.ts';
import { NOW, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const SECOND = { request: 'INC-2', user: 'bo.chen@acme.example' };
const LEDGER = ['ledger', 'ledger'];
const POLICY = { enforce: true, ...KIOSK, resets: [LOST] };
const ALL = [optOut(1732), ENFORCE, reset(103)];
const ENFORCED = ['+ enforce true', '- enforce false'];
const EVERYTHING = [...ENFORCED, KIOSK_IN_FORCE].sort();
const GONE: Fault = { when: 'before', do: 'destroy' };
const ANSWER_LOST: Fault = { when: 'after', do: 'destroy' };

const json = (status: number, body = '{}'): Fault => ({
  when: 'before',
  do: 'answer',
  status,
  headers: { 'content-type': 'application/json' },
  body,
});

/** An Org that is not enforced, and an approved pull request with an opt-out, the enforcement and a reset. */
function approve(policy: Parameters<World['merged']>[0] = POLICY): number {
  world.seed({ enforce: false });
  return world.merged(policy);
}

/** The next run, with nothing wrong any more, makes what is left; the one after it finds nothing to do. */
async function expectMended(sent: readonly string[]): Promise<void> {
  world.takeWrites();
  expect(await applyHere(world)).toMatchObject({ status: 'applied' });
  expect(world.takeWrites().tenant).toEqual(sent);
  await expectAtRest(world);
}

describe('R1: no connection', () => {
  test('before anything is sent: a setting and a reset have failed, none is in doubt', async () => {
    const pull = approve();
    when(world, { github: isCommit }, () => world.tenant.close());
    await expectRun(world, () => world.applyPush(), {
      status: 'failed',
      github: [...LEDGER, `comment on ${pull}`],
    });
    expect([world.state().doubt, resetsOf(world)]).toEqual([[], {}]);
  });

  test('that comes back is tried again, and all is done', async () => {
    const pull = approve();
    failTenant(world, isOptOut, GONE, GONE, GONE);
    failTenant(world, ({ method }) => method === 'GET', GONE, GONE);
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732), optOut(1732), optOut(1732), ...ALL],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: EVERYTHING,
      baseline: 'tip',
    });
  });

  test('while users are looked up refuses all: an error is no empty answer', async () => {
    const pull = approve();
    breakTenant(world, ({ path }) => path.includes('?search='), GONE);
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['The tenant could not be asked, and an error is never taken for an empty answer'],
    });
  });
});

describe('R2: the answer of a call is lost', () => {
  test('a setting is sent again, and confirmed', async () => {
    const pull = approve();
    failTenant(world, isOptOut, ANSWER_LOST);
    failTenant(world, isEnforce, ANSWER_LOST);
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732), optOut(1732), ENFORCE, ENFORCE, reset(103)],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: EVERYTHING,
      baseline: 'tip',
    });
  });

  test('a setting that is never confirmed is in doubt, no reset follows, and the next run sends it again', async () => {
    const pull = approve();
    const off = breakTenant(world, isEnforce, ANSWER_LOST);
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732), ENFORCE, ENFORCE, ENFORCE, ENFORCE],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      says: ['a reset waits for it', 'the next run sends what is in force until an answer confirms it'],
    });
    expect([world.state().doubt, resetsOf(world)]).toEqual([[{ kind: 'org' }], {}]);
    off();
    await expectMended([ENFORCE, reset(103)]);
  });

  test('a reset is unknown, no further one is started, and it is never sent again', async () => {
    const pull = approve({ resets: [LOST, SECOND], enforce: false });
    world.repo.review(pull, { by: 'cy-lee', state: 'APPROVED' });
    failTenant(world, isReset, ANSWER_LOST);
    const first = await world.applyPush();
    expect([first.outputs.status, first.code]).toEqual(['unknown', 1]);
    expect(first.summary).toContain('never sent again under this request');
    expect(first.summary).toContain(
      'the outcome of the reset before it is unknown, and a further one waits for that',
    );
    const [once] = world.takeWrites().tenant;
    expect(Object.values(resetsOf(world))).toEqual(['unknown']);
    const rest = once === reset(103) ? reset(102) : reset(103);
    await expectMended([rest]);
    expect(Object.values(resetsOf(world)).sort()).toEqual(['done', 'unknown']);
    expect(world.tenant.state.users.get('103')?.resets).toBe(1);
    expect(world.tenant.state.users.get('102')?.resets).toBe(1);
  });
});

describe('R3 and R4: an answer without end', () => {
  /** The action waits for half a minute; here, for two seconds. */
  const env = preload(`
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, Math.ceil(milliseconds / 15));`);

  test('of which no byte comes: the reset is unknown, sent once, and never again', async () => {
    const pull = approve({ resets: [LOST], enforce: false });
    const off = breakTenant(world, isReset, { when: 'before', do: 'hang' });
    await expectRun(world, () => world.applyPush({ env }), {
      status: 'unknown',
      tenant: [reset(103)],
      github: [...LEDGER, `comment on ${pull}`],
      baseline: 'tip',
      says: ['no whole answer in time', 'never sent again under this request'],
    });
    off();
    await expectAtRest(world);
  });

  test('of which a byte comes now and then: the look at a user is given up, and made again', async () => {
    const pull = approve(KIOSK);
    let looks = 0;
    const isLook = ({ path }: { path: string }) => path.includes('?search=');
    world.tenant.onRequest((request) => {
      if (isLook(request)) looks += 1;
      return undefined;
    });
    failTenant(world, isLook, {
      when: 'before',
      do: 'drip',
      body: ' '.repeat(10_000),
      everyMilliseconds: 20,
    });
    await expectRun(world, () => world.applyPush({ env }), {
      status: 'applied',
      tenant: [optOut(1732), ENFORCE],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: EVERYTHING,
      baseline: 'tip',
    });
    expect(looks).toBe(2);
  });
});

describe('R5 to R7: an answer that is none', () => {
  const page: Fault = {
    when: 'before',
    do: 'answer',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html>canary-of-a-page</html>',
  };

  test.each<[string, Fault]>([
    ['a page', page],
    ['an answer that ends early', { when: 'before', do: 'truncate', body: '{"data":[', framing: 'close' }],
    ['an empty 204', { when: 'before', do: 'answer', status: 204 }],
    ['a gzip bomb', { when: 'before', do: 'gzip-bomb', bytes: 200_000_000 }],
    ['a flood', { when: 'before', do: 'flood', bytes: 20_000_000 }],
    ['a redirect', { when: 'before', do: 'redirect', status: 302, location: 'https://evil.example/' }],
  ])('%s, where users are looked up, refuses all', async (_, fault) => {
    const pull = approve();
    breakTenant(world, ({ path }) => path.includes('?search='), fault);
    const { summary } = await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['an error is never taken for an empty answer'],
    });
    expect(summary).not.toMatch(/canary|evil/);
  });

  test.each<[string, Fault]>([
    ['a page (R6)', page],
    [
      'a redirect that would end well (R14)',
      { when: 'before', do: 'redirect', status: 303, location: '/user/users/me' },
    ],
  ])('%s confirms no setting and no reset', async (_, fault) => {
    const pull = approve();
    breakTenant(world, ({ method }) => method === 'PUT', fault);
    const { summary } = await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732), ENFORCE],
      github: [...LEDGER, `comment on ${pull}`],
    });
    expect(summary).not.toContain('✅');
    expect(world.state().doubt).toHaveLength(2);
  });
});

describe('R9 and R10: a tenant that is busy or broken', () => {
  test('and says when to come back, in whatever form, is waited for', async () => {
    const pull = approve();
    const until = (value: string): Fault => ({
      when: 'before',
      do: 'answer',
      status: 503,
      headers: { 'retry-after': value },
    });
    failTenant(world, isEnforce, until('30'), until(new Date(NOW.getTime() + 60_000).toUTCString()));
    failTenant(world, isOptOut, until('Infinity'));
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732), optOut(1732), ENFORCE, ENFORCE, ENFORCE, reset(103)],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: EVERYTHING,
      baseline: 'tip',
    });
  });

  test('and does not want to hear of a call in two minutes: that row has failed, the others go on', async () => {
    const pull = approve();
    const off = breakTenant(world, isOptOut, {
      when: 'before',
      do: 'answer',
      status: 429,
      headers: { 'retry-after': '60' },
    });
    await expectRun(world, () => world.applyPush(), {
      status: 'partial',
      tenant: [optOut(1732), optOut(1732), optOut(1732), ENFORCE, reset(103)],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: ENFORCED,
    });
    off();
    await expectMended([optOut(1732)]);
  });

  test('and fails five times in a row is left alone; the next run sends what is in force', async () => {
    world.seed({ enforce: false, optOuts: [{ user: HALL }] });
    const pull = world.merged(POLICY);
    let isBroken = false;
    when(world, { github: isCommit }, () => {
      isBroken = true;
    });
    const off = breakTenant(world, () => isBroken, json(500));
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      // Four tries of the first call, one of the second; from then on nothing.
      tenant: [...Array<string>(4).fill(optIn(1733)), optOut(1732)],
      github: [...LEDGER, `comment on ${pull}`],
      says: ['failed five times in a row'],
    });
    expect(resetsOf(world)).toEqual({});
    off();
    await expectMended([optIn(1733), ...ALL]);
  });
});

/** A run that ends red; gives what it wrote. */
async function unhappy(
  status: string,
): Promise<{ tenant: string[]; github: string[]; result: ActionResult }> {
  world.takeWrites();
  const result = await world.applyPush();
  expect([result.outputs.status, result.code]).toEqual([status, 1]);
  return { ...world.takeWrites(), result };
}

describe('R11: the key', () => {
  test('that is not accepted from the start: refused, nothing is written', async () => {
    const pull = approve();
    world.tenant.state.keyValid = false;
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['The key was not accepted'],
    });
  });

  test('that is revoked after the first call: what is done is told, nothing further is started', async () => {
    const pull = approve();
    world.tenant.afterResponse((request) => {
      if (isOptOut(request)) world.tenant.state.keyValid = false;
    });
    await expectRun(world, () => world.applyPush(), {
      status: 'partial',
      tenant: [optOut(1732), ENFORCE],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      says: ['The key was not accepted', 'the tenant denied a call before it'],
    });
    expect(resetsOf(world)).toEqual({});
    world.tenant.state.keyValid = true;
    await expectMended([ENFORCE, reset(103)]);
  });

  test('whose user loses the right after the first call: each row says so, none is in doubt', async () => {
    approve();
    world.tenant.afterResponse((request) => {
      if (isOptOut(request)) world.tenant.state.keyOwner.isAdmin = false;
    });
    const { result } = await unhappy('partial');
    expect(result.summary).toContain('Check that it is an administrator of the Org');
    expect(world.state().doubt).toEqual([]);
    world.tenant.state.keyOwner.isAdmin = true;
    await expectMended([ENFORCE, reset(103)]);
  });
});

describe('R12 and R13: one call is refused', () => {
  test('because the user is gone since the plan: that row has failed, nobody is created, the others go on', async () => {
    const pull = approve();
    when(world, { github: isCommit }, () => world.tenant.removeUser(1732));
    await expectRun(world, () => world.applyPush(), {
      status: 'partial',
      tenant: ALL,
      github: [...LEDGER, `comment on ${pull}`],
      inForce: ENFORCED,
      says: ['**Failed**'],
    });
    expect(world.tenant.state.users.has('1732')).toBe(false);
    expect(world.state().doubt).toEqual([]);
  });

  test.each([409, 412])('by %d: the row has failed, and nothing is planned again', async (status) => {
    const pull = approve();
    failTenant(world, isOptOut, json(status));
    let looks = 0;
    world.github.onRequest(({ operation }) => {
      if (operation === 'Tip') looks += 1;
      return undefined;
    });
    await expectRun(world, () => world.applyPush(), {
      status: 'partial',
      tenant: ALL,
      github: [...LEDGER, `comment on ${pull}`],
      inForce: ENFORCED,
    });
    expect(looks).toBe(1);
    await expectMended([optOut(1732)]);
  });
});

describe('R15 and R16: a state that can be read', () => {
  beforeEach(async () => {
    await world.close();
    world = await World.start({ tenant: { mfaOptOutReadable: true } });
    world.seed();
    world.merged(KIOSK);
  });

  test('and does not change though the tenant said yes is unknown; the next run sends it again', async () => {
    const off = breakTenant(world, isOptOut, json(200));
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732)],
      github: [...LEDGER, 'comment on 1'],
      says: ['accepted, but the state read back did not change'],
    });
    expect(world.state().doubt).toEqual([{ kind: 'user', userId: '1732', user: LOBBY }]);
    off();
    await expectMended([optOut(1732)]);
  });

  test('and changes some seconds later is waited for', async () => {
    failTenant(world, isOptOut, json(200));
    let looks = 0;
    world.tenant.onRequest(({ method, path }) => {
      const user = world.tenant.state.users.get('1732');
      if (method === 'GET' && path.endsWith('/user/1732')) looks += 1;
      // The plan has looked once; the fourth look after the call shows it.
      if (looks === 5 && user) user.optOut = true;
      return undefined;
    });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: [...LEDGER, 'comment on 1'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(looks).toBe(5);
  });

  test('and has changed though the call was answered with 500 for good is done, with a note', async () => {
    breakTenant(world, isOptOut, { ...json(500), when: 'after' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: Array<string>(4).fill(optOut(1732)),
      github: [...LEDGER, 'comment on 1'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
      says: ['the answer did not confirm it, but the state read back does'],
    });
    expect(world.state().doubt).toEqual([]);
  });
});

describe('R38: a success that denies in its body', () => {
  test.each(['{"success":false}', '{"error":"no"}', '{"data":{"statusCode":"403"}}', '[]', '"no"', 'null'])(
    '%s is unknown, never done: nothing comes into force, no reset follows, and the next run sends it again',
    async (body) => {
      approve();
      const off = breakTenant(world, ({ method }) => method === 'PUT', json(200, body));
      await expectRun(world, () => world.applyPush(), {
        status: 'unknown',
        tenant: [optOut(1732), ENFORCE],
        github: [...LEDGER, 'comment on 1'],
      });
      expect(world.state().doubt).toEqual([{ kind: 'user', userId: '1732', user: LOBBY }, { kind: 'org' }]);
      off();
      await expectMended(ALL);
    },
  );

  test('as the answer to a reset is unknown, and the reset is never sent again', async () => {
    approve();
    failTenant(world, isReset, json(200, '{"success":false}'));
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: ALL,
      github: [...LEDGER, 'comment on 1'],
      inForce: EVERYTHING,
      baseline: 'tip',
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    await expectAtRest(world);
  });

  test('is told from another success than the documented one, which the record notes', async () => {
    approve();
    failTenant(world, isEnforce, { ...json(200), when: 'after' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: ALL,
      github: [...LEDGER, 'comment on 1'],
      inForce: EVERYTHING,
      baseline: 'tip',
      says: ['answered with status 200; 204 is documented'],
    });
    const record = JSON.parse(String(world.repo.file(world.ledger, world.state().record?.path ?? '')));
    expect(record.rows.find(({ kind }: { kind: string }) => kind === 'enforce').why).toBe(
      'answered with status 200; 204 is documented',
    );
  });
});

describe('R17 and R18: users', () => {
  test.each([
    ['a list that says it is cut', '{"data":[],"total":1}'],
    [
      'a list with one user twice',
      `{"data":[{"id":1732,"email":"${LOBBY}"},{"id":1732,"email":"${LOBBY}"}]}`,
    ],
    ['a user without an id', `{"data":[{"email":"${LOBBY}"}]}`],
  ])('%s refuses all', async (_, body) => {
    const pull = approve();
    breakTenant(world, ({ path }) => path.includes('?search='), json(200, body));
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['an error is never taken for an empty answer'],
    });
  });

  test('of ids above 2^53 are told apart by their last digit, in call and ledger', async () => {
    world.tenant.addUser({ id: '9007199254740992', email: 'near.by@acme.example' });
    world.tenant.addUser({ id: '9007199254740993', email: 'far.off@acme.example' });
    const pull = approve({ resets: [{ request: 'INC-1', user: 'far.off@acme.example' }], enforce: false });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: ['PUT /user/users/mfa/reset {"userId":9007199254740993}'],
      github: [...LEDGER, `comment on ${pull}`],
      baseline: 'tip',
    });
    const resets = (id: string) => world.tenant.state.users.get(id)?.resets;
    expect([resets('9007199254740992'), resets('9007199254740993')]).toEqual([0, 1]);
    expect(world.state().resets[0]?.userId).toBe('9007199254740993');
  });
});

describe('R26: clocks that lie apart', () => {
  test.each([6, -6])('by %d minutes loosen and reset nothing; what tightens is done', async (minutes) => {
    await world.close();
    const skewed = () => new Date(world.now.getTime() + minutes * 60_000);
    let now = skewed;
    world = await World.start({ tenant: { now: () => now() } });
    world.seed({ optOuts: [{ user: HALL }] });
    const pull = world.merged({ ...KIOSK, resets: [LOST] });
    await expectRun(world, () => world.applyPush(), {
      status: 'partial',
      tenant: [optIn(1733)],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: [`- opt-out ${HALL} until 2027-01-31`],
      says: ['more than 5 minutes apart'],
    });
    now = () => world.now;
    await expectMended([optOut(1732), reset(103)]);
  });

  test('by just 5 minutes do no harm', async () => {
    await world.close();
    world = await World.start({ tenant: { now: () => new Date(NOW.getTime() + 5 * 60_000) } });
    world.seed();
    world.merged(KIOSK);
    const { outputs } = await world.applyPush();
    expect(outputs.status).toBe('applied');
  });
});

describe('R28: GitHub’s rate limit', () => {
  const wait = (headers: Record<string, string>, status = 403) =>
    ({ when: 'before', do: 'status', status, headers }) as const;

  test.each([
    ['a read', () => true],
    ['the intent', isCommit],
    ['the comment', isComment],
  ] as const)('at %s is waited for as GitHub asks', async (_, fits) => {
    const pull = approve();
    failGitHub(world, fits, wait({ 'retry-after': '5' }), wait({}, 429));
    const { github, result } = await happy();
    expect(result.outputs.status).toBe('applied');
    expect(github.filter((write) => write.endsWith('/comments')).length).toBeLessThanOrEqual(3);
    expect(world.repo.comments(pull)).toHaveLength(1);
  });

  test('that does not pass before the intent refuses all: nothing is sent', async () => {
    approve();
    breakGitHub(world, isCommit, wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' }));
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger'],
      says: ['rate limit is used up', 'Nothing was sent to the tenant'],
    });
  });

  async function happy() {
    world.takeWrites();
    const result = await world.applyPush();
    return { ...world.takeWrites(), result };
  }
});

describe('R29 and R30: the comment', () => {
  const broken = { when: 'before', do: 'status', status: 502 } as const;
  const arrived = { when: 'after', do: 'status', status: 502 } as const;

  test('that can’t be written makes a plan red; the summary has the plan', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    breakGitHub(world, isComment, broken);
    await expectRun(world, () => world.plan(pull), {
      status: 'failed',
      github: Array<string>(4).fill(`comment on ${pull}`),
      says: ['Ready for review', LOBBY],
    });
  });

  test('that can’t be written makes a plan red of a file that can’t be used, whose problems stand in the summary', async () => {
    world.seed();
    const pull = world.open('version: 2\n');
    failGitHub(world, isComment, { ...broken, status: 403 });
    const { stdout } = await expectRun(world, () => world.plan(pull), {
      status: 'failed',
      github: [`comment on ${pull}`],
      says: ['Check the permissions of the job', 'can’t be used'],
    });
    expect(stdout).toContain('::error file=mfa-policy.yml,line=1,col=10::');
  });

  test('that can’t be written is a warning of an apply, whose result stands in the summary', async () => {
    const pull = approve();
    breakGitHub(world, isComment, broken);
    const { stdout } = await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: ALL,
      github: [...LEDGER, ...Array<string>(4).fill(`comment on ${pull}`), 'ledger'],
      inForce: EVERYTHING,
      baseline: 'tip',
      says: [LOBBY],
    });
    expect(stdout).toMatch(/^::warning::The comment on pull request 1 could not be updated\. .*status 502/m);
  });

  test('that arrived though GitHub answered 502 is not written twice, by plan nor apply', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    failGitHub(world, isComment, arrived);
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    world.repo.deleteComment(world.repo.comments(pull)[0]?.id ?? 0);
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    failGitHub(world, isComment, arrived);
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: [...LEDGER, `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(world.repo.comments(pull)).toHaveLength(1);
  });

  test('about what was pushed is one issue, not two, though GitHub answered 502', async () => {
    world.seed();
    world.push(KIOSK);
    failGitHub(world, ({ write, path }) => write && path.endsWith('/issues'), arrived);
    await expectRun(world, () => world.applyPush(), {
      status: 'held-back',
      github: ['ledger', 'issue'],
    });
    expect(world.repo.issues()).toHaveLength(1);
  });
});

describe('R31 and R32: events and tokens that hold less', () => {
  test('an empty pull request is refused, and nothing is asked of anybody', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const payload = { ...world.repo.pullRequestEvent(pull, 'synchronize'), pull_request: {} };
    const env = { GITHUB_REF: `refs/pull/${pull}/merge`, GITHUB_SHA: world.repo.testMerge(pull) };
    await expectRun(world, () => world.run('pull_request', payload, { env, key: false }), {
      status: 'refused',
      says: ['not as GitHub documents it'],
    });
    expect(world.github.requests).toEqual([]);
  });

  test('a fork that was deleted: the plan stands in the summary, without a comment', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const payload = world.repo.pullRequestEvent(pull, 'synchronize') as unknown as {
      pull_request: { head: object };
    };
    payload.pull_request.head = { ...payload.pull_request.head, repo: null };
    const env = { GITHUB_REF: `refs/pull/${pull}/merge`, GITHUB_SHA: world.repo.testMerge(pull) };
    await expectRun(world, () => world.run('pull_request', payload, { env, key: false }), {
      status: 'planned',
      says: [LOBBY],
    });
  });

  test('a token without the right to comment makes a plan red, and names the permissions', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const { stdout } = await expectRun(world, () => world.plan(pull, { token: { contents: 'read' } }), {
      status: 'failed',
      github: [],
    });
    expect(stdout).toContain('Check the permissions of the job');
  });
});

test.each(["new Error('words-of-an-error')", 'undefined'])(
  'R34: an error that nobody foresaw (%s) ends red, in words of our own',
  async (thrown) => {
    approve();
    // The nonce of the intent is the first that is made by it: before any call.
    const broken = `
      import crypto from 'node:crypto';
      import { syncBuiltinESMExports } from 'node:module';
      const { randomUUID } = crypto;
      crypto.randomUUID = () => {
        crypto.randomUUID = randomUUID;
        syncBuiltinESMExports();
        throw ${thrown};
      };
      syncBuiltinESMExports();`;
    const env = preload(broken);
    const { stdout, stderr, summary } = await expectRun(world, () => world.applyPush({ env }), {
      status: 'failed',
      says: ['This is a bug in the action', 'Fix the cause, then run this again'],
    });
    expect(`${stdout}${stderr}${summary}`).not.toMatch(/words-of|\.js:\d/);
  },
);

describe('R34: an error past every catch', () => {
  test('beside the work ends it red; the work is done and recorded', async () => {
    const pull = approve();
    const env = preload(`
      setTimeout(() => { throw new Error('words-of-an-error'); }, 0);`);
    world.takeWrites();
    const result = await world.applyPush({ env });
    expect([result.outputs.status, result.code, result.stderr]).toEqual(['applied', 1, '']);
    expect(result.stdout).toContain('::error::Something unexpected went wrong.');
    expect(result.stdout).not.toMatch(/words-of|\.js:\d/);
    expect(world.takeWrites().tenant).toEqual(ALL);
    expect(world.comment(pull)).toContain('### ✅ Applied');
  });

  test('while the result is shown ends it red, in words of our own', async () => {
    approve();
    const env = preload(`
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (text, ...rest) => {
        if (String(text).includes('- Status')) throw new Error('words-of-an-error');
        return write(text, ...rest);
      };`);
    const result = await world.applyPush({ env });
    expect([result.code, result.stderr]).toEqual([1, '']);
    expect(result.stdout).toContain('::error::Something unexpected went wrong.');
    expect(result.stdout).not.toMatch(/words-of|\.js:\d/);
  });
});

test('R35: each call that changes the tenant goes out on a connection of its own', async () => {
  approve();
  world.takeWrites();
  await world.applyPush();
  const puts = world.tenant.requests.filter(({ method }) => method === 'PUT');
  expect(puts.map(({ headers }) => headers.connection)).toEqual(['close', 'close', 'close']);
  const others = world.tenant.requests.map(({ connection }) => connection);
  for (const { connection } of puts) expect(others.filter((one) => one === connection)).toHaveLength(1);
});
