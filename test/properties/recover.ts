import { expect } from 'vitest';
import { APPROVERS, type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { USERS, type World } from '../scenarios/world.ts';
import { FILE } from './edits.ts';
import { adoptAndJudge, applyAndJudge, GREEN, type Watched } from './observe.ts';

/** Whatever was reached, approved pull requests and acts of an administrator end green. */
export async function recover(watched: Watched, start: PolicyText): Promise<void> {
  const { world, history } = watched;
  world.now = new Date(world.now.getTime() + 21 * 60_000);
  for (const id of history.drifted) {
    world.tenant.removeUser(id);
    const user = USERS.find((one) => String(one.id) === id);
    if (user !== undefined) world.tenant.addUser(user);
  }
  const statuses: string[] = [];
  // First what was not approved is taken back, and the approvers are added by those who are left; then all of them approve the rest.
  for (const step of ['take back', 'start anew']) {
    const now = inForce(world);
    const policy = step === 'take back' ? { ...now, approvers: { ...now.approvers, ...APPROVERS } } : start;
    const text = policyText(policy);
    for (const round of [1, 2]) {
      if (round === 1 || world.repo.file('main', FILE) !== text)
        proposeAndMerge(world, `# ${statuses.length}\n${text}`);
      const { status } = await applyAndJudge(watched);
      statuses.push(status === 'not-adopted' ? await adoptAndJudge(watched) : status);
    }
  }
  if (!GREEN.includes(statuses.at(-1) ?? '')) {
    statuses.push(await adoptAndJudge(watched), (await applyAndJudge(watched)).status);
  }
  expect(GREEN, statuses.join(' ')).toContain(statuses.at(-1));
}

function proposeAndMerge({ repo }: World, text: string): void {
  const pull = repo.openPullRequest({
    by: 'wes-writer',
    base: 'main',
    branch: `recover-${text.length}-${repo.tip('main')}`,
    files: { [FILE]: text },
  });
  for (const by of ['ana-diaz', 'bo-chen', 'cy-lee']) repo.review(pull, { by, state: 'APPROVED' });
  repo.merge(pull, { by: 'bo-chen' });
}

/** What is in force, as a policy file says it: bringing it back takes back whatever was not approved. */
function inForce(world: World): PolicyText {
  const today = world.now.toISOString().slice(0, 10);
  const entries = world.vouched()?.inForce.map(({ entry }) => entry) ?? [];
  const policy: PolicyText = { enforce: false, optOuts: [], protected: [], approvers: {}, guardrails: {} };
  for (const entry of entries) {
    if (entry.kind === 'enforce') policy.enforce = entry.enforce;
    if (entry.kind === 'opt-out' && entry.expires > today) policy.optOuts?.push(entry);
    if (entry.kind === 'protected') policy.protected?.push(entry.user);
    if (entry.kind === 'approver') policy.approvers = { ...policy.approvers, [entry.login]: entry.user };
    if (entry.kind === 'guardrail') policy.guardrails = { ...policy.guardrails, [entry.name]: entry.value };
  }
  return policy;
}
