import { refusalText, waitingText } from '../../report/problems.ts';
import type { Context } from '../context.ts';
import type { Result } from '../result.ts';

/**
 * An apply without what only setting up gives. As long as the tenant has no ledger in this repository, nothing was ever applied and nothing
 * is wrong: the run is green and says what is missing. Afterwards a key is gone, and the run is red.
 */
export async function notSetUp(
  { repository, settings }: Context,
  missing: readonly string[],
): Promise<Result> {
  const { ledgers } = await repository.tipMaterial(settings.host);
  if (ledgers.length > 0)
    return { status: 'refused', message: missing.join(' '), summary: refusalText(missing), annotations: [] };
  return {
    status: 'not-adopted',
    waits: true,
    message: `Applying is not set up yet: nothing was applied. ${missing.join(' ')}`,
    summary: waitingText(missing),
    annotations: [],
  };
}
