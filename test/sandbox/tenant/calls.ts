import { bigId, fromJson, json, search, type User, userAnswer } from './users.ts';

/** What the Org holds. Tests read it to see what really happened, and change it as an administrator would by hand. */
export interface OrgState {
  org: { id: string; name: string };
  enforced: boolean;
  /** By id. */
  users: Map<string, User>;
  /** The user that the key belongs to. */
  keyOwner: User;
  /** False once the key was deleted in the tenant. */
  keyValid: boolean;
  /** The key that is accepted now; another one is set when it is rotated. */
  apiKey: string;
}

/** How this sandbox's tenant answers where the documents are silent. */
export interface Manner {
  mfaOptOutReadable: boolean;
  /** `mixed` is what was seen: lists in an envelope, single objects bare. */
  envelope: 'data' | 'bare' | 'mixed';
  /** The one field name that each body is read for. Any other body is answered with 204 and has no effect. */
  fields: { enforce: string; reset: string };
}

export interface Reply {
  status: number;
  body?: string;
}

export interface Call {
  method: string;
  pathname: string;
  query: URLSearchParams;
  body: string;
  /** Whether the header `x-api-key` was right, wrong, or not there. */
  key: 'right' | 'wrong' | 'missing';
}

/** Carries a call out on the state and gives its answer. */
export function carryOut(call: Call, state: OrgState, manner: Manner): Reply {
  if (call.key === 'missing') return error(403, 'access.denied');
  if (call.key === 'wrong' || !state.keyValid) return error(401, 'access.denied');
  return call.method === 'GET' ? read(call, state, manner) : write(call, state, manner);
}

function read({ pathname, query }: Call, state: OrgState, manner: Manner): Reply {
  if (pathname === '/user/users/me') {
    const currentOrg = { id: bigId(state.org.id), name: state.org.name };
    return single({ ...userAnswer(state.keyOwner), currentOrg }, manner);
  }
  if (!state.keyOwner.isAdmin) return error(403, 'access.denied');
  if (pathname === '/user/users' && query.has('search')) {
    const list = search(state.users.values(), query.get('search') ?? '').map(userAnswer);
    return ok(manner.envelope === 'bare' ? list : { data: list });
  }
  const [, orgId, userId = ''] = /^\/user\/org\/(\d+)\/user\/(\d+)$/.exec(pathname) ?? [];
  if (orgId === undefined) return error(404, 'not.found');
  if (orgId !== state.org.id) return error(403, 'access.denied');
  const user = state.users.get(userId);
  if (user === undefined) return error(404, 'not.found');
  return single(membership(user, manner), manner);
}

function write(call: Call, state: OrgState, manner: Manner): Reply {
  if (!state.keyOwner.isAdmin) return error(403, 'access.denied');
  const body = objectOf(call.body);
  if (call.method !== 'PUT') return error(404, 'not.found');
  if (body === undefined) return error(400, 'bad.request');
  if (call.pathname === '/user/org/mfa') {
    const value = body[manner.fields.enforce];
    if (typeof value === 'boolean') state.enforced = value;
    return { status: 204 };
  }
  if (call.pathname === '/user/users/mfa/reset') return reset(body[manner.fields.reset], state);
  const [, id] = /^\/user\/users\/(\d+)\/membership$/.exec(call.pathname) ?? [];
  if (id === undefined) return error(404, 'not.found');
  const user = state.users.get(id);
  return user === undefined ? error(404, 'not.found') : change(user, body, manner);
}

function reset(value: unknown, state: OrgState): Reply {
  // The documented danger: a body with another field name is ignored, and the answer is a success all the same.
  if (typeof value !== 'object' || value === null || !('digits' in value)) return { status: 204 };
  const user = state.users.get(String(value.digits));
  if (user === undefined) return error(404, 'not.found');
  user.enrolled = false;
  user.resets += 1;
  return { status: 204 };
}

/** A partial body: only the fields that it holds are written. So the whole of Swagger's example would be written too. */
function change(user: User, body: Record<string, unknown>, manner: Manner): Reply {
  if (typeof body.mfaOptOut === 'boolean') user.optOut = body.mfaOptOut;
  if (typeof body.isActive === 'boolean') user.isActive = body.isActive;
  if (typeof body.isAdmin === 'boolean') user.isAdmin = body.isAdmin;
  if (typeof body.ssoBypass === 'boolean') user.ssoBypass = body.ssoBypass;
  return ok(membership(user, manner));
}

/** The id on top is that of the membership, not of the user. */
function membership(user: User, manner: Manner): Record<string, unknown> {
  return {
    id: bigId(`7${user.id}`),
    isActive: user.isActive,
    isAdmin: user.isAdmin,
    lang: 'en-US',
    ...(manner.mfaOptOutReadable ? { mfaOptOut: user.optOut } : {}),
  };
}

function single(value: Record<string, unknown>, manner: Manner): Reply {
  return ok(manner.envelope === 'data' ? { data: value } : value);
}

function ok(value: unknown): Reply {
  return { status: 200, body: json(value) };
}

function error(status: number, message: string): Reply {
  return { status, body: json({ statusCode: status, message }) };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = fromJson(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
