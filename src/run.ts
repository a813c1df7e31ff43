import { apply } from './modes/apply/apply.ts';
import type { ApplyContext } from './modes/apply/context.ts';
import { notSetUp } from './modes/apply/not-set-up.ts';
import type { Context } from './modes/context.ts';
import { plan } from './modes/plan/plan.ts';
import type { Result } from './modes/result.ts';
import { type ValidateContext, validate } from './modes/validate.ts';
import type { Trigger } from './ports/run.ts';

/** What a run is asked to do, with what it does it; made by `main.ts`. */
export type Task =
  | { mode: 'validate'; context: ValidateContext }
  | { mode: 'plan'; context: Context; trigger: Extract<Trigger, { kind: 'plan' | 'plan-queue' }> }
  | { mode: 'not-set-up'; context: Context; missing: readonly string[] }
  | { mode: 'apply'; context: ApplyContext; trigger: Extract<Trigger, { kind: 'apply' }> };

/** Each mode in its file. */
export function run(task: Task): Promise<Result> {
  switch (task.mode) {
    case 'validate':
      return validate(task.context);
    case 'plan':
      return plan(task.context, task.trigger);
    case 'not-set-up':
      return notSetUp(task.context, task.missing);
    case 'apply':
      return apply(task.context, task.trigger);
  }
}
