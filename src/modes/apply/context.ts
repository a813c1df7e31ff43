import type { SigningKey } from '../../ledger/signature.ts';
import type { LedgerBranch } from '../../ports/ledger-branch.ts';
import type { Trigger } from '../../ports/run.ts';
import type { TenantReader } from '../../ports/tenant.ts';
import type { TenantWriter } from '../../ports/write/tenant.ts';
import type { Context } from '../context.ts';

export type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;

/** What an apply has besides: the only place where a writer is handed out. */
export interface ApplyContext extends Context {
  tenant: TenantReader;
  writer: TenantWriter;
  ledger: LedgerBranch;
  /** Signs the ledger. */
  signing: SigningKey;
  /** Milliseconds between the tenant's clock and ours, as far as known. */
  skew(): number | undefined;
  cancelled(): boolean;
  /** A text that no other run has. */
  nonce(): string;
}
