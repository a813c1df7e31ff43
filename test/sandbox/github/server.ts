import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Answer,
  answerOf,
  type Fault,
  type LoggedRequest,
  type RequestHook,
  type ResponseHook,
  send,
} from './faults.ts';
import { answer, type GraphQLRequest, operationOf } from './graphql/execute.ts';
import { tokenOf } from './permissions.ts';
import { route } from './rest/route.ts';
import { iso, type World } from './world.ts';

/** The HTTP side of the fake: reads a request, asks the hooks, lets it be answered, and keeps the log. */
export class GitHubServer {
  readonly requests: LoggedRequest[] = [];
  readonly requestHooks = new Set<RequestHook>();
  readonly responseHooks = new Set<ResponseHook>();
  readonly #world: World;
  readonly #server: Server;
  readonly #running = new Set<Promise<void>>();

  constructor(world: World) {
    this.#world = world;
    this.#server = createServer((request, response) => {
      const work = this.#handle(request, response)
        .catch((error: unknown) => {
          if (response.headersSent) response.destroy();
          else
            send(
              response,
              { status: 500, body: { message: `The fake GitHub failed: ${String(error)}` } },
              {},
            );
        })
        .finally(() => this.#running.delete(work));
      this.#running.add(work);
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection, also one that a fault holds open. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Resolves when no request is under way and every hook has ended. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const request = await this.#read(incoming);
    let fault: Fault | undefined;
    for (const hook of this.requestHooks) fault ??= (await hook(request)) ?? undefined;
    if (fault !== undefined) request.fault = fault;
    if (fault?.do === 'delay' && fault.when === 'before') await pause(fault.ms ?? 0);
    const isBefore = fault?.when === 'before' && fault.do !== 'delay';
    const real = isBefore ? undefined : await this.#answer(incoming, request);
    if (fault?.do === 'delay' && fault.when === 'after') await pause(fault.ms ?? 0);
    if (fault?.do === 'destroy') incoming.socket.destroy();
    else if (fault?.do !== 'hang') {
      const sent = fault?.do === 'status' ? answerOf(fault) : (real as Answer);
      request.status = sent.status;
      send(response, sent, this.#headers(request));
    }
    if (fault?.do === 'hang') return;
    await closed;
    for (const hook of this.responseHooks) await hook(request);
  }

  async #read(incoming: IncomingMessage): Promise<LoggedRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const method = incoming.method ?? 'GET';
    const path = belowBase(incoming.url ?? '/');
    const body = parsed(text);
    const request: LoggedRequest = {
      index: this.requests.length,
      method,
      path,
      body,
      write: isWrite(method),
      status: undefined,
    };
    if (path === '/graphql') {
      const asked = asGraphQL(body);
      const operation = operationOf(asked);
      request.write = operation?.operation === 'mutation';
      if (operation?.name !== undefined) request.operation = operation.name.value;
      if (asked.variables != null) request.variables = asked.variables;
    }
    this.requests.push(request);
    return request;
  }

  async #answer(incoming: IncomingMessage, { method, path, body }: LoggedRequest): Promise<Answer> {
    const token = tokenOf(this.#world, incoming.headers.authorization);
    if (token === 'bad' || token === 'none') {
      const message = token === 'bad' ? 'Bad credentials' : 'Requires authentication';
      return {
        status: 401,
        body: { message, documentation_url: 'https://docs.github.com/rest', status: '401' },
      };
    }
    if (incoming.headers['user-agent'] === undefined) {
      return {
        status: 403,
        body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      };
    }
    if (path !== '/graphql') {
      if (typeof body === 'string' && body !== '')
        return { status: 400, body: { message: 'Problems parsing JSON', status: '400' } };
      return route(this.#world, token, method, path, body);
    }
    if (method !== 'POST') return { status: 404, body: { message: 'Not Found', status: '404' } };
    return answer(this.#world, token, asGraphQL(body));
  }

  #headers({ index, path }: LoggedRequest): Record<string, string> {
    const limit = 1000;
    const now = this.#world.peek();
    return {
      date: now.toUTCString(),
      server: 'github.com',
      'x-github-request-id': `FAKE:${index.toString(16).padStart(4, '0')}:${iso(now)}`,
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - index - 1)),
      'x-ratelimit-reset': String(Math.floor(now.getTime() / 1000) + 3600),
      'x-ratelimit-used': String(index + 1),
      'x-ratelimit-resource': path === '/graphql' ? 'graphql' : 'core',
    };
  }
}

/** The address without the base of GitHub Enterprise Server (docs.github.com, "Using the REST API", schema). */
function belowBase(url: string): string {
  const path = url.replace(/^\/api(\/v3)?(?=\/graphql$)/, '').replace(/^\/api\/v3(?=\/|$)/, '');
  return path === '' ? '/' : path;
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function asGraphQL(body: unknown): GraphQLRequest {
  return typeof body === 'object' && body !== null ? body : {};
}

function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
