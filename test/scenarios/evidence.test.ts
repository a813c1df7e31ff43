import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Authority } from '../../src/approval/authority.ts';
import { recordsDigest } from '../../src/ledger/record.ts';
import { verified } from '../../src/ledger/signature.ts';
import { blobId } from '../../src/text/blob.ts';
import { commitOf, filesOf } from '../sandbox/github/git/store.ts';
import { LEDGER_KEY } from '../sandbox/ledger-key.ts';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, LOBBY, optIn, optOut, reset } from './expected.ts';
import { World } from './world.ts';

let world: World;
const start = async () => {
  world = await World.start();
};
const close = () => world.close();

const push = () => world.applyPush();

/** A record as an auditor reads it: the file's text, and what of it this test asks. */
interface Evidence {
  path: string;
  blob: string;
  text: string;
  content: {
    previous?: { path: string; blob: string };
    endedAt: string;
    commit: string;
    status: string;
    run: { id: string; attempt: number; event: string; startedBy: string[] };
    baseline: { before?: string; after?: string };
    optOuts: {
      entry: { user: string; reason: string; owner: string; ticket: string; expires: string };
      authority: Authority;
      daysLeft: number;
    }[];
    rows: {
      kind: string;
      result: string;
      /** Whom the entry in force was set on, and whom it is set on now. */
      recorded?: string;
      userId?: string;
      authority?: Authority;
      sentAt?: string;
      why?: string;
    }[];
  };
}

