import './no-code-from-text.ts';

import { assemble, NOTHING_SENT, Refusal } from './assemble.ts';
import { isGitHubFault, isTenantFault } from './modes/faults.ts';
import type { Result } from './modes/result.ts';
import { refusalText } from './report/problems.ts';
import type { TenantHttp } from './resolver/http.ts';
import { run } from './run.ts';
import { type Environment, forgetInputs, maskSecrets, readInputs, secretsOf } from './runner/inputs.ts';
import { createLog } from './runner/log.ts';
import { redactor } from './runner/redact.ts';
import { watchSignals } from './runner/signals.ts';
import { type Face, show } from './show.ts';

async function main(env: Environment): Promise<void> {
  const secrets = secretsOf(env);
  maskSecrets(secrets);
  const redact = redactor(secrets);
  const log = createLog((line) => process.stdout.write(`${line}\n`), redact, env.RUNNER_DEBUG === '1');
  const face: Face = { log, redact, env, policy: 'mfa-policy.yml' };
  const cancellation = watchSignals(process);
  let http: TenantHttp | undefined;
  let code = 1;
  try {
    const read = readInputs(env);
    forgetInputs(env);
    for (const { name, message } of read.warnings) log.warning(`${name} ${message}.`);
    if (read.kind === 'problems') {
      throw new Refusal(...read.problems.map(({ name, message }) => `${name} ${message}.`), NOTHING_SENT);
    }
    face.policy = read.inputs.policy;
    const { task, tenant } = assemble(
      read.inputs,
      read.warnings.map(({ name }) => name),
      env,
      log,
      redact,
      cancellation,
    );
    http = tenant;
    code = show(await run(task), face);
  } catch (error) {
    code = show(resultOf(error), face);
  } finally {
    await http?.close();
    cancellation.stop();
    // Last, so that a signal that came when the result was shown already takes nothing of it back.
    process.exitCode = code;
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
  const known = isGitHubFault(error) || isTenantFault(error);
  const what = known
    ? error.message
    : 'Something went wrong that this action does not know. This is a defect of it.';
  const next =
    'What was sent to the tenant, if anything, stands as an intent in the ledger, and the next run takes it up. Mend the cause, then run this again.';
  return {
    status: 'failed',
    message: `${what} ${next}`,
    summary: refusalText([what, next]),
    annotations: [],
  };
}

await main(process.env);
