import { type Addresses, readAddresses } from './github/addresses.ts';
import { createDiscussion } from './github/discussion.ts';
import { readEvent, readRun } from './github/event.ts';
import { createLedgerBranch } from './github/ledger-branch.ts';
import { createRepository } from './github/repository.ts';
import { createWire, type Wire } from './github/wire.ts';
import type { ApplyContext } from './modes/apply/context.ts';
import type { Context, Settings } from './modes/context.ts';
import type { Clock } from './ports/clock.ts';
import type { RunInfo, Trigger } from './ports/run.ts';
import { enforceBody, resetBody } from './resolver/bodies.ts';
import { type Bodies, requestOf } from './resolver/calls.ts';
import { type TenantHttp, tenantHttp } from './resolver/http.ts';
import { tenantReader } from './resolver/reader.ts';
import { type ApiBase, apiBase } from './resolver/url.ts';
import { tenantWriter } from './resolver/writer.ts';
import type { Task } from './run.ts';
import type { Environment, Inputs } from './runner/inputs.ts';
import type { Log } from './runner/log.ts';
import type { Redactor } from './runner/redact.ts';
import type { Patience } from './runner/retry.ts';
import type { Cancellation } from './runner/signals.ts';
import { localPolicy } from './runner/workspace.ts';

/** Why a run ends before anything was asked of the tenant; the sentences are ours alone. */
export class Refusal extends Error {
  readonly sentences: readonly string[];
  constructor(...sentences: string[]) {
    super(sentences.join(' '));
    this.sentences = sentences;
  }
}

export const NOTHING_SENT =
  'Nothing was sent to the tenant and nothing was written. Correct the workflow, then start a new run: a re-run keeps the old workflow.';

/** From what a run is composed. */
export interface Parts {
  inputs: Inputs;
  /** Names of variables that change TLS or proxies. */
  unusual: readonly string[];
  env: Environment;
  /** The event's payload; undefined where it can't be read. */
  payload(): unknown;
  clock: Clock;
  /** How often, and for how long, GitHub is asked again. */
  patience: Omit<Patience, 'clock'>;
  log: Pick<Log, 'info'>;
  redact: Pick<Redactor, 'redact' | 'assertClean'>;
  cancellation: Pick<Cancellation, 'signal' | 'cancelled'>;
  /** A text that no other run has. */
  nonce(): string;
}

/** Decides by the event what is to be done, and builds what it is done with; no connection is made here. */
export function compose(parts: Parts): { task: Task; tenant?: TenantHttp } {
  const { inputs, env, clock, redact, cancellation } = parts;
  const info = readRun(env);
  const github = addressesOf(env);
  const wire = inputs.githubToken === undefined ? undefined : wireOf(inputs.githubToken, github, parts);
  if (inputs.mode === 'validate') {
    const repository =
      wire &&
      info &&
      createRepository(wire, {
        owner: info.owner,
        name: info.repository,
        policy: inputs.policy,
        ledgerBranch: inputs.ledgerBranch,
      });
    const context = {
      policy: inputs.policy,
      local: () => localPolicy(env.GITHUB_WORKSPACE, inputs.policy),
      ...(repository && { repository }),
      ...(env.GITHUB_SHA && { commit: env.GITHUB_SHA }),
      redact: (text: string) => redact.redact(text),
    };
    return { task: { mode: 'validate', context } };
  }
  const trigger = triggerOf(parts);
  if (info === undefined)
    throw new Refusal(
      'Variables that the runner sets, such as `GITHUB_REPOSITORY` and `GITHUB_RUN_ID`, are missing.',
      NOTHING_SENT,
    );
  if (wire === undefined)
    throw new Refusal(
      'The input `github-token` is empty. Leave it out to use the token of the job.',
      NOTHING_SENT,
    );
  const base = baseOf(inputs, github);
  const bodies = { enforce: enforceBody(inputs.enforceBody ?? ''), reset: resetBody(inputs.resetBody ?? '') };
  const settings = settingsOf(parts, base, bodies, github.server);
  const http =
    inputs.apiKey === undefined
      ? undefined
      : tenantHttp({ base, key: inputs.apiKey, clock, signal: cancellation.signal });
  const context = contextOf(info, settings, wire, parts);
  if (trigger.kind !== 'apply') {
    return {
      task: { mode: 'plan', context: { ...context, ...(http && { tenant: tenantReader(http) }) }, trigger },
      ...(http && { tenant: http }),
    };
  }
  const missing = [
    ...(inputs.apiKey === undefined ? ['api-key'] : []),
    ...(inputs.ledgerKey === undefined ? ['ledger-key'] : []),
  ].map(
    (name) =>
      `An apply needs the input \`${name}\`. Set it in an environment that only the apply job can use.`,
  );
  if (http === undefined || inputs.ledgerKey === undefined) {
    if (trigger.by === 'dispatch') throw new Refusal(...missing, NOTHING_SENT);
    const task: Task = { mode: 'not-set-up', context, missing: [...missing, NOTHING_SENT] };
    return { task, ...(http && { tenant: http }) };
  }
  const apply: ApplyContext = {
    ...context,
    signing: inputs.ledgerKey,
    tenant: tenantReader(http),
    writer: tenantWriter(http, bodies),
    ledger: createLedgerBranch(wire.reserved(), {
      owner: info.owner,
      name: info.repository,
      ledgerBranch: inputs.ledgerBranch,
      host: base.host,
    }),
    skew: () => http.skew(),
    cancelled: () => cancellation.cancelled(),
    nonce: parts.nonce,
  };
  return { task: { mode: 'apply', context: apply, trigger }, tenant: http };
}

