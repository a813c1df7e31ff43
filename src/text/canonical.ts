import { createHash } from 'node:crypto';

/** A value that JSON can hold without loss. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * The one text of a value: keys sorted by code unit, two spaces of indentation, a final newline, `undefined` members left out.
 * What is hashed or sealed is this text, so that it can be read in a browser and compared byte for byte.
 */
export function canonicalJson(value: Json): string {
  return `${JSON.stringify(sorted(value), undefined, 2)}\n`;
}

/** Lower-case hex SHA-256 of the canonical text. */
export function sha256(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = Object.entries(value).filter(([, member]) => member !== undefined) as [string, Json][];
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}
