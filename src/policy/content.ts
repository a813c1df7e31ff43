import { isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import type { Key, PolicyDocument } from './document.ts';
import type { Place, Problem } from './problem.ts';

/** What a document says. Mappings have no prototype, so that no key can reach one (T39). */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export type Path = readonly PropertyKey[];

/** Names that mean something to JavaScript's objects. No key of a policy needs them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The value of a document, and where each part of it stands. */
export interface Content {
  value: Value;
  /** Keys that are not part of `value`. */
  problems: Problem[];
  /** The place of the value at a path, or of the nearest one around it. */
  placeOf(path: Path): Place;
  /** The place of the key that a path ends with, or of the item of a list; else as `placeOf`. */
  placeOfKey(path: Path): Place;
}

/** Reads the value of a document. Booleans and numbers count only in their one plain spelling; in any other they are null. */
export function contentOf({ root, placeOf }: PolicyDocument): Content {
  const problems: Problem[] = [];
  const read = (node: ParsedNode | null): Value => {
    if (isMap<Key, ParsedNode>(node)) return readPairs(node.items);
    if (isSeq<ParsedNode>(node)) return node.items.map(read);
    return isScalar(node) ? plain(node) : null;
  };
  const readPairs = (pairs: readonly Pair<Key, ParsedNode>[]): Value => {
    const value: { [key: string]: Value } = Object.create(null);
    for (const { key, value: node } of pairs) {
      if (FORBIDDEN_KEYS.has(key.value)) {
        const message = 'This key is not allowed anywhere in the file.';
        problems.push({ ...placeOf(key.range[0]), code: 'forbidden-key', message });
      } else {
        value[key.value] = read(node);
      }
    }
    return value;
  };
  const step = stepper();
  const walk = (path: Path): Step => path.reduce(step, { node: root, key: root });
  return {
    value: read(root),
    problems,
    placeOf: (path) => placeOf(walk(path).node.range[0]),
    placeOfKey: (path) => placeOf(walk(path).key.range[0]),
  };
}

/** `enforce: True` or `id: 0x10` mean one thing to this parser and another one to the next (T35). */
function plain({ value, source }: Scalar.Parsed): Value {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return source === 'true' || source === 'false' ? value : null;
  return typeof value === 'number' && /^(?:0|[1-9]\d{0,15})$/.test(source) ? value : null;
}

/** A member of a mapping; undefined where there is none, or no mapping. */
export function memberOf(value: Value | undefined, name: string): Value | undefined {
  return isMapping(value) ? value[name] : undefined;
}

/** The pairs of a mapping; none where the value is something else. */
export function pairsIn(value: Value | undefined): [string, Value][] {
  return isMapping(value) ? Object.entries(value) : [];
}

export function isMapping(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Step {
  node: ParsedNode;
  key: ParsedNode;
}

/** Takes one step down; stays where it is when there is nothing below. A mapping is searched through once (T36). */
function stepper(): (from: Step, name: PropertyKey) => Step {
  const indexes = new Map<YAMLMap<Key, ParsedNode>, Map<PropertyKey, Pair<Key, ParsedNode>>>();
  const indexOf = (map: YAMLMap<Key, ParsedNode>) => {
    const index =
      indexes.get(map) ??
      new Map(map.items.map((pair): [PropertyKey, typeof pair] => [pair.key.value, pair]));
    indexes.set(map, index);
    return index;
  };
  return (from, name) => {
    if (isMap<Key, ParsedNode>(from.node)) {
      const pair = indexOf(from.node).get(name);
      return pair ? { node: pair.value ?? pair.key, key: pair.key } : from;
    }
    const item = isSeq<ParsedNode>(from.node) ? from.node.items[Number(name)] : undefined;
    return item ? { node: item, key: item } : from;
  };
}
