import { compose } from '../../src/compose.ts';
import { GitHubFault, TenantFault } from '../../src/faults.ts';
import { apply } from '../../src/modes/apply/apply.ts';
import type { ApplyContext } from '../../src/modes/apply/context.ts';
import { isGreen, type Result } from '../../src/modes/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { readInputs } from '../../src/runner/inputs.ts';
import type { ActionResult } from '../sandbox/action.ts';
import { inputVariables } from '../sandbox/runner.ts';
import { KEY, type World } from './world.ts';

export interface InProcessRun {
  runId: number;
  attempt?: number;
  adopt?: string;
  /** Puts something faulty in. */
  change?(context: ApplyContext): ApplyContext;
}

/**
 * One apply of the sources in this process, composed as `main.ts` composes it, against the embedded servers: a tenth of what the bundle costs
 * in its own. For histories of hundreds of runs, and for what comes before and after the run that a scenario is about.
 * A dead run, whose every further request is cut off, ends like any other: by what it throws or returns.
 */
export async function applyHere(
  world: World,
  run: InProcessRun = { runId: world.newRun() },
): Promise<Result | 'died'> {
  const { task, tenant } = composed(world, run);
  if (task.mode !== 'apply') throw new Error('The event asks for no apply.');
  try {
    const result = await apply(run.change?.(task.context) ?? task.context, task.trigger);
    world.assertNoLeak(asRun(result));
    return result;
  } catch (error) {
    if (error instanceof TenantFault || error instanceof GitHubFault) return 'died';
    throw error;
  } finally {
    await tenant?.close();
  }
}

function composed(world: World, { adopt, ...run }: InProcessRun): ReturnType<typeof compose> {
  const clock: Clock = {
    now: () => world.now,
    async sleep(milliseconds) {
      world.now = new Date(world.now.getTime() + milliseconds);
    },
    random: () => 0.5,
  };
  const surroundings = world.surroundings({ ...run, ...(adopt !== undefined && { inputs: { adopt } }) });
  const event = adopt === undefined ? 'push' : 'workflow_dispatch';
  const env = {
    GITHUB_EVENT_NAME: event,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_WORKFLOW_REF: 'acme/mfa-policy/.github/workflows/mfa-apply.yml@refs/heads/main',
    GITHUB_SHA: world.repo.tip('main'),
    GITHUB_TRIGGERING_ACTOR: 'olga-owner',
    ...inputVariables(surroundings.inputs),
    ...surroundings.env,
  };
  const read = readInputs(env);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  const sender = 'olga-owner';
  return compose({
    inputs: read.inputs,
    unusual: [],
    env,
    payload: () =>
      event === 'push' ? world.repo.pushEvent({ sender }) : world.repo.dispatchEvent({ sender }),
    clock,
    patience: { tries: 1, base: 0, cap: 0, total: 0 },
    log: { info() {} },
    redact: { redact: (text) => text.replaceAll(KEY, '***'), assertClean() {} },
    cancellation: { signal: new AbortController().signal, cancelled: () => false },
    nonce: () => `nonce-${run.runId}-${run.attempt ?? 1}`,
  });
}

/** The same as a run of the bundle is seen, as far as it goes: for what follows the run that a scenario is about. */
export async function runHere(world: World): Promise<ActionResult> {
  const result = await applyHere(world);
  if (result === 'died') throw new Error('the apply was cut off');
  return asRun(result);
}

function asRun(result: Result): ActionResult {
  return {
    code: isGreen(result) ? 0 : 1,
    signal: null,
    stdout: result.message,
    stderr: '',
    outputs: { status: result.status, ...(result.plan && { digest: result.plan.digest }) },
    summary: String(result.summary ?? ''),
    planFile: '',
  };
}
