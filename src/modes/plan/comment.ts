import { GitHubFault } from '../../faults.ts';
import type { Conversation } from '../../ports/discussion.ts';
import type { PlanMaterial } from '../../ports/material.ts';
import type { Trigger } from '../../ports/run.ts';
import type { Markdown } from '../../report/markdown.ts';
import { failureText } from '../../report/problems.ts';
import { type Superseded, supersededBecause, supersededText, unwrittenText } from '../../report/unshown.ts';
import { writePlan } from '../comment.ts';
import type { Context } from '../context.ts';
import type { Result } from '../result.ts';

type PullTrigger = Extract<Trigger, { kind: 'plan' }>;

/** What a plan came to, and what the pull request is told. */
export interface PlanAnswer {
  result: Result;
  comment: Markdown;
  /** The Org that the comment is about, as far as it can be told. */
  org: string | undefined;
  /** Whether the comment is written where none stands yet. */
  absent: 'create' | 'nothing';
  /** Whether users were looked up since the pull request was read: over seconds, in which a push or a merge may have come. */
  lookedUp: boolean;
}

/** Whether a plan is that of its pull request as it is now. `astray`: it isn't, and no other run makes that one. */
export type Standing =
  | { kind: 'present'; head: string }
  | { kind: 'superseded'; why: Superseded }
  | { kind: 'astray' };

/**
 * Which plan stands is decided by the commit that it is about, never by what a comment says. That commit is the second parent of the
 * planned test merge, because the file was read from that merge. The event may name another head: GitHub makes test merges in the
 * background. Where the event's head is still the present one and the planned one isn't, no later run will come, and silence would
 * leave the present head with a green check and no plan.
 */
export function standingOf(
  planned: string | undefined,
  ofEvent: string,
  { state, head }: Pick<Conversation, 'state' | 'head'>,
): Standing {
  if (state !== 'open') return { kind: 'superseded', why: state };
  if (planned === head) return { kind: 'present', head };
  return head === ofEvent ? { kind: 'astray' } : { kind: 'superseded', why: 'newer-commit' };
}

/** Puts a plan on its pull request, or says why not; the result that the run then has. */
export async function showPlan(
  context: Context,
  { pull }: PullTrigger,
  material: PlanMaterial,
  { result, comment, org, absent, lookedUp }: PlanAnswer,
): Promise<Result> {
  const { discussion, settings } = context;
  try {
    // Without look-ups nothing was waited for: the first read is the look right before the write, and saves a request.
    const first = lookedUp ? undefined : material.pull?.conversation;
    const now = first ?? (await discussion.conversation(pull.number));
    const standing = standingOf(material.head?.oid, pull.head, now);
    switch (standing.kind) {
      case 'superseded':
        return superseded(standing.why, result.summary);
      case 'astray':
        return { status: 'failed', message: ASTRAY, summary: failureText([ASTRAY]), annotations: [] };
      case 'present': {
        if (!pull.mayComment) {
          context.log(NOT_ALLOWED);
          return result;
        }
        const identity = { host: settings.host, org: org ?? 'unknown', policy: settings.policy };
        const target = { discussion, pull: pull.number, identity };
        const text = { head: standing.head, text: comment, absent };
        context.log('The comment on the pull request', await writePlan(target, now.comments, text));
        return result;
      }
    }
  } catch (error) {
    // The reviewers have not seen this plan: the job must not be green.
    if (!(error instanceof GitHubFault)) throw error;
    const message = `The pull request doesn’t show this plan as it should: a comment could not be written or deleted. ${error.message} Fix the cause, then run this again.`;
    const summary = unwrittenText(error.message, result.summary ?? comment);
    return { ...result, status: 'failed', message, summary };
  }
}

/** Green and without a digest: later steps are not to take this for a plan that anybody may approve. */
function superseded(why: Superseded, text: Markdown | undefined): Result {
  const message = `This plan is out of date and nothing was written. ${supersededBecause(why)}`;
  return { status: 'no-changes', message, summary: supersededText(why, text), annotations: [] };
}

const NOT_ALLOWED =
  'The token of this run may not comment, because the pull request comes from a fork or from Dependabot: see the summary.';

const ASTRAY =
  'GitHub’s test merge for this run does not contain the newest commit of the pull request, so that commit has no plan. Nothing was written. Close and reopen the pull request, or push to it: a new run makes the plan.';
