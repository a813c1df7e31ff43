/**
 * The two errors that cross a port. Their messages are ours alone, without a `cause`: the texts of others can hold the key, a body or an
 * address.
 */

export type TenantFaultCode =
  | 'unreachable'
  | 'timed-out'
  | 'not-authorised'
  | 'not-found'
  | 'redirected'
  | 'unexpected-status'
  | 'unexpected-content-type'
  | 'unexpected-encoding'
  | 'too-large'
  | 'not-json'
  | 'unexpected-shape'
  | 'rate-limited'
  | 'clock-skew';

/** An answer of the tenant that can't be used. */
export class TenantFault extends Error {
  override readonly name = 'TenantFault';
  readonly code: TenantFaultCode;
  readonly status: number | undefined;

  constructor(code: TenantFaultCode, message: string, status?: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type GitHubFaultCode =
  | 'unreachable'
  | 'not-authorised'
  | 'not-found'
  | 'exists'
  | 'stale'
  | 'rate-limited'
  | 'unexpected'
  | 'too-many-requests';

/** An answer of GitHub that can't be used: method and path, status, and the next step. */
export class GitHubFault extends Error {
  override readonly name = 'GitHubFault';
  readonly code: GitHubFaultCode;
  readonly status: number | undefined;
  /** Milliseconds that GitHub asks to wait before the next request. */
  readonly wait: number | undefined;

  constructor(code: GitHubFaultCode, message: string, status?: number, wait?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.wait = wait;
  }
}
