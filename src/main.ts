import { giveBack } from './runner/withheld.ts';
import './no-code-from-text.ts';

import { randomUUID } from 'node:crypto';
import { compose, NOTHING_SENT, Refusal } from './compose.ts';
import { GitHubFault, TenantFault } from './faults.ts';
import type { Result } from './modes/result.ts';
import { failureText, refusalText } from './report/problems.ts';
import type { TenantHttp } from './resolver/http.ts';
import { run } from './run.ts';
import { systemClock } from './runner/clock.ts';
import { DEFECT, endWith } from './runner/defects.ts';
import { type Environment, forgetInputs, maskSecrets, readInputs, secretsOf } from './runner/inputs.ts';
import { createLog } from './runner/log.ts';
import { redactor } from './runner/redact.ts';
import { watchSignals } from './runner/signals.ts';
import { eventPayload } from './runner/workspace.ts';
import { type Face, show } from './show.ts';

/** Tries of a request to GitHub. The total is long enough for a rate limit that names no time: a minute, then two. */
const PATIENCE = { tries: 4, base: 500, cap: 20_000, total: 300_000 };

/** Reads, builds, runs, shows; gives the exit code. */
async function main(env: Environment): Promise<number> {
  const secrets = secretsOf(env);
  maskSecrets(secrets);
  giveBack(env);
  const redact = redactor(secrets);
  const log = createLog((line) => process.stdout.write(`${line}\n`), redact);
  const face: Face = { log, redact, env, policy: 'mfa-policy.yml' };
  const cancellation = watchSignals(process);
  let http: TenantHttp | undefined;
  try {
    const read = readInputs(env);
    forgetInputs(env);
    for (const { name, message } of read.warnings) log.warning(`\`${name}\` ${message}.`);
    if (read.kind === 'problems') {
      throw new Refusal(...read.problems.map(({ name, message }) => `\`${name}\` ${message}.`), NOTHING_SENT);
    }
    face.policy = read.inputs.policy;
    const { task, tenant } = compose({
      inputs: read.inputs,
      unusual: read.warnings.map(({ name }) => name),
      env,
      payload: () => eventPayload(env.GITHUB_EVENT_PATH),
      clock: systemClock,
      patience: PATIENCE,
      log,
      redact,
      cancellation,
      nonce: randomUUID,
    });
    http = tenant;
    return show(await run(task), face);
  } catch (error) {
    return show(resultOf(error), face);
  } finally {
    await http?.close();
    // Before the exit code is set, so that a signal that came when the result was shown already takes nothing of it back.
    cancellation.stop();
  }
}

/** The one top catch: any thrown value becomes a red result; the text of a foreign error is never shown. */
function resultOf(error: unknown): Result {
  if (error instanceof Refusal) {
    return {
      status: 'refused',
      message: error.message,
      summary: refusalText(error.sentences),
      annotations: [],
    };
  }
  const [defect, next] = DEFECT;
  const what = error instanceof GitHubFault || error instanceof TenantFault ? error.message : defect;
  return {
    status: 'failed',
    message: `${what} ${next}`,
    summary: failureText([what, next]),
    annotations: [],
  };
}

await endWith(process, () => main(process.env));
