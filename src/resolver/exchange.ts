import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type ContentType, contentType } from './content-type.ts';

/** What came of one request. Nothing here is judged yet. */
export type Exchange =
  | {
      kind: 'answered';
      status: number;
      type: ContentType;
      /** The answer says that its body is encoded, although none was asked for. Its body is then not read. */
      encoded: boolean;
      body: Uint8Array | 'too-large' | 'not-read';
      retryAfter: string | undefined;
      date: string | undefined;
    }
  /** No whole answer came. */
  | { kind: 'lost'; why: 'unreachable' | 'timed-out' };

/** In milliseconds. `call` covers a whole call, its body included. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  readonly call: number;
  /** How long a call that is in flight may go on after a cancel. */
  readonly drain: number;
}

/** Resolver's own web client waits 30 s for an answer. The runner kills 10 s after a cancel, and the outcome is yet to be written. */
export const TIMEOUTS: Timeouts = { connect: 5_000, headers: 15_000, call: 30_000, drain: 5_000 };

/** An answer with every user of a large Org has some 300 bytes a user. */
const LARGEST_ANSWER = 5 * 1024 * 1024;

export interface Outgoing {
  readonly method: 'GET' | 'PUT';
  /** Path and query. */
  readonly path: string;
  readonly key: string;
  readonly body?: string;
  /** Ends the call early. */
  readonly cut: AbortSignal;
}

/**
 * Sends one request and reads its answer, at most 5 MiB. Never follows a redirect, never throws.
 * One signal covers all of it: the body timeout alone starts anew at each byte.
 */
export async function exchange(to: Dispatcher, request: Outgoing, timeouts: Timeouts): Promise<Exchange> {
  const signal = AbortSignal.any([AbortSignal.timeout(timeouts.call), request.cut]);
  try {
    const answer = await to.request({
      method: request.method,
      path: request.path,
      headers: {
        'x-api-key': request.key,
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'resolver-mfa-policy',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: request.body ?? null,
      reset: request.method === 'PUT',
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.call,
      signal,
    });
    const { statusCode: status, headers } = answer;
    const encoded = headers['content-encoding'] !== undefined;
    const redirect = status >= 300 && status < 400;
    return {
      kind: 'answered',
      status,
      type: contentType(headers['content-type']),
      encoded,
      body: encoded || redirect ? dropped(answer.body) : await capped(answer.body, headers),
      retryAfter: single(headers['retry-after']),
      date: single(headers.date),
    };
  } catch (error) {
    return { kind: 'lost', why: signal.aborted || isTimeout(error) ? 'timed-out' : 'unreachable' };
  }
}

type Body = Dispatcher.ResponseData['body'];

async function capped(body: Body, headers: IncomingHttpHeaders): Promise<Uint8Array | 'too-large'> {
  if (Number(headers['content-length']) > LARGEST_ANSWER) return dropped(body, 'too-large');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_ANSWER) return dropped(body, 'too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Ends the connection rather than read on. */
function dropped<Why extends 'too-large' | 'not-read'>(body: Body, why = 'not-read' as Why): Why {
  body.on('error', () => {});
  body.destroy();
  return why;
}

/** A header that came twice says nothing. */
function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isTimeout(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    code === 'UND_ERR_HEADERS_TIMEOUT' ||
    code === 'UND_ERR_BODY_TIMEOUT'
  );
}
