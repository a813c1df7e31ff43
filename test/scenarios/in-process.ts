import { createDiscussion } from '../../src/github/discussion.ts';
import { createLedgerBranch } from '../../src/github/ledger-branch.ts';
import { createRepository } from '../../src/github/repository.ts';
import { createWire } from '../../src/github/wire.ts';
import { apply } from '../../src/modes/apply/apply.ts';
import type { ApplyContext } from '../../src/modes/apply/context.ts';
import { isGreen, type Result } from '../../src/modes/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Trigger } from '../../src/ports/run.ts';
import { enforceBody, resetBody } from '../../src/resolver/bodies.ts';
import { requestOf } from '../../src/resolver/calls.ts';
import { tenantHttp } from '../../src/resolver/http.ts';
import { tenantReader } from '../../src/resolver/reader.ts';
import { apiBase } from '../../src/resolver/url.ts';
import { tenantWriter } from '../../src/resolver/writer.ts';
import type { ActionResult } from '../sandbox/action.ts';
import { LEDGER_KEY } from '../sandbox/ledger-key.ts';
import { KEY, type World } from './world.ts';

export interface InProcessRun {
  runId: number;
  attempt?: number;
  adopt?: string;
  /** Puts something faulty in. */
  change?(context: ApplyContext): ApplyContext;
}

/**
 * One apply of the sources in this process, over the real adapters and the embedded servers: a tenth of what the bundle costs in its own.
 * For histories of hundreds of runs, and for what comes before and after the run that a scenario is about.
 * A dead run, whose every further request is cut off, ends like any other: by what it throws or returns.
 */
export async function applyHere(
  world: World,
  run: InProcessRun = { runId: world.newRun() },
): Promise<Result | 'died'> {
  const clock: Clock = {
    now: () => world.now,
    async sleep(milliseconds) {
      world.now = new Date(world.now.getTime() + milliseconds);
    },
    random: () => 0.5,
  };
  const checked = apiBase(world.tenant.url, [], world.github.apiUrl);
  if (checked.kind === 'refused') throw new Error(checked.why);
  const { base } = checked;
  const at = { owner: 'acme', name: 'mfa-policy' };
  const wire = createWire({
    token: world.github.token({ contents: 'write', 'pull-requests': 'write', issues: 'write' }),
    apiUrl: world.github.apiUrl,
    graphqlUrl: world.github.graphqlUrl,
    assertClean() {},
    patience: { clock, tries: 1, base: 0, cap: 0, total: 0 },
  });
  const http = tenantHttp({ base, key: KEY, clock });
  const bodies = {
    enforce: enforceBody(world.tenant.exampleValues.enforce),
    reset: resetBody(world.tenant.exampleValues.reset),
  };
  const context: ApplyContext = {
    run: {
      owner: at.owner,
      repository: at.name,
      runId: String(run.runId),
      attempt: run.attempt ?? 1,
      event: 'push',
      workflow: '',
      workflowFile: 'mfa-apply.yml',
      action: '',
    },
    settings: {
      policy: 'mfa-policy.yml',
      server: 'https://github.com',
      origin: base.origin,
      host: base.host,
      sandboxHost: base.sandbox,
      readiness: {},
      requestOf: requestOf(bodies),
      ledgerBranch: 'mfa-ledger',
      adopt: run.adopt ?? '',
      unusual: [],
    },
    clock,
    repository: createRepository(wire, { ...at, policy: 'mfa-policy.yml', ledgerBranch: 'mfa-ledger' }),
    discussion: createDiscussion(wire, at),
    tenant: tenantReader(http),
    writer: tenantWriter(http, bodies),
    ledger: createLedgerBranch(wire.reserved(), { ...at, ledgerBranch: 'mfa-ledger', host: base.host }),
    skew: () => undefined,
    cancelled: () => false,
    signing: LEDGER_KEY.key,
    nonce: () => `nonce-${run.runId}-${run.attempt ?? 1}`,
    redact: (text) => text.replaceAll(KEY, '***'),
    log() {},
  };
  const trigger: Extract<Trigger, { kind: 'apply' }> = {
    kind: 'apply',
    commit: world.repo.tip('main'),
    defaultBranch: 'main',
    by: run.adopt === undefined ? 'push' : 'dispatch',
    starters: ['olga-owner'],
    senderId: '1',
  };
  try {
    const result = await apply(run.change?.(context) ?? context, trigger);
    world.assertNoLeak(asRun(result));
    return result;
  } catch (error) {
    if (error instanceof Error && (error.name === 'TenantFault' || error.name === 'GitHubFault'))
      return 'died';
    throw error;
  } finally {
    await http.close();
  }
}

/** The same as a run of the bundle is seen, as far as it goes: for what follows the run that a scenario is about. */
export async function runHere(world: World): Promise<ActionResult> {
  const result = await applyHere(world);
  if (result === 'died') throw new Error('the apply was cut off');
  return asRun(result);
}

function asRun(result: Result): ActionResult {
  return {
    code: isGreen(result.status) ? 0 : 1,
    signal: null,
    stdout: result.message,
    stderr: '',
    outputs: { status: result.status, ...(result.plan && { digest: result.plan.digest }) },
    summary: String(result.summary ?? ''),
    planFile: '',
  };
}
