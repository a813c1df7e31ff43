import { z } from 'zod';
import type { Source } from '../approval/reviews.ts';
import { GitHubFault } from '../faults.ts';
import { branchHost, branchOf } from '../ledger/branch-name.ts';
import { MOST_POLICY_BYTES } from '../policy/text.ts';
import type { LedgerHead } from '../ports/ledger-branch.ts';
import type { PolicyFile } from '../ports/material.ts';
import type { Move, Repository } from '../ports/repository.ts';
import { blobId } from '../text/blob.ts';
import * as answers from './answers.ts';
import { bytesOf, policyFile } from './blob.ts';
import { conversationOf } from './conversation.ts';
import * as queries from './queries.ts';
import {
  branch,
  branchRules,
  ledgerCommit,
  ledgerHead,
  mainlineCommit,
  pull,
  recordFiles,
  rule,
  source,
} from './values.ts';
import type { Wire } from './wire.ts';

export interface RepositorySettings {
  owner: string;
  name: string;
  /** Path of the policy in the repository. */
  policy: string;
  /** First part of the ledger branches' names. */
  ledgerBranch: string;
}

/** GitHub's answers as the values of `ports.ts`; reads alone. */
export function createRepository(wire: Wire, settings: RepositorySettings): Repository {
  const { owner, name, policy } = settings;
  const at = { owner, repo: name };
  const here = { owner, name };
  const folder = policy.includes('/') ? policy.slice(0, policy.lastIndexOf('/')) : '';
  const inFolder = folder !== '';
  const ledgersOf = (host: string) => `refs/heads/${settings.ledgerBranch}/${branchHost(host)}/`;

  const raw = async (blob: string): Promise<Uint8Array> => {
    const answer = await wire.rest(
      'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
      { ...at, file_sha: blob },
      rawBlob,
    );
    const bytes = Buffer.from(answer.content, 'base64');
    if (blobId(bytes, blob) !== blob)
      throw new GitHubFault('unexpected', 'GitHub sent a file that is not the one asked for.');
    return bytes;
  };

  const policyAt = (answer: answers.TextAnswer): Promise<PolicyFile> =>
    policyFile(answer, MOST_POLICY_BYTES, raw);

  return {
    async planMaterial(commit, of, host) {
      const ofPull = 'pull' in of;
      const variables = {
        ...here,
        policy,
        commit,
        base: ofPull ? commit : of.base,
        number: ofPull ? of.pull : 0,
        ofPull,
        folder,
        inFolder,
        ledgers: ledgersOf(host),
      };
      const { repository } = await wire.graphql(queries.PLAN, variables, answers.planAnswer);
      const [first, second] = repository.commit?.parents?.nodes ?? [];
      const { pullRequest } = repository;
      return {
        repositoryId: String(repository.databaseId),
        isPrivate: repository.isPrivate,
        tip: {
          commit: repository.defaultBranchRef?.target.oid ?? '',
          file: await policyAt(repository.defaultBranchRef?.target.file ?? null),
        },
        file: await policyAt(repository.commit?.file ?? null),
        base: await policyAt((ofPull ? first?.file : repository.base?.file) ?? null),
        baseCommit: ofPull ? (first?.oid ?? '') : of.base,
        siblings: siblings(repository.commit),
        ledgers: ledgers(repository.refs),
        ...(second && { head: { oid: second.oid, file: await policyAt(second.file) } }),
        ...(ofPull &&
          pullRequest && {
            pull: {
              conversation: await conversationOf(wire, here, of.pull, pullRequest),
              branch: branch(pullRequest.branch),
              source: source(pullRequest),
            },
          }),
      };
    },

    async tipMaterial(host) {
      const variables = { ...here, policy, folder, inFolder, ledgers: ledgersOf(host) };
      const { repository } = await wire.graphql(queries.TIP, variables, answers.tipAnswer);
      const tipRef = repository.defaultBranchRef;
      if (tipRef === null) throw new GitHubFault('not-found', 'The default branch is not there.');
      const commits = answers.unnest(tipRef.target);
      const texts = new Map<string, Uint8Array>();
      for (const { text } of commits) {
        const bytes = text ? bytesOf(text.oid, text.object?.text) : undefined;
        if (text && bytes !== undefined) texts.set(text.oid, bytes);
      }
      const [tip] = commits;
      const file = await policyAt(tip?.text ?? null);
      if (file.kind === 'file') texts.set(file.blob, file.bytes);
      return {
        repositoryId: String(repository.databaseId),
        isPrivate: repository.isPrivate,
        defaultBranch: tipRef.name,
        tip: tipRef.target.oid,
        file,
        siblings: siblings(tipRef.target),
        mainline: commits.map(mainlineCommit),
        texts,
        recent: repository.pullRequests.nodes.map(pull),
        ledgers: ledgers(repository.refs),
      };
    },

    async file(commit) {
      const variables = { ...here, policy, commit, folder, inFolder };
      const { repository } = await wire.graphql(queries.FILE_AT, variables, answers.fileAnswer);
      if (repository.object === null)
        throw new GitHubFault('not-found', 'The commit is not in this repository.');
      return {
        file: await policyAt(repository.object.file),
        siblings: siblings(repository.object),
      };
    },

    async tip() {
      const { repository } = await wire.graphql(queries.HEAD, here, answers.headAnswer);
      const branch = repository.defaultBranchRef;
      if (branch === null) throw new GitHubFault('not-found', 'The default branch is not there.');
      return branch.target.oid;
    },

    async mainline(from) {
      const { repository } = await wire.graphql(queries.LINE, { ...here, policy, from }, answers.lineAnswer);
      return repository.object === null ? [] : answers.unnest(repository.object).map(mainlineCommit);
    },

    async contents(blobs, most) {
      const found = new Map<string, Uint8Array>();
      for (let from = 0; from < blobs.length; from += BLOBS_PER_REQUEST) {
        const page = blobs.slice(from, from + BLOBS_PER_REQUEST);
        const variables = Object.fromEntries(page.map((blob, index) => [`b${index}`, blob]));
        const { repository } = await wire.graphql(
          queries.blobs(page.length),
          { ...here, ...variables },
          answers.blobsAnswer,
        );
        for (const [index, blob] of page.entries()) {
          const answer = repository[`b${index}`];
          if ((answer?.byteSize ?? 0) <= most)
            found.set(blob, bytesOf(blob, answer?.text) ?? (await raw(blob)));
        }
      }
      return found;
    },

    async sources(pulls) {
      const found = new Map<number, Source>();
      for (let from = 0; from < pulls.length; from += NODES_PER_REQUEST) {
        const ids = pulls.slice(from, from + NODES_PER_REQUEST).map(({ id }) => id);
        const { nodes } = await wire.graphql(queries.REVIEWS, { ids, policy }, answers.reviewsAnswer);
        for (const node of nodes) if (node !== null) found.set(node.number, source(node));
      }
      return found;
    },

    async mergeBase(commit, mainline) {
      try {
        const answer = await wire.rest(
          'GET /repos/{owner}/{repo}/compare/{basehead}',
          { ...at, basehead: `${mainline}...${commit}`, per_page: 1 },
          answers.compareAnswer,
        );
        return answer.merge_base_commit.sha;
      } catch (error) {
        // No common ancestor, or the commit is gone.
        if (error instanceof GitHubFault && error.code === 'not-found') return undefined;
        throw error;
      }
    },

    async activity(branch, since) {
      const moves = async (type?: string): Promise<Move[]> => {
        const found = await wire.rest(
          'GET /repos/{owner}/{repo}/activity',
          { ...at, ref: `refs/heads/${branch}`, per_page: MOVES, ...(type && { activity_type: type }) },
          answers.activityAnswer,
        );
        return found.map(({ before, after, timestamp }) => ({ before, after, at: timestamp }));
      };
      try {
        const newest = await moves();
        const [oldest] = newest.slice(MOVES - 1);
        if (oldest === undefined || Date.parse(oldest.at) <= Date.parse(since)) return newest;
        // More than are listed: a commit is taken back by these two kinds of moves alone.
        return [...newest, ...(await moves('force_push')), ...(await moves('branch_deletion'))];
      } catch (error) {
        // A server that does not list it.
        if (error instanceof GitHubFault && error.code === 'not-found') return undefined;
        throw error;
      }
    },

    async accounts(logins) {
      const found = new Map<string, string | null>();
      for (let from = 0; from < logins.length; from += ACCOUNTS_PER_REQUEST) {
        const page = logins.slice(from, from + ACCOUNTS_PER_REQUEST);
        const variables = Object.fromEntries(page.map((login, index) => [`u${index}`, login]));
        const document = queries.accounts(page.length);
        const answer = await wire.graphql(document, variables, answers.accountsAnswer, 'null');
        for (const [index, login] of page.entries()) {
          const number = answer[`u${index}`]?.databaseId;
          found.set(login, number == null ? null : String(number));
        }
      }
      return found;
    },

    async rules(branch) {
      const rules = await wire.rest(
        'GET /repos/{owner}/{repo}/rules/branches/{branch}',
        { ...at, branch, per_page: 100 },
        z.array(rule),
      );
      return branchRules(rules);
    },

    async isBehind(tip, commit) {
      const basehead = `${tip}...${commit}`;
      const { status } = await wire.rest(
        'GET /repos/{owner}/{repo}/compare/{basehead}',
        { ...at, basehead, per_page: 1 },
        z.object({ status: z.string() }),
      );
      return status === 'ahead';
    },

    async role(login) {
      try {
        const answer = await wire.rest(
          'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
          { ...at, username: login },
          z.object({ permission: z.string() }),
        );
        return answer.permission;
      } catch (error) {
        if (error instanceof GitHubFault && error.code === 'not-found') return 'none';
        throw error;
      }
    },

    async ledger(host, org) {
      const branch = `refs/heads/${branchOf(settings.ledgerBranch, host, org)}`;
      const { repository } = await wire.graphql(queries.LEDGER, { ...here, branch }, answers.ledgerAnswer);
      const { ref } = repository;
      // Where there is none, GitHub goes on to look for other names that end so.
      return ref !== null && ref.prefix + ref.name === branch ? ledgerHead(org, ref.target) : undefined;
    },

    async ledgerHistory(from, after) {
      const variables = { ...here, from, after: after ?? null };
      const { repository } = await wire.graphql(
        queries.LEDGER_HISTORY,
        variables,
        answers.ledgerHistoryAnswer,
      );
      if (repository.object === null)
        throw new GitHubFault('not-found', 'A commit of the ledger is not in this repository any more.');
      const { nodes, pageInfo } = repository.object.history;
      return {
        commits: nodes.map(ledgerCommit),
        ...(pageInfo.hasNextPage && pageInfo.endCursor !== null && { next: pageInfo.endCursor }),
      };
    },

    async ledgerRecords(commit) {
      const answer = await wire.graphql(
        queries.LEDGER_RECORDS,
        { ...here, commit },
        answers.ledgerRecordsAnswer,
      );
      return recordFiles(answer.repository.object?.records ?? null);
    },
  };
}

/** Moves of a branch in one answer. */
const MOVES = 100;
/** `nodes` takes at most 100 ids. */
const NODES_PER_REQUEST = 100;
const ACCOUNTS_PER_REQUEST = 50;
/** Texts that one request asks for. */
const BLOBS_PER_REQUEST = 20;

/** The names of the files beside the policy. */
function siblings(commit: answers.Siblings | null): string[] {
  const tree = commit?.root ?? commit?.folder?.object;
  return tree?.entries?.map((entry) => entry.name) ?? [];
}

/** The heads of the ledgers that an answer lists. */
function ledgers(refs: answers.Refs): LedgerHead[] {
  return (refs?.nodes ?? []).map(({ name, target }) => ledgerHead(name, target));
}

const rawBlob = z.object({ content: z.string(), encoding: z.literal('base64') });
