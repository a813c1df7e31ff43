import type { Answer } from '../faults.ts';
import { may } from '../permissions.ts';
import type { Repository, Scope, Token, World } from '../world.ts';
import { forbidden, Problem } from './problem.ts';

/** A REST call to one repository, ready to be carried out. */
export interface Call {
  world: World;
  token: Token;
  repository: Repository;
  /** What the route's pattern matched, decoded. */
  args: readonly string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** The address below the API's base without the query, by the repository's number, as GitHub writes it in `Link`. */
  address: string;
}

/** Refuses with 403 unless the token has one of the permissions. */
export function need(call: Call, access: 'read' | 'write', ...scopes: Scope[]): void {
  if (!may(call.token, call.repository, access, ...scopes)) throw forbidden();
}

/** A field that must be a text. */
export function text(call: Call, field: string): string {
  const value = call.body[field];
  if (typeof value !== 'string') {
    throw new Problem(422, `Invalid request.\n\n"${field}" wasn't supplied.`);
  }
  return value;
}

/** One page of a list, with the header `Link` (docs.github.com, "Using pagination in the REST API"). */
export function page(call: Call, items: readonly unknown[]): Answer {
  const size = Math.min(positive(call.query.get('per_page'), 30), 100);
  const current = positive(call.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (rel: string, number: number) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${call.world.apiUrl}${call.address}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [link('prev', Math.min(current - 1, last))] : []),
    ...(current < last ? [link('next', current + 1), link('last', last)] : []),
    ...(current > 1 ? [link('first', 1)] : []),
  ];
  const body = items.slice((current - 1) * size, current * size);
  return { status: 200, headers: links.length > 0 ? { link: links.join(', ') } : {}, body };
}

function positive(value: string | null, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
