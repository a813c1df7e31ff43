/**
 * The main job, told on an embedded tenant and GitHub: `npm run demo`. Every run starts `dist/index.js` as the runner does.
 * `npm run demo -- FOLDER` leaves the policy and the files of the ledger there, as a checkout of both branches has them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { State } from '../src/ledger/state.ts';
import type { ActionResult } from '../test/sandbox/action.ts';
import { LEDGER_KEY } from '../test/sandbox/ledger-key.ts';
import { policyText } from '../test/sandbox/policy-text.ts';
import { World } from '../test/scenarios/world.ts';

const [bold, dim, plain] = process.stdout.isTTY ? ['\x1b[1m', '\x1b[2m', '\x1b[0m'] : ['', '', ''];
let step = 0;

function tell(title: string, text = ''): void {
  step += 1;
  process.stdout.write(`\n${bold}${step}. ${title}${plain}\n${text === '' ? '' : `${text}\n`}`);
}

function show(name: string, text: string): void {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => `   │ ${line}`);
  process.stdout.write(`\n   ${dim}${name}${plain}\n${lines.join('\n')}\n`);
}

/** What a run ended with, and what it asked the tenant to change. */
function report(result: ActionResult): void {
  const { tenant } = world.takeWrites();
  show(
    'status, and what was sent to the tenant',
    [`${result.outputs.status}`, ...(tenant.length === 0 ? ['(nothing)'] : tenant)].join('\n'),
  );
}

function must(result: ActionResult, status: string): ActionResult {
  if (result.outputs.status === status) return result;
  throw new Error(
    `The demo expected ${status}, and the run ended with ${result.outputs.status}:\n${result.stdout}`,
  );
}

/** The newest commit at which everything that the file said was in force, and whether that is the tip. */
function baselineOf({ baseline }: State): string {
  if (baseline === undefined) return 'nowhere: something of the adoption is left';
  const at =
    baseline === world.repo.tip('main') ? 'the tip: nothing is left' : 'behind the tip: a row is left';
  return `${baseline}, ${at}`;
}

/** The difference of two policies, as the pull request's page shows it. */
function diff(before: string, after: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-demo-'));
  try {
    for (const [name, text] of [
      ['a', before],
      ['b', after],
    ] as const)
      writeFileSync(join(folder, name), text);
    const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', '-U2', 'a', 'b'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout.split('\n').slice(4).join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The comment of the action, as it is sent to GitHub. */
function sentTo(pull: number): string {
  return world.repo
    .comments(pull)
    .map(({ body }) => body)
    .join('\n');
}

/** Writes the files of a branch into a folder. */
function checkOut(branch: string, folder: string): void {
  for (const path of world.repo.files(branch)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), String(world.repo.file(branch, path)));
  }
}

/** The commands of the README that make the ledger's key pair, so that both stay the same. */
function keyCommands(): string {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const blocks = Array.from(readme.matchAll(/^ *```sh\n(.*?)```/gms), ([, block = '']) => block);
  const commands = blocks.find((block) => block.includes('openssl genpkey'));
  if (commands === undefined) throw new Error('the README no longer shows how the key pair is made');
  return commands.replaceAll(/^ +/gm, '');
}

const world = await World.start();
try {
  const first = {};
  const kiosk = { user: 'lobby.kiosk@acme.example' };
  const lost = { request: 'INC-20331', user: 'cy.lee@acme.example' };

  tell(
    'An administrator makes the key pair that the ledger is signed with',
    'The private half becomes a secret that only the apply has. The last command prints the public half, here of the fixed pair that this demo signs with.',
  );
  show('the commands of the README', keyCommands());
  show('what the last one prints', LEDGER_KEY.publicKey);

  tell(
    'The policy is committed and names the public half; nobody has adopted the Org yet',
    'The first apply shows the full plan with its digest and applies nothing: it waits for adoption, and the run is green.',
  );
  world.push(first);
  show('mfa-policy.yml', policyText(first));
  const unadopted = must(await world.applyPush(), 'not-adopted');
  report(unadopted);
  show('digest', unadopted.outputs.digest ?? '');

  tell(
    'An administrator of the repository starts the workflow manually with that digest, and adopts the Org',
  );
  report(must(await world.applyByHand({ inputs: { adopt: unadopted.outputs.digest ?? '' } }), 'applied'));

  tell('ana-diaz opens a pull request: a kiosk exempt from MFA until January, and a reset for a lost phone');
  const second = { optOuts: [kiosk], resets: [lost] };
  const pull = world.open(second);
  show('the difference', diff(policyText(first), policyText(second)));
  must(await world.plan(pull), 'planned');
  show(`the comment on pull request ${pull}; this job has no API key`, sentTo(pull));
  report(must(await world.plan(pull), 'planned'));

  tell('bo-chen approves and merges, and the push to main applies what was approved');
  world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
  world.repo.merge(pull, { by: 'bo-chen' });
  const applied = must(await world.applyPush({ runId: 2001 }), 'applied');
  report(applied);
  show('the summary', applied.summary);
  const { path } = world.state().record ?? { path: '' };

  tell('The same run is started again: nothing is sent, the reset is not repeated');
  report(must(await world.applyPush({ runId: 2001, attempt: 2 }), 'no-changes'));

  tell('A second kiosk is merged without an approval: held back, and the run is red');
  const third = {
    ...second,
    optOuts: [kiosk, { ...kiosk, user: 'hall.kiosk@acme.example', ticket: 'SEC-1207' }],
  };
  const hasty = world.merged(third, { approvedBy: [] });
  const held = must(await world.applyPush({ runId: 2002 }), 'held-back');
  report(held);
  show('the summary', held.summary);
  show('where the ledger’s baseline is', baselineOf(world.state()));

  tell('bo-chen approves late, and the run is started again: now it is applied');
  world.repo.review(hasty, { by: 'bo-chen', state: 'APPROVED' });
  report(must(await world.applyPush({ runId: 2002, attempt: 2 }), 'applied'));
  show(`the comment on pull request ${hasty}`, sentTo(hasty));
  show('where the ledger’s baseline is', baselineOf(world.state()));

  tell(
    'On 31 January both opt-outs have ended; the next apply, of an unrelated merge, requires MFA of both again',
  );
  world.now = new Date('2027-01-31T06:00:00Z');
  const unrelated = world.repo.openPullRequest({
    by: 'ana-diaz',
    base: 'main',
    files: { 'README.md': 'How we ask for exceptions\n' },
  });
  world.repo.merge(unrelated, { by: 'bo-chen' });
  report(must(await world.applyPush(), 'applied'));

  tell('What an auditor finds: the branch of the ledger');
  show(path, String(world.repo.file(world.ledger, path)));
  const state = world.state();
  const lines = state.inForce.map(
    ({ entry, authority }) => `in force: ${JSON.stringify(entry)} by ${authority.kind}`,
  );
  const settled = state.resets.map(({ request, state: is, user }) => `reset ${request} of ${user}: ${is}`);
  show(
    'state.json, in short',
    [`baseline: ${baselineOf(state)}`, ...lines, ...settled, `records: ${state.records.count}`].join('\n'),
  );
  const [folder] = process.argv.slice(2);
  if (folder !== undefined) {
    checkOut('main', join(folder, 'main'));
    checkOut(world.ledger, join(folder, 'ledger'));
  }
  process.stdout.write('\n');
} finally {
  await world.close();
}
