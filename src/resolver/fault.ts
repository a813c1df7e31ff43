import type { TenantFault } from '../ports.ts';

export type FaultCode = TenantFault['code'];

/** The one error of this room. Made from our own words alone, without a `cause`: the texts of others can hold the key or a body. */
export class ResolverFault extends Error implements TenantFault {
  override readonly name = 'TenantFault';
  readonly code: FaultCode;
  declare readonly status?: number;

  constructor(code: FaultCode, message: string, status?: number) {
    super(message);
    this.code = code;
    if (status !== undefined) this.status = status;
  }
}
