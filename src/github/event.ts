import { z } from 'zod';
import type { RunInfo, Trigger } from '../ports/run.ts';
import { codeSpan } from '../text/code-span.ts';
import { oid } from './oid.ts';

export type EventAnswer = { ok: true; trigger: Trigger } | { ok: false; why: string };

const account = z.object({ login: z.string(), id: z.int().optional(), type: z.string().optional() });
const repository = z.object({ id: z.int(), default_branch: z.string().min(1) });

const pullEvent = z.object({
  action: z.string(),
  number: z.int().positive(),
  repository,
  sender: account,
  pull_request: z.object({
    user: account.nullable(),
    base: z.object({ ref: z.string(), repo: z.object({ id: z.int() }) }),
    head: z.object({ sha: oid, repo: z.object({ id: z.int() }).nullable() }),
  }),
});
const pushEvent = z.object({
  ref: z.string(),
  after: z.string(),
  deleted: z.boolean(),
  repository,
  sender: account,
});
const dispatchEvent = z.object({ ref: z.string(), repository, sender: account });
const queueEvent = z.object({
  repository,
  merge_group: z.object({ head_sha: oid, base_sha: oid, base_ref: z.string() }),
});

const PLANNED_ACTIONS = ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'];

/**
 * What the event asks for, by its payload alone (design, sections 10.1 and 13). Never by `github.actor`, which a re-run keeps
 * and a bot can lend. Everything that is not named is refused.
 */
export function readEvent(env: Record<string, string | undefined>, payload: unknown): EventAnswer {
  const name = env.GITHUB_EVENT_NAME ?? '';
  switch (name) {
    case 'pull_request':
      return readPull(env, payload);
    case 'push':
      return readPush(env, payload);
    case 'workflow_dispatch':
      return readDispatch(env, payload);
    case 'merge_group':
      return readQueue(payload);
    case 'pull_request_target':
    case 'workflow_run':
    case 'issue_comment':
      return refuse(
        `The event \`${name}\` gives what a stranger wrote the rights of the default branch. Use \`pull_request\`.`,
      );
    case 'schedule':
      return refuse(
        'A scheduled run has nothing to do yet: drift is not part of this release. Remove `schedule` from the workflow.',
      );
    default:
      return refuse(
        'This event is not one of `pull_request`, `merge_group`, `push` and `workflow_dispatch`. Correct the workflow’s triggers.',
      );
  }
}

function readPull(env: Record<string, string | undefined>, payload: unknown): EventAnswer {
  const event = pullEvent.safeParse(payload);
  if (!event.success) return unreadable('pull_request');
  const { action, number, repository: repo, pull_request: pull } = event.data;
  if (pull.base.repo.id !== repo.id) return refuse('The pull request’s base is not in this repository.');
  if (!PLANNED_ACTIONS.includes(action)) {
    return refuse(
      `A \`pull_request\` event is planned only for the types ${PLANNED_ACTIONS.map(codeSpan).join(', ')}. A merge is applied by its push. Correct the workflow’s \`types\`.`,
    );
  }
  const commit = oid.safeParse(env.GITHUB_SHA);
  if (!commit.success) return unreadable('pull_request');
  const author = pull.user?.login ?? 'ghost';
  const dependabot = author === 'dependabot[bot]' && pull.user?.type === 'Bot';
  return {
    ok: true,
    trigger: {
      kind: 'plan',
      commit: commit.data,
      defaultBranch: repo.default_branch,
      pull: {
        number,
        base: pull.base.ref,
        head: pull.head.sha,
        author,
        authorIsBot: pull.user?.type === 'Bot',
        mayComment: pull.head.repo?.id === repo.id && !dependabot,
      },
    },
  };
}