/** All records of the ledger, the oldest first. */
function records(): Evidence[] {
  const { store } = world.repo.state;
  const files = filesOf(store, commitOf(store, world.repo.tip(world.ledger)).tree);
  const found = [...files]
    .filter(([path]) => path.startsWith('applies/'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return found.map(([path, { oid: blob }]) => {
    const text = world.repo.file(world.ledger, path) ?? '';
    return { path, blob, text, content: JSON.parse(text) };
  });
}

function approversOf(authority: Authority): readonly string[] {
  if (authority.kind === 'approved')
    return authority.steps.flatMap(({ approvals }) => approvals.map(({ login }) => login));
  return authority.kind === 'adoption' ? authority.by : [];
}

/** Who signed in without MFA at a moment, by the records alone. */
function exempt(at: string): Record<string, string> {
  const newest = records().findLast(({ content }) => content.endedAt <= at);
  const answers = (newest?.content.optOuts ?? []).map(({ entry, authority }) => {
    const by = approversOf(authority).join(' and ');
    return [entry.user, `${entry.reason} (${entry.ticket}), until ${entry.expires}, by ${by}`];
  });
  return Object.fromEntries(answers);
}

const KIOSK = { user: LOBBY, reason: 'Kiosk without a phone', ticket: 'SEC-1', expires: '2027-01-31' };
const STAND = { user: HALL, reason: 'Stand at a fair', ticket: 'SEC-2', expires: '2026-12-05' };

/** An adoption with one opt-out, a second one by pull request, the end of the first, the date of the second. */
async function fortnight(): Promise<void> {
  const at = (time: string) => {
    world.now = new Date(time);
  };
  await world.adopt({ optOuts: [KIOSK] });
  at('2026-11-26T09:00:00Z');
  world.merged({ optOuts: [KIOSK, STAND] }, { approvedBy: ['bo-chen', 'cy-lee'] });
  await push();
  at('2026-12-01T09:00:00Z');
  world.merged({ optOuts: [STAND] }, { approvedBy: ['cy-lee'] });
  await push();
  at('2026-12-06T09:00:00Z');
  await push();
}

describe('the records of a fortnight', () => {
  beforeAll(async () => {
    await start();
    await fortnight();
  });
  afterAll(close);

  test('tells from the records alone who was exempt on a day, why, until when and who approved it', async () => {
    const kiosk = { [LOBBY]: 'Kiosk without a phone (SEC-1), until 2027-01-31, by olga-owner' };
    const stand = { [HALL]: 'Stand at a fair (SEC-2), until 2026-12-05, by bo-chen and cy-lee' };
    expect(exempt('2026-11-23T23:59:59Z')).toEqual({});
    expect(exempt('2026-11-25T23:59:59Z')).toEqual(kiosk);
    expect(exempt('2026-11-30T23:59:59Z')).toEqual({ ...kiosk, ...stand });
    expect(exempt('2026-12-02T23:59:59Z')).toEqual(stand);
    expect(exempt('2026-12-05T23:59:59Z'), 'its date had come, but nothing had ended it').toEqual(stand);
    expect(exempt('2026-12-06T23:59:59Z')).toEqual({});
  });

  test('chains the records, and the state vouches for all of them', async () => {
    const all = records();
    expect(all).toHaveLength(4);
    for (const [index, { path, blob, text, content }] of all.entries()) {
      const earlier = all[index - 1];
      expect(content.previous).toEqual(earlier && { path: earlier.path, blob: earlier.blob });
      expect(blob).toBe(blobId(text, blob));
      expect(path).toContain(content.commit.slice(0, 7));
      expect(content.baseline.before).toBe(earlier?.content.baseline.after);
      expect(content.baseline.after).toBe(content.commit);
    }
    for (const { text } of all)
      expect(verified(LEDGER_KEY.publicKey, world.scope, 'record', text)).toBeDefined();
    const { record, records: vouched } = world.state();
    expect(record).toEqual({ path: all[3]?.path, blob: all[3]?.blob });
    const files = all.map(({ path, blob }) => ({ name: path.slice('applies/'.length), blob }));
    expect(vouched).toEqual(recordsDigest(files));
  });

  test('records the end of an opt-out with the date that approved it', async () => {
    expect(records().at(-1)?.content.rows).toMatchObject([
      { kind: 'opt-in', recorded: '1733', result: 'done', authority: { kind: 'date', ended: '2026-12-05' } },
    ]);
  });

  test('records nothing where nothing changes', async () => {
    const before = world.repo.tip(world.ledger);
    await expectRun(world, push, { status: 'no-changes' });
    expect(world.repo.tip(world.ledger)).toBe(before);
  });
});

describe('the record of one apply', () => {
  beforeEach(start);
  afterEach(close);

  test('records each row with its steps, their approvals, its user and its result', async () => {
    world.seed();
    const pull = world.merged({
      optOuts: [{ user: LOBBY }, { user: 'bo.chen@acme.example' }],
      resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }],
    });
    const { headOid, reviews } = world.repo.pull(pull);
    await expectRun(world, () => world.applyPush({ runId: 77, attempt: 2 }), {
      status: 'partial',
      tenant: [optOut(1732), reset(103)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    });
    const [record] = records();
    const step = {
      commit: world.repo.tip('main'),
      number: pull,
      author: 'ana-diaz',
      head: headOid,
      mergedAt: '2026-11-24T09:00:00Z',
      approvals: [
        { login: 'bo-chen', id: String(reviews[0]?.id), commit: headOid, at: '2026-11-24T09:00:00Z' },
      ],
    };
    const authority = { kind: 'approved', steps: [step] };
    const sentAt = '2026-11-24T09:00:00.000Z';
    expect(record?.content).toMatchObject({
      status: 'partial',
      run: { id: '77', attempt: 2, event: 'push', startedBy: ['bo-chen'] },
      commit: world.repo.tip('main'),
    });
    expect(record?.content.rows).toMatchObject([
      {
        kind: 'opt-out',
        userId: '102',
        result: 'held-back',
        why: `0 of 1 approvals on pull request ${pull}`,
      },
      { kind: 'opt-out', userId: '1732', result: 'done', authority, sentAt },
      { kind: 'reset', userId: '103', result: 'done', authority, sentAt },
    ]);
    expect(record?.content.rows[0]).not.toHaveProperty('authority');
  });
});

describe('the comment on the pull request', () => {
  beforeEach(start);
  afterEach(close);
  const BO: PolicyText = { optOuts: [{ user: LOBBY }, { user: 'bo.chen@acme.example' }] };

  test('says in the place of the plan what became of each row', async () => {
    world.seed();
    const pull = world.open(BO);
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, () => world.applyPush({ runId: 2002 }), {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    });
    const result = world.comment(pull);
    expect(result).toContain('### ⚠️ Applied in part: 1 of 2 changes');
    expect(result).not.toContain('Ready for review');
    const lines = result.split('\n');
    expect(lines.find((line) => line.includes('✅ **Done**'))).toContain(
      `<br>\`${LOBBY}\` | ✅ **Done**<br>Pull request ${pull} by \`ana-diaz\`, approved by \`bo-chen\` |`,
    );
    expect(lines.find((line) => line.includes('⏳ **Held back**'))).toContain('`bo.chen@acme.example`');
    expect(result).toContain(
      '**the opt-out of `bo.chen@acme.example`**: pull request 1 needs 1 approval from `cy-lee`; not counted: `bo-chen` is the user concerned',
    );
    expect(result).toContain(`\`\`\`\ngh pr review ${pull} --approve\ngh run rerun 2002\n\`\`\``);
  });

  test('speaks of its own rows alone, also where the run did not do all', async () => {
    world.seed();
    const good = world.merged({ optOuts: [{ user: LOBBY }] });
    const bad = world.merged({ optOuts: [{ user: LOBBY }, { user: HALL }] }, { approvedBy: [] });
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${bad}`, `comment on ${good}`],
      inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
      says: ['Applied in part'],
    });
    expect(world.comment(good)).toContain('### ✅ Applied');
    expect(world.comment(good)).not.toContain(HALL);
    expect(world.comment(bad)).toContain('### ⏳ Held back: 1 change not applied');
    expect(world.comment(bad)).not.toContain(LOBBY);
  });

  test('says why a row was refused, and what mends it', async () => {
    const guardrails = { 'max-opt-outs': 1 };
    world.seed({ guardrails, optOuts: [{ user: HALL, expires: '2026-11-24' }] });
    const pull = world.merged({ guardrails, optOuts: [{ user: LOBBY }, { user: 'cy.lee@acme.example' }] });
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optIn(1733)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${HALL} until 2026-11-24`],
    });
    const refused = world
      .comment(pull)
      .split('\n')
      .filter((line) => line.includes('⛔ **Refused**'));
    expect(refused).toHaveLength(2);
    for (const line of refused) {
      expect(line).toContain('There would be 2 opt-outs; `max-opt-outs` allows 1.');
      expect(line).toContain('merge a higher limit first, then propose this again');
    }
  });
});