function addressesOf(env: Environment): Addresses {
  const read = readAddresses(env);
  if (!read.ok) throw new Refusal(read.why, NOTHING_SENT);
  return read.addresses;
}

function triggerOf({ inputs, env, payload }: Parts): Trigger {
  const event = payload();
  if (event === undefined)
    throw new Refusal('The event file of the runner can’t be read as JSON.', NOTHING_SENT);
  const answer = readEvent(env, event);
  if (!answer.ok) throw new Refusal(answer.why, NOTHING_SENT);
  const { trigger } = answer;
  const asked = trigger.kind === 'apply' ? 'apply' : 'plan';
  if (inputs.mode !== 'auto' && inputs.mode !== asked) {
    throw new Refusal(
      `The input \`mode\` asks for \`${inputs.mode}\`, but this event asks for \`${asked}\`.`,
      NOTHING_SENT,
    );
  }
  return trigger;
}

function baseOf(inputs: Inputs, github: Addresses): ApiBase {
  if (inputs.apiUrl === undefined)
    throw new Refusal(
      'The input `api-url` is empty. Set it to the address of the tenant’s API.',
      NOTHING_SENT,
    );
  const checked = apiBase(inputs.apiUrl, inputs.apiHosts, github.api);
  if (checked.kind === 'refused') throw new Refusal(checked.why, NOTHING_SENT);
  return checked.base;
}

function settingsOf({ inputs, unusual }: Parts, base: ApiBase, bodies: Bodies, server: string): Settings {
  return {
    policy: inputs.policy,
    server,
    origin: base.origin,
    host: base.host,
    sandboxHost: base.sandbox,
    readiness: {
      ...(bodies.enforce.kind !== 'body' && { enforceBody: bodies.enforce.why }),
      ...(bodies.reset.kind !== 'body' && { resetBody: bodies.reset.why }),
    },
    requestOf: requestOf(bodies),
    ledgerBranch: inputs.ledgerBranch,
    adopt: inputs.adopt ?? '',
    unusual,
  };
}

function contextOf(info: RunInfo, settings: Settings, wire: Wire, { clock, log, redact }: Parts): Context {
  const at = { owner: info.owner, name: info.repository };
  return {
    run: info,
    settings,
    clock,
    repository: createRepository(wire, {
      ...at,
      policy: settings.policy,
      ledgerBranch: settings.ledgerBranch,
    }),
    discussion: createDiscussion(wire, at),
    redact: (text) => redact.redact(text),
    log: (message, ...data) => log.info(message, ...data),
  };
}

function wireOf(
  token: string,
  { api, graphql }: Addresses,
  { clock, patience, redact, cancellation }: Parts,
): Wire {
  return createWire({
    token,
    assertClean: (text) => redact.assertClean(text),
    apiUrl: api,
    graphqlUrl: graphql,
    patience: { clock, ...patience },
    signal: cancellation.signal,
  });
}
