import { SHORTEST } from './forms.ts';

/** Where a needle stands, in code units. */
export interface Occurrence {
  at: number;
  length: number;
}

/** The first place at `start` or after it where a needle stands in the first `length` units; of several at one place the longest. */
export type Search = (units: Uint16Array, length: number, start: number) => Occurrence | undefined;

/** Odd, with its bits spread evenly, so that the upper bits of a hash depend on every unit. */
const BASE = 0x9e3779b1;
/** What the first of `SHORTEST` units has been multiplied by when the last has entered. */
const FIRST = Array.from({ length: SHORTEST }).reduce<number>((power) => Math.imul(power, BASE), 1);
const BITS = 16;

/**
 * Searches for many needles at once, in time proportional to the text and not to their number (Rabin and Karp): only where the hash of
 * `SHORTEST` units is that of the beginning of a needle, the two are compared. Shorter needles are left out.
 */
export function searchFor(needles: Iterable<string>): Search {
  const sought = [...needles].filter(({ length }) => length >= SHORTEST);
  const buckets: string[][] = [[]];
  /** The number of the bucket for the upper bits of a hash. Bucket 0 is empty. */
  const bucketOf = new Int32Array(2 ** BITS);
  for (const needle of sought.sort((a, b) => b.length - a.length)) {
    const place = upperBits(beginning(needle));
    bucketOf[place] ||= buckets.push([]) - 1;
    buckets[bucketOf[place]]?.push(needle);
  }

  return (units, length, start) => {
    let hash = 0;
    for (let next = start; next < length; next++) {
      hash = entered(hash, units[next] as number);
      const at = next + 1 - SHORTEST;
      if (at < start) continue;
      const bucket = bucketOf[upperBits(hash)] as number;
      const found = bucket === 0 ? undefined : standingAt(units, length, at, buckets[bucket] as string[]);
      if (found !== undefined) return { at, length: found.length };
      hash = left(hash, units[at] as number);
    }
    return undefined;
  };
}

function entered(hash: number, unit: number): number {
  return Math.imul((hash + unit) | 0, BASE);
}

/** Once more as an integer of 32 bits: as a floating-point number the hash makes the search six times as slow. */
function left(hash: number, unit: number): number {
  return (hash - Math.imul(unit, FIRST)) | 0;
}

function upperBits(hash: number): number {
  return hash >>> (32 - BITS);
}

function beginning(needle: string): number {
  let hash = 0;
  for (let at = 0; at < SHORTEST; at++) hash = entered(hash, needle.charCodeAt(at));
  return hash;
}

function standingAt(
  units: Uint16Array,
  length: number,
  at: number,
  needles: readonly string[],
): string | undefined {
  return needles.find((needle) => standsAt(units, length, at, needle));
}

function standsAt(units: Uint16Array, length: number, at: number, needle: string): boolean {
  if (at + needle.length > length) return false;
  for (let index = 0; index < needle.length; index++) {
    if (units[at + index] !== needle.charCodeAt(index)) return false;
  }
  return true;
}
