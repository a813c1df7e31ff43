import * as events from '../events.ts';
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
    scheduleEvent: (schedule?: string) => events.scheduleEvent(world, state, schedule),
  };
}
