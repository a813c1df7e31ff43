import * as events from '../events.ts';
import { dispatchedRun, pullRequestTargetRun, type Run, scheduledRun, type TargetOptions } from '../runs.ts';
import type { Repository, World } from '../world.ts';
import { pullIn } from './pulls.ts';

/** What stands in the runner's event file. */
export function payloadsOf(world: World, state: Repository) {
  return {
    pullRequestEvent: (number: number, action: string, sender?: string) =>
      events.pullRequestEvent(world, pullIn(state, number), action, sender),
    pushEvent: (options?: events.PushOptions) => events.pushEvent(world, state, options),
    dispatchEvent: (options?: events.DispatchOptions) => events.dispatchEvent(world, state, options),
    mergeGroupEvent: (options: events.MergeGroupOptions) => events.mergeGroupEvent(world, state, options),
    scheduleEvent: (options?: events.ScheduleOptions) => events.scheduleEvent(world, state, options),

    // The same with what is in the environment of a run.
    pullRequestTargetRun: (number: number, action: string, options?: TargetOptions): Run =>
      pullRequestTargetRun(world, pullIn(state, number), action, options),
    scheduledRun: (options?: events.ScheduleOptions): Run => scheduledRun(world, state, options),
    dispatchedRun: (options?: events.DispatchOptions): Run => dispatchedRun(world, state, options),
  };
}
