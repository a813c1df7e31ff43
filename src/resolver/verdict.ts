import { TenantFault, type TenantFaultCode } from '../faults.ts';
import type { CallResult } from '../ports/write/tenant.ts';
import type { Exchange } from './exchange.ts';
import { apiError, statusHint } from './hints.ts';
import { parseJson } from './json.ts';

type Answered = Extract<Exchange, { kind: 'answered' }>;

/** Worth another try, where the call may be repeated. */
export function isPassing(exchange: Exchange): boolean {
  return exchange.kind === 'lost' || [429, 500, 502, 503, 504].includes(exchange.status);
}

/** A read's answer: its JSON, or `absent` for a 404 in the API's own form where the call allows for it. */
export type ReadAnswer = { kind: 'value'; value: unknown } | { kind: 'absent' };

/** Judges the answer to a read. `name` is method and path template. */
export function judgeRead(name: string, exchange: Exchange, mayBeAbsent: boolean): ReadAnswer | TenantFault {
  if (exchange.kind === 'lost') return new TenantFault(exchange.why, `${name}: ${lostText(exchange.why)}.`);
  const { status } = exchange;
  if (mayBeAbsent && status === 404 && isOwn404(exchange)) return { kind: 'absent' };
  const fault = (code: TenantFaultCode, what: string): TenantFault =>
    new TenantFault(code, `${name}: ${what} (${facts(exchange)}).`, status);
  if (status !== 200) return new TenantFault(codeOf(status), refusalText(name, exchange), status);
  if (exchange.encoded)
    return fault('unexpected-encoding', 'the answer is compressed, although no compression was asked for');
  if (exchange.type.kind !== 'json') {
    return fault(
      'unexpected-content-type',
      'the answer is not JSON, but perhaps a login page or the page of a proxy',
    );
  }
  if (typeof exchange.body === 'string') return fault('too-large', 'the answer is larger than 5 MiB');
  const text = utf8(exchange.body);
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.kind === 'value'
    ? parsed
    : fault('not-json', 'the answer is not the JSON that it says it is');
}

/**
 * Judges the answer to a call that writes, sent on a connection that was `connected` or never was. `documented` is the one status
 * that Resolver names for this call; another success is noted.
 */
export function judgeWrite(
  name: string,
  exchange: Exchange,
  connected: boolean,
  documented?: number,
): CallResult {
  if (exchange.kind === 'lost') {
    const why = `${name}: ${lostText(exchange.why)}.`;
    return connected ? { kind: 'unknown', why } : { kind: 'not-sent', why };
  }
  const { status } = exchange;
  if ([200, 201, 204].includes(status)) {
    if (!isConfirmation(exchange)) {
      const why = `${name}: this answer doesn't confirm the call (${facts(exchange)}).`;
      return { kind: 'unknown', why };
    }
    return documented === undefined || status === documented
      ? { kind: 'confirmed' }
      : { kind: 'confirmed', note: `answered with status ${status}; ${documented} is documented` };
  }
  const why = refusalText(name, exchange);
  const refused = [400, 401, 403, 404, 409, 412, 422, 429].includes(status);
  return refused ? { kind: 'refused', status, why } : { kind: 'unknown', why };
}

/** Nothing at all, or a JSON object that denies nothing. What a proxy, a login page or another API says is neither. */
function isConfirmation({ status, type, body }: Answered): boolean {
  if (typeof body === 'string') return status === 204;
  if (body.byteLength === 0) return status === 204 || type.kind !== 'other';
  const text = type.kind === 'json' ? utf8(body) : undefined;
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.kind === 'value' && isAffirmed(parsed.value);
}

/** Words by which an answer denies in spite of its status, the envelope's too. Compared without case, as no document spells them. */
const DENIALS = ['statuscode', 'error', 'errors'];

/** Whether this is an object without a denial, and so is what it holds as `data`. */
function isAffirmed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, content]) => {
    const word = key.toLowerCase();
    if (word === 'success') return content === true;
    return word === 'data' ? isAffirmed(content) : !DENIALS.includes(word);
  });
}

/** A 404 of a wrong address or of a proxy says nothing about a user. */
function isOwn404({ type, body }: Answered): boolean {
  return type.kind === 'json' && apiError(body)?.statusCode === 404;
}

function codeOf(status: number): TenantFaultCode {
  if (status === 401 || status === 403) return 'not-authorised';
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 300 && status < 400 ? 'redirected' : 'unexpected-status';
}

function refusalText(name: string, exchange: Answered): string {
  const { status, body } = exchange;
  if (status >= 300 && status < 400) {
    return `${name}: the tenant points elsewhere, which is never followed (${facts(exchange)}). Check \`api-url\`.`;
  }
  const meaning = apiError(body)?.meaning;
  const hint = statusHint(status);
  return `${name}: ${facts(exchange)}${meaning === undefined ? '' : `: ${meaning}`}.${hint === '' ? '' : ` ${hint}`}`;
}

function facts({ status, type, body }: Answered): string {
  const size = typeof body === 'string' ? 'body not read' : `${body.byteLength} bytes`;
  return `status ${status}, ${type.name}, ${size}`;
}

function lostText(why: 'unreachable' | 'timed-out'): string {
  return why === 'timed-out' ? 'no whole answer in time' : 'no connection, or it ended before a whole answer';
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
