import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, type Scalar } from 'yaml';
import { compose } from './compose.ts';
import type { Fault, Place, Problem } from './problem.ts';
import { readText } from './text.ts';
import { readTokens } from './tokens.ts';

/** A YAML document without aliases, anchors, tags and duplicate keys, whose keys are text. */
export interface PolicyDocument {
  root: ParsedNode;
  /** Where an offset stands in the file. */
  placeOf(offset: number): Place;
}

export type ReadDocument =
  | { kind: 'document'; document: PolicyDocument }
  | { kind: 'problems'; problems: Problem[] };

/** A key is text: any other is a fault (T38). */
export type Key = Scalar.Parsed & { value: string };

/**
 * Reads the bytes of a policy file as one YAML 1.2 document, or says why they are none. What would make the parser slow or
 * large is refused before it starts (T36); any error or warning of the parser refuses (T37). Each step reports all that it
 * finds, and the next one starts only when that was nothing. Never throws.
 */
export function readDocument(bytes: Uint8Array): ReadDocument {
  const read = readText(bytes);
  if (read.kind === 'problems') return read;
  const placeOf = placesIn(read.text);
  const refused = (found: readonly Fault[]): ReadDocument => ({
    kind: 'problems',
    problems: found.map(({ offset, code, message }) => ({ ...placeOf(offset), code, message })),
  });

  const parsed = readTokens(read.text);
  if (parsed.kind === 'faults') return refused(parsed.faults);
  const { document, faults } = compose(parsed.tokens, read.text.length);
  const { contents: root } = document;
  const found = [...faults, ...repeatedKeys(root)];
  if (found.length > 0) return refused(found);
  if (root === null || (isScalar(root) && root.value === null)) return refused([EMPTY]);
  return { kind: 'document', document: { root, placeOf } };
}

const EMPTY: Fault = {
  offset: 0,
  code: 'empty',
  message:
    'The file says nothing, which is never read as "no exceptions". Restore its content, or start from the template.',
};

/** Keys that their mapping has already, above (T38). Linear in the document, which may have faults: then a key can be no text. */
function repeatedKeys(root: ParsedNode | null): Fault[] {
  const faults: Fault[] = [];
  const open: (ParsedNode | null)[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq<ParsedNode>(node)) open.push(...node.items);
    if (!isMap<ParsedNode, ParsedNode | null>(node)) continue;
    const seen = new Set<unknown>();
    for (const { key, value } of node.items) {
      open.push(value);
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) faults.push({ offset: key.range[0], ...REPEATED });
      seen.add(key.value);
    }
  }
  return faults;
}

const REPEATED = {
  code: 'duplicate-key',
  message: 'This key is already listed above in its mapping. Remove one of them.',
} as const;

function placesIn(text: string): (offset: number) => Place {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}
