import { isApproved, isBehind } from '../enforcement.ts';
import { askForTestMerge, type TestMerge } from '../test-merge.ts';
import type { Pull } from '../world.ts';
import type { View } from './connection.ts';
import type { Session } from './refusal.ts';

/** What a pull request's branches give together. However many of these fields are asked for, GitHub looks once. */
export function mergeability(
  { world }: Session,
  pull: Pull,
  commit: (oid: string | undefined) => View | null,
): View {
  let asked: TestMerge | undefined;
  const testMerge = (): TestMerge => {
    asked ??= askForTestMerge(world, pull);
    return asked;
  };
  return {
    potentialMergeCommit: () => {
      const merge = testMerge();
      return commit(merge.kind === 'made' ? merge.oid : undefined);
    },
    mergeable: () => MERGEABLE[testMerge().kind],
    mergeStateStatus: () => mergeState(pull, testMerge()),
  };
}

const MERGEABLE: Record<TestMerge['kind'], string> = {
  pending: 'UNKNOWN',
  conflict: 'CONFLICTING',
  made: 'MERGEABLE',
};

/** GraphQL enum `MergeStateStatus`. Checks are not looked at. */
function mergeState(pull: Pull, { kind }: TestMerge): string {
  if (kind === 'pending') return 'UNKNOWN';
  if (kind === 'conflict') return 'DIRTY';
  if (isBehind(pull)) return 'BEHIND';
  return pull.draft || !isApproved(pull) ? 'BLOCKED' : 'CLEAN';
}
