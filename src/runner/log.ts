import { shorten } from '../text/code-span.ts';
import { visible } from '../text/invisible.ts';
import type { Redactor } from './redact.ts';

/** A datum of a line: never a body, a header or the text of a foreign error. */
export type Datum = string | number | boolean;

/** The one log. A message is constant text; what varies is data. */
export interface Log {
  info(message: string, ...data: readonly Datum[]): void;
  warning(message: string, ...data: readonly Datum[]): void;
  error(message: string, ...data: readonly Datum[]): void;
}

/**
 * A log of one line a call. `write` gets lines without their end. Every line starts with `- `, so that the runner reads no command in it
 * (`::name::` at the start, `##[name]` anywhere: `src/Runner.Common/ActionCommand.cs` of `actions/runner`).
 */
export function createLog(write: (line: string) => void, redactor: Redactor): Log {
  const line = (level: string, message: string, data: readonly Datum[]): void => {
    write(`- ${level}${sentence(message, data, redactor)}`);
  };
  return {
    info: (message, ...data) => line('', message, data),
    warning: (message, ...data) => line('Warning: ', message, data),
    error: (message, ...data) => line('Error: ', message, data),
  };
}

/** One line of constant text and quoted data, without a secret, an invisible character or a `##[`. */
export function sentence(message: string, data: readonly Datum[], redactor: Redactor): string {
  const parts = data.map((datum) => quote(redactor.redact(String(datum))));
  const line = data.length === 0 ? visible(message) : `${visible(message)}: ${parts.join(' ')}`;
  return withoutCommands(redactor.redact(line));
}

/** A datum in quotes, at most 120 code points and a mark outside of the quotes. */
export function quote(datum: string): string {
  const { kept, mark } = shorten(datum);
  return visible(JSON.stringify(kept)) + mark;
}

/** The runner searches by the rules of a language, which pass over some characters; so whatever is not ASCII may stand in between. */
function withoutCommands(line: string): string {
  return line.replace(/#(?=[^ -~]*#[^ -~]*\[)/g, '# ');
}
