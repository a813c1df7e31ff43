import { onTestFinished } from 'vitest';
import { GitHubFault } from '../../src/faults.ts';
import { createDiscussion } from '../../src/github/discussion.ts';
import { createLedgerBranch } from '../../src/github/ledger-branch.ts';
import { createWire, type Wire } from '../../src/github/wire.ts';
import type { Discussion } from '../../src/ports/discussion.ts';
import type { LedgerBranch } from '../../src/ports/ledger-branch.ts';
import { type TestClock, testClock } from '../resolver/rig.ts';
import type { Fault, LoggedRequest } from '../sandbox/github/faults.ts';
import { type GitHub, startGitHub } from '../sandbox/github/github.ts';
import type { RepositoryHandle } from '../sandbox/github/repository.ts';

export interface Rig {
  github: GitHub;
  repo: RepositoryHandle;
  clock: TestClock;
  wire: Wire;
  discussion: Discussion;
  ledger: LedgerBranch;
  /** An open pull request, to talk on. */
  pull: number;
}

export const HOST = 'us.core.resolver.com';
export const BRANCH = `mfa-ledger/${HOST}/166`;

/** The adapters of GitHub on a fake one, which is gone when the test is. */
export async function rig(
  options: { timeout?: number; signal?: AbortSignal; clean?: (text: string) => void; tries?: number } = {},
): Promise<Rig> {
  const clock = testClock();
  const github = await startGitHub({ now: clock.now });
  onTestFinished(() => github.close());
  const repo = github.repository({ owner: 'acme', name: 'mfa', private: true });
  repo.user('ana', { permission: 'write' });
  repo.commit({ files: { 'mfa-policy.yml': 'version: 1\n' }, by: 'ana', message: 'Start' });
  const pull = repo.openPullRequest({ by: 'ana', files: { 'README.md': 'MFA\n' } });
  const { timeout, signal, clean, tries } = options;
  const wire = createWire({
    token: github.token({ contents: 'write', 'pull-requests': 'write', issues: 'write' }),
    apiUrl: github.apiUrl,
    graphqlUrl: github.graphqlUrl,
    assertClean: clean ?? (() => {}),
    patience: { clock, tries: tries ?? 4, base: 500, cap: 20_000, total: 300_000 },
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout }),
  });
  const at = { owner: 'acme', name: 'mfa' };
  return {
    github,
    repo,
    clock,
    wire,
    discussion: createDiscussion(wire, at),
    ledger: createLedgerBranch(wire, { ...at, ledgerBranch: 'mfa-ledger', host: HOST }),
    pull,
  };
}

/** The next requests that fit go wrong, one after the other; later ones are right. */
export function failing(
  github: GitHub,
  fits: (request: LoggedRequest) => boolean,
  ...faults: readonly (Fault | undefined)[]
): void {
  const left = [...faults];
  github.onRequest((request) => (fits(request) ? left.shift() : undefined));
}

export const status = (code: number, headers: Record<string, string> = {}, body?: unknown): Fault => ({
  when: 'before',
  do: 'status',
  status: code,
  headers,
  ...(body !== undefined && { body }),
});

/** The fault that a promise was rejected with; fails the test when it was another thing, or nothing. */
export async function faultOf(promise: Promise<unknown>): Promise<GitHubFault> {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof GitHubFault) return reason;
  throw new Error('was expected to reject with a GitHubFault', { cause: reason });
}
