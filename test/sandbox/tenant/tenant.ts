import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Call, carryOut, type Manner, type OrgState, type Reply } from './calls.ts';
import type { Fault, RecordedRequest, RequestHook, ResponseHook, Tenant, TenantOptions } from './contract.ts';
import { misanswer } from './misanswer.ts';
import { userOf } from './users.ts';

/** Starts a tenant on a free port. Without `latency`, it never waits by itself. */
export async function startTenant(options: TenantOptions): Promise<Tenant> {
  const keyOwner = userOf(options.keyOwner ?? { id: 9001, email: 'mfa.service@acme.example', isAdmin: true });
  const state: OrgState = {
    org: { id: String(options.org.id), name: options.org.name ?? 'Acme Risk' },
    enforced: options.enforced ?? false,
    users: new Map([keyOwner, ...options.users.map(userOf)].map((user) => [user.id, user])),
    keyOwner,
    keyValid: true,
    apiKey: options.apiKey,
  };
  state.keyOwner = state.users.get(keyOwner.id) ?? keyOwner;
  const manner: Manner = {
    mfaOptOutReadable: options.mfaOptOutReadable,
    envelope: options.envelope,
    fields: { enforce: 'enforceMfa', reset: 'userId', ...options.fields },
  };
  const requests: RecordedRequest[] = [];
  const violations: string[] = [];
  const requestHooks = new Set<RequestHook>();
  const responseHooks = new Set<ResponseHook>();
  const sockets = new Map<Socket, number>();
  let opened = 0;

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { 'x-api-key': key, ...headers } = message.headers;
    const request: RecordedRequest = {
      order: requests.length + 1,
      method: message.method ?? '',
      path: message.url ?? '',
      headers,
      key: key === undefined ? 'missing' : key === state.apiKey ? 'right' : 'wrong',
      body: await textOf(message),
      time: options.now().toISOString(),
      connection: sockets.get(message.socket) ?? 0,
    };
    request.order = requests.push(request);
    if (request.method !== 'GET' && options.writesForbidden) violations.push(nameOf(request));
    response.sendDate = false;
    response.setHeader('date', options.now().toUTCString());
    response.on('finish', () => {
      for (const hook of responseHooks) void hook(request);
    });
    const fault = await firstFault(request);
    if (options.latency !== undefined) await new Promise((resolve) => setTimeout(resolve, options.latency));
    const usual = (): void => give(act(request), response);
    if (fault === undefined) return usual();
    if (fault.when === 'before' || fault.do === 'delay') return misanswer(fault, response, usual);
    const reply = act(request);
    return misanswer(fault, response, () => give(reply, response));
  }

  function act(request: RecordedRequest): Reply {
    const url = new URL(request.path, 'http://sandbox.invalid');
    const call: Call = {
      method: request.method,
      pathname: url.pathname,
      query: url.searchParams,
      body: request.body,
      key: request.key,
    };
    const reply = carryOut(call, state, manner);
    request.status = reply.status;
    return reply;
  }

  async function firstFault(request: RecordedRequest): Promise<Fault | undefined> {
    for (const hook of [...requestHooks]) {
      const fault = await hook(request);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  const server = createServer((message, response) => {
    serve(message, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    opened += 1;
    sockets.set(socket, opened);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    state,
    exampleValues: {
      enforce: `{\n  "${manner.fields.enforce}": true\n}`,
      reset: `{\n  "${manner.fields.reset}": 1\n}`,
      membership:
        '{\n  "isActive": true,\n  "isAdmin": true,\n  "ssoBypass": true,\n  "mfaOptOut": true,\n  "lang": "en-US"\n}',
    },
    requests,
    violations,
    connections: () => opened,
    writes: () => requests.filter((request) => request.method !== 'GET').map(nameOf),
    onRequest: (hook) => registered(requestHooks, hook),
    afterResponse: (hook) => registered(responseHooks, hook),
    changeEmail(id, email) {
      const user = state.users.get(String(id));
      if (user !== undefined) user.email = email;
    },
    addUser(seed) {
      const user = userOf(seed);
      state.users.set(user.id, user);
      return user;
    },
    removeUser: (id) => void state.users.delete(String(id)),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
}

function registered<Hook>(hooks: Set<Hook>, hook: Hook): () => void {
  hooks.add(hook);
  return () => void hooks.delete(hook);
}

function give(reply: Reply, response: ServerResponse): void {
  response.writeHead(reply.status, reply.body === undefined ? {} : { 'content-type': 'application/json' });
  response.end(reply.body);
}

function nameOf(request: RecordedRequest): string {
  return `${request.method} ${request.path}${request.body === '' ? '' : ` ${request.body}`}`;
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}
