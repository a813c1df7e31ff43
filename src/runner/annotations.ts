import { shorten } from '../text/code-span.ts';
import { sentence } from './log.ts';
import type { Redactor } from './redact.ts';

/** Something to show at a line of a file, or on the run where there is none. */
export interface Annotation {
  level: 'error' | 'warning';
  /** Our own words. */
  message: string;
  /** A path in the repository. */
  file?: string;
  /** From 1. */
  line?: number;
  /** From 1. */
  column?: number;
}

/** The runner shows 10 of a kind for a step and drops the others without a word. */
const SHOWN = 10;
/** The runner cuts a message at 4 096 characters. */
const LONGEST = 1_000;

/**
 * The lines that make the runner show these annotations; write each to standard output. Of more than 10 of a kind the first 9 are shown,
 * and one that says how many more the summary holds. Escaping as `@actions/core` does it:
 * https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
export function annotations(all: readonly Annotation[], redactor: Redactor): string[] {
  return (['error', 'warning'] as const).flatMap((level) => {
    const some = all.filter((annotation) => annotation.level === level);
    if (some.length <= SHOWN) return some.map((annotation) => command(annotation, redactor));
    const rest = some.length - (SHOWN - 1);
    const more: Annotation = { level, message: `${rest} more of this kind: see the summary of this run` };
    return [...some.slice(0, SHOWN - 1), more].map((annotation) => command(annotation, redactor));
  });
}

function command({ level, message, file, line, column }: Annotation, redactor: Redactor): string {
  const properties = [
    file === undefined ? '' : `file=${property(sentence(file, [], redactor))}`,
    place('line', line),
    place('col', column),
  ].filter((text) => text !== '');
  const { kept, mark } = shorten(sentence(message, [], redactor), LONGEST);
  const head = properties.length === 0 ? level : `${level} ${properties.join(',')}`;
  return `::${head}::${kept.replaceAll('%', '%25')}${mark}`;
}

function place(name: string, value: number | undefined): string {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? `${name}=${value}` : '';
}

/** Line breaks are not among what is left after `sentence`. */
function property(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