function readPush(env: Record<string, string | undefined>, payload: unknown): EventAnswer {
  const event = pushEvent.safeParse(payload);
  if (!event.success) return unreadable('push');
  const { ref, after, deleted, repository: repo, sender } = event.data;
  const wanted = `refs/heads/${repo.default_branch}`;
  if (ref !== wanted || env.GITHUB_REF !== wanted) return notDefault();
  if (deleted || !oid.safeParse(after).success || /^0+$/.test(after)) {
    return refuse('The default branch was deleted: nothing is applied.');
  }
  return apply(env, repo.default_branch, after, 'push', sender);
}

function readDispatch(env: Record<string, string | undefined>, payload: unknown): EventAnswer {
  const event = dispatchEvent.safeParse(payload);
  if (!event.success) return unreadable('workflow_dispatch');
  const { ref, repository: repo, sender } = event.data;
  const wanted = `refs/heads/${repo.default_branch}`;
  const commit = oid.safeParse(env.GITHUB_SHA);
  if (ref !== wanted || env.GITHUB_REF !== wanted) return notDefault();
  if (!commit.success) return unreadable('workflow_dispatch');
  return apply(env, repo.default_branch, commit.data, 'dispatch', sender);
}

function readQueue(payload: unknown): EventAnswer {
  const event = queueEvent.safeParse(payload);
  if (!event.success) return unreadable('merge_group');
  const { merge_group: group, repository: repo } = event.data;
  if (group.base_ref !== `refs/heads/${repo.default_branch}`) return notDefault();
  return {
    ok: true,
    trigger: {
      kind: 'plan-queue',
      commit: group.head_sha,
      base: group.base_sha,
      defaultBranch: repo.default_branch,
    },
  };
}

/** Who started: the event's sender, and on a re-run also the one who ran it again. */
function apply(
  env: Record<string, string | undefined>,
  defaultBranch: string,
  commit: string,
  by: 'push' | 'dispatch',
  sender: z.infer<typeof account>,
): EventAnswer {
  const again = env.GITHUB_TRIGGERING_ACTOR;
  const starters = [...new Set([sender.login, ...(again === undefined || again === '' ? [] : [again])])];
  return {
    ok: true,
    trigger: { kind: 'apply', commit, defaultBranch, by, starters, senderId: String(sender.id ?? '') },
  };
}

/** The run, or undefined where the runner's variables are not all there. */
export function readRun(env: Record<string, string | undefined>): RunInfo | undefined {
  const [owner, repo, ...rest] = (env.GITHUB_REPOSITORY ?? '').split('/');
  const attempt = Number(env.GITHUB_RUN_ATTEMPT ?? '1');
  const runId = env.GITHUB_RUN_ID ?? '';
  if (
    !owner ||
    !repo ||
    rest.length > 0 ||
    !/^[0-9]{1,20}$/.test(runId) ||
    !Number.isSafeInteger(attempt) ||
    attempt < 1
  ) {
    return undefined;
  }
  return {
    owner,
    repository: repo,
    runId,
    attempt,
    event: env.GITHUB_EVENT_NAME ?? '',
    workflow: env.GITHUB_WORKFLOW_REF ?? '',
    workflowFile: workflowFile(env.GITHUB_WORKFLOW_REF ?? ''),
    action: `${env.GITHUB_ACTION_REPOSITORY ?? ''}@${env.GITHUB_ACTION_REF ?? ''}`,
  };
}

function refuse(why: string): EventAnswer {
  return { ok: false, why };
}

function notDefault(): EventAnswer {
  return refuse('This ref is not exactly the default branch: nothing is planned or applied for another ref.');
}

function unreadable(event: string): EventAnswer {
  return refuse(`The payload of the \`${event}\` event is not as GitHub documents it.`);
}

/** The file in `owner/name/.github/workflows/mfa-apply.yml@refs/heads/main`; the template's, where that is another text. */
function workflowFile(ref: string): string {
  return /\/([A-Za-z0-9._-]{1,80}\.ya?ml)@/.exec(ref)?.[1] ?? 'mfa-apply.yml';
}
