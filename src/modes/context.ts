import type { Redact } from '../gather/secrets.ts';
import type { LedgerAddress } from '../ledger/branch/read.ts';
import type { Readiness } from '../plan/plan-input.ts';
import type { RequestOf } from '../plan/request.ts';
import type { Clock } from '../ports/clock.ts';
import type { Discussion } from '../ports/discussion.ts';
import type { Repository } from '../ports/repository.ts';
import type { RunInfo } from '../ports/run.ts';
import type { TenantReader } from '../ports/tenant.ts';
import type { Made } from '../report/foot.ts';
import type { Site } from '../report/pages.ts';

/** What the inputs say, checked. */
export interface Settings extends LedgerAddress {
  /** Path of the policy in the repository. */
  policy: string;
  /** Where GitHub's pages are. */
  server: string;
  sandboxHost: boolean;
  readiness: Readiness;
  /** How a call to the tenant is sent, for people and for the record. */
  requestOf: RequestOf;
  /** A digest, or empty. */
  adopt: string;
  /** Names of variables that change TLS or proxies, for the record. */
  unusual: readonly string[];
}

/** What a mode works with. The tenant is absent without a key. */
export interface Context {
  run: RunInfo;
  settings: Settings;
  clock: Clock;
  repository: Repository;
  discussion: Discussion;
  tenant?: TenantReader;
  redact: Redact;
  /** Of a log line; the text is constant, data follows it. */
  log(message: string, ...data: string[]): void;
}

/** The pages that texts may link to. */
export function siteOf({ server, policy }: Settings, { owner, repository }: RunInfo): Site {
  return { server, owner, repository, policy };
}

/** What the foot of a text says of this run. */
export function madeBy({ settings, run }: Context, commit: string, digest: string): Made {
  const { runId, attempt } = run;
  return { site: siteOf(settings, run), commit, runId, attempt, digest };
}
