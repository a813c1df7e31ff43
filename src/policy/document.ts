import { type Document, isScalar, LineCounter, type ParsedNode, parseDocument, type YAMLError } from 'yaml';
import type { Place, Problem, ProblemCode } from './problem.ts';
import { readText } from './text.ts';
import { unwantedTokens } from './tokens.ts';

/** A YAML document without aliases, anchors, tags and duplicate keys, whose keys are text. */
export interface PolicyDocument {
  root: ParsedNode;
  /** Where an offset stands in the file. */
  placeOf(offset: number): Place;
}

export type ReadDocument = { ok: true; document: PolicyDocument } | { ok: false; problems: Problem[] };

/**
 * Reads the bytes of a policy file as one YAML 1.2 document, or says why they are none. What would make the parser slow or
 * large is refused before it starts (T36); any error or warning of the parser refuses (T37). Each step reports all that it
 * finds, and the next one starts only when that was nothing. Never throws.
 */
export function readDocument(bytes: Uint8Array): ReadDocument {
  const read = readText(bytes);
  if (!read.ok) return read;
  const placeOf = placesIn(read.text);
  const refused = (found: readonly Fault[]): ReadDocument => ({
    ok: false,
    problems: found.map(({ offset, code, message }) => ({ ...placeOf(offset), code, message })),
  });

  const unwanted = unwantedTokens(read.text);
  if (unwanted.length > 0) return refused(unwanted);
  const { errors, warnings, contents } = parse(read.text);
  const faults = [...errors, ...warnings].map(faultOf);
  if (faults.length > 0) return refused(faults);
  if (contents === null || (isScalar(contents) && contents.value === null)) return refused([EMPTY]);
  return { ok: true, document: { root: contents, placeOf } };
}

interface Fault {
  offset: number;
  code: ProblemCode;
  message: string;
}

const EMPTY: Fault = {
  offset: 0,
  code: 'empty',
  message:
    'The file says nothing, which is never read as "no exceptions". Bring its content back, or start from the template.',
};

/**
 * `logLevel` is not `silent`: then a second document would be passed over without an error. `parseDocument` prints nothing at
 * any level, and `prettyErrors: false` keeps lines of the file out of its messages (T60).
 */
function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    schema: 'core',
    version: '1.2',
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
  });
}

/** The messages of the parser are never shown: some quote the file (T33). */
function faultOf({ code, pos: [offset] }: YAMLError): Fault {
  switch (code) {
    case 'DUPLICATE_KEY':
      return {
        offset,
        code: 'duplicate-key',
        message: 'This key stands twice in its mapping. Remove one of them.',
      };
    default:
      return { offset, code: 'syntax', message: SYNTAX[code] ?? 'This is not valid YAML.' };
  }
}

const SYNTAX: Partial<Record<YAMLError['code'], string>> = {
  BAD_DQ_ESCAPE:
    'This escape is not known in double quotes. Write a backslash as \\\\, or use single quotes.',
  BAD_INDENT: 'The indentation does not fit what is above.',
  BAD_SCALAR_START: 'Text cannot start with this character. Put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'A second key or a list cannot start on this line. Put text that holds a colon in quotes.',
  BLOCK_IN_FLOW: 'Inside brackets everything is written in brackets.',
  MISSING_CHAR: 'A character is missing here, such as a colon, a closing quote or a closing bracket.',
  MULTILINE_IMPLICIT_KEY: 'A key must be on one line and be followed by a colon.',
  NON_STRING_KEY: 'A key must be text.',
  UNEXPECTED_TOKEN: 'This is not expected here. Put text with special characters in quotes.',
};

function placesIn(text: string): (offset: number) => Place {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}
