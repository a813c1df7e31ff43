import type { Plan } from '../plan/plan.ts';
import type { Status } from '../ports/status.ts';
import type { Markdown } from '../report/markdown.ts';

/** A mark on a line of the policy file, or on the run where it names none. */
export interface Annotation {
  level: 'error' | 'warning';
  message: string;
  line?: number;
  column?: number;
}

/** What a mode has found and done; `main.ts` shows it. */
export interface Result {
  status: Status;
  /** For the log and, where it is red, for the run's annotation: words of this program and numbers, with the first reason. */
  message: string;
  summary?: Markdown;
  annotations: readonly Annotation[];
  plan?: Plan;
  /** Nothing is set up or adopted yet: the run is green, though nothing was applied. */
  waits?: true;
  /** A bug of this action kept something from being recorded or shown: the run ends red, whatever its status. */
  broken?: true;
}

/** Whether a run ends green (design, section 13). */
export function isGreen({ status, waits, broken }: Pick<Result, 'status' | 'waits' | 'broken'>): boolean {
  return broken === undefined && (waits === true || GREEN.includes(status));
}

const GREEN: readonly Status[] = ['no-changes', 'planned', 'applied'];
