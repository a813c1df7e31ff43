import { Composer, type CST, type Document, type YAMLError } from 'yaml';
import type { Fault } from './problem.ts';

/** Of these, a person is shown the first 100. */
const MAX_FAULTS = 1_000;

/**
 * Builds the document of a syntax tree whose text has `length` code units, with what is wrong with it. Keys are text, and may stand
 * twice: `yaml` would compare each key with every other one of its mapping (T36).
 */
export function compose(
  tokens: readonly CST.Token[],
  length: number,
): { document: Document.Parsed; faults: Fault[] } {
  const faults: Fault[] = [];
  const add = (source: Source, code: YAMLError['code']) => {
    if (faults.length < MAX_FAULTS) faults.push(faultOf(source, code));
  };
  const composer = new Composer({
    schema: 'core',
    version: '1.2',
    strict: true,
    uniqueKeys: false,
    stringKeys: true,
    merge: false,
    resolveKnownTags: false,
  });
  // In place of its own, which makes an `Error` with a stack trace of each: of wrong escapes, 512 KiB hold 170 000.
  Object.assign(composer, { onError: add });
  const [document, ...others] = [...composer.compose(tokens, true, length)] as [
    Document.Parsed,
    ...Document.Parsed[],
  ];
  // What the composer reports without that handler.
  for (const { pos, code } of [...document.errors, ...document.warnings]) add(pos, code);
  for (const { range } of others) add(range, 'MULTIPLE_DOCS');
  return { document, faults };
}

/** What the composer points at. */
type Source = number | readonly [number, ...number[]] | { offset: number };

/** The messages of the composer are never shown: some quote the file (T33). */
function faultOf(source: Source, code: YAMLError['code']): Fault {
  const message = SYNTAX[code] ?? 'This is not valid YAML.';
  if (typeof source === 'number') return { offset: source, code: 'syntax', message };
  return { offset: 'offset' in source ? source.offset : source[0], code: 'syntax', message };
}

const SYNTAX: Partial<Record<YAMLError['code'], string>> = {
  BAD_DQ_ESCAPE:
    'This escape is not known in double quotes. Write a backslash as `\\\\`, or use single quotes.',
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
