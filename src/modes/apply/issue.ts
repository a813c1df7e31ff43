import type { RowOutcome } from '../../apply/outcome.ts';
import { issueMarker } from '../../report/comment.ts';
import { isSourceless, issueText } from '../../report/held-back.ts';
import { COMMENT_LIMIT } from '../../report/plan.ts';
import type { ApplyContext } from './context.ts';
import { bestEffort, type Effort } from './effort.ts';
import type { Ready } from './prepare.ts';
import { cut } from './views.ts';

/** Opens, updates or closes the one issue about rows that were pushed without a pull request. */
export function tellOfPushes(
  context: ApplyContext,
  ready: Ready,
  outcomes: readonly RowOutcome[],
): Promise<Effort> {
  return bestEffort('The issue about what was pushed', async () => {
    const { discussion, settings } = context;
    const marker = issueMarker({ host: settings.host, org: ready.plan.org.id, policy: settings.policy });
    const pushed = outcomes.filter(isSourceless);
    const waits = outcomes.some(({ result }) => result === 'held-back');
    const issues = await discussion.issues(marker.text);
    const [issue, ...more] = issues;
    const body = marker.text + cut(issueText(pushed), COMMENT_LIMIT).text;
    if (pushed.length > 0 && issue === undefined) await discussion.createIssue(ISSUE_TITLE, body);
    if (pushed.length > 0 && issue !== undefined && issue.body !== body)
      await discussion.updateIssue(issue.number, { body });
    const closing = pushed.length === 0 && !waits ? issues : more;
    for (const { number } of closing) await discussion.updateIssue(number, { state: 'closed' });
  });
}

const ISSUE_TITLE = 'MFA policy: a change was pushed without a pull request';
