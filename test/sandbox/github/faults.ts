import type { ServerResponse } from 'node:http';

/** A request as it came in, and the status that it was answered with. */
export interface LoggedRequest {
  /** Counts from 0. */
  index: number;
  method: string;
  /** Below the API's base, with the query: `/repos/acme/mfa/issues/1/comments?per_page=100`, or `/graphql`. */
  path: string;
  /** Of GraphQL: the operation's name. */
  operation?: string;
  variables?: Record<string, unknown>;
  /** The parsed body; its text where it is no JSON. */
  body: unknown;
  /** True for every method of REST but GET and HEAD, and for a GraphQL mutation. */
  write: boolean;
  /** Undefined as long as, and where, no answer was given. */
  status: number | undefined;
  fault?: Fault;
}

/**
 * Something that goes wrong with one request. `before`: nothing has happened yet; what is not a `delay` takes the place of the
 * answer. `after`: GitHub has done what was asked, and the answer is lost or replaced.
 */
export interface Fault {
  when: 'before' | 'after';
  do: 'destroy' | 'hang' | 'status' | 'delay';
  status?: number;
  headers?: Record<string, string>;
  /** Text as it is; anything else as JSON. */
  body?: unknown;
  /** Of `delay`: milliseconds. */
  ms?: number;
}

export type RequestHook = (request: LoggedRequest) => Fault | undefined | Promise<Fault | undefined>;
export type ResponseHook = (request: LoggedRequest) => void | Promise<void>;

/** An answer before it is sent. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What a `status` fault answers: GitHub's own words for the status where the script gives none. */
export function answerOf(fault: Fault): Answer {
  const status = fault.status ?? 502;
  const message = status >= 500 ? 'Server Error' : 'Scripted fault';
  return { status, headers: fault.headers ?? {}, body: fault.body ?? { message, status: String(status) } };
}

/** Sends an answer; `serverHeaders` are those of every answer. */
export function send(response: ServerResponse, answer: Answer, serverHeaders: Record<string, string>): void {
  const text =
    answer.body === undefined
      ? ''
      : typeof answer.body === 'string'
        ? answer.body
        : JSON.stringify(answer.body);
  const type: Record<string, string> =
    text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(answer.status, {
    ...type,
    ...serverHeaders,
    'content-length': String(Buffer.byteLength(text)),
    ...answer.headers,
  });
  response.end(text);
}
