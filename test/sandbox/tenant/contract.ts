import type { Manner, OrgState } from './calls.ts';
import type { Misanswer } from './misanswer.ts';
import type { User, UserSeed } from './users.ts';

export interface TenantOptions {
  /** The tenant's clock: its `Date` header. */
  now: () => Date;
  org: { id: string | number; name?: string };
  apiKey: string;
  users: readonly UserSeed[];
  mfaOptOutReadable: boolean;
  envelope: Manner['envelope'];
  /** Milliseconds that every answer takes. For the demo and the benchmark; tests do without. */
  latency?: number;
  /** Whose key it is. Left out: a service administrator, `mfa.service@acme.example`, id 9001. */
  keyOwner?: UserSeed;
  enforced?: boolean;
  /** The field names that this tenant reads; nobody knows the real ones. */
  fields?: Partial<Manner['fields']>;
  /** Every call but GET is put into `violations`. It is carried out all the same, so that what it does shows too. */
  writesForbidden?: boolean;
}

/** A request as it came, and what came of it. */
export interface RecordedRequest {
  /** From 1, in the order of arrival. */
  order: number;
  method: string;
  /** With the query. */
  path: string;
  /** Without `x-api-key`. */
  headers: Record<string, string | string[] | undefined>;
  key: 'right' | 'wrong' | 'missing';
  body: string;
  time: string;
  /** Which of the connections it came on, from 1. */
  connection: number;
  /** The status of the tenant's own answer; absent when the action was not carried out. */
  status?: number;
}

/** `before`: the action is not carried out. `after`: it is, and then the answer goes wrong. */
export type Fault = Misanswer & { when: 'before' | 'after' };

export type RequestHook = (request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>;
export type ResponseHook = (request: RecordedRequest) => void | Promise<void>;

/** A stateful Resolver tenant on a port of this machine. */
export interface Tenant {
  readonly url: string;
  readonly state: OrgState;
  /** What an administrator of this tenant would copy from its Swagger page. */
  readonly exampleValues: { enforce: string; reset: string; membership: string };
  readonly requests: RecordedRequest[];
  readonly violations: string[];
  /** How many connections were ever opened. */
  connections(): number;
  /** Calls that were not GET, in order, such as `PUT /user/users/1732/membership {"mfaOptOut":true}`. */
  writes(): string[];
  /** Called when a request is complete and nothing is done yet; may wait, or end the client. The first hook that gives a fault decides. Returns its own removal. */
  onRequest(hook: RequestHook): () => void;
  /** Called when an answer has been handed to the system. */
  afterResponse(hook: ResponseHook): () => void;
  changeEmail(id: string | number, email: string): void;
  addUser(seed: UserSeed): User;
  removeUser(id: string | number): void;
  /** Ends all connections. */
  close(): Promise<void>;
}
