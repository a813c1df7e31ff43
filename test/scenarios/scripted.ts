import type { Fault as GitHubFault, LoggedRequest } from '../sandbox/github/faults.ts';
import type { RecordedRequest, Fault as TenantFault } from '../sandbox/tenant/contract.ts';
import type { World } from './world.ts';

type Fits<Request> = (request: Request) => boolean;

/** The calls that change the tenant. */
export const isOptOut = ({ method, path }: RecordedRequest) =>
  method === 'PUT' && path.endsWith('/membership');
export const isEnforce = ({ method, path }: RecordedRequest) => method === 'PUT' && path === '/user/org/mfa';
export const isReset = ({ path }: RecordedRequest) => path.endsWith('/mfa/reset');
/** Writes of GitHub. */
export const isCommit = ({ operation }: LoggedRequest) => operation === 'CommitToLedger';
export const isComment = ({ write, path }: LoggedRequest) => write && path.includes('/comments');

/** The next requests to the tenant that fit go wrong, one after the other, later ones are right; returns what takes this back. */
export function failTenant(
  { tenant }: World,
  fits: Fits<RecordedRequest>,
  ...faults: (TenantFault | undefined)[]
): () => void {
  return tenant.onRequest((request) => (fits(request) ? faults.shift() : undefined));
}

/** The same of GitHub. */
export function failGitHub(
  { github }: World,
  fits: Fits<LoggedRequest>,
  ...faults: (GitHubFault | undefined)[]
): () => void {
  return github.onRequest((request) => (fits(request) ? faults.shift() : undefined));
}

/** Every request that fits goes wrong. */
export function breakTenant({ tenant }: World, fits: Fits<RecordedRequest>, fault: TenantFault): () => void {
  return tenant.onRequest((request) => (fits(request) ? fault : undefined));
}

export function breakGitHub({ github }: World, fits: Fits<LoggedRequest>, fault: GitHubFault): () => void {
  return github.onRequest((request) => (fits(request) ? fault : undefined));
}

/** Does something when the first request that fits is there and not yet answered; the request waits for it. */
export function when(
  { tenant, github }: World,
  fits: { tenant: Fits<RecordedRequest> } | { github: Fits<LoggedRequest> },
  act: () => unknown,
): void {
  let done = false;
  const first = (is: boolean) => {
    if (!is || done) return false;
    done = true;
    return true;
  };
  const hook = async (is: boolean) => {
    if (first(is)) await act();
    return undefined;
  };
  if ('tenant' in fits) tenant.onRequest((request) => hook(fits.tenant(request)));
  else github.onRequest((request) => hook(fits.github(request)));
}

/** Holds the first request that fits, unanswered, until it is let go. */
export function hold(world: World, fits: Parameters<typeof when>[1]) {
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  when(world, fits, () => {
    reached.resolve();
    return release.promise;
  });
  return { reached: reached.promise, release: release.resolve };
}

/** An environment in which this code runs in the action's process before it. */
export function preload(code: string): { NODE_OPTIONS: string } {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}
