import type { GraphQLResolveInfo } from 'graphql';
import { commitOf, find } from '../git/store.ts';
import { nodeId } from '../ids.ts';
import { fullName, tip } from '../names.ts';
import { refresh } from '../open-pulls.ts';
import { latestOpinionatedReviews, type Review } from '../reviews.ts';
import { type Issue, iso, nameWithOwner, type Pull, type Repository } from '../world.ts';
import { actorView } from './actors.ts';
import { type Args, connection, type View } from './connection.ts';
import { commitView, refView } from './git.ts';
import { mergeability } from './mergeability.ts';
import { need, type Session } from './refusal.ts';
import { repositoryView } from './repositories.ts';
import { commentsField } from './talk.ts';
import { timelineField } from './timeline.ts';

/** Pull requests and their reviews (docs.github.com, "GraphQL objects"). */

/** In the order of a `PullRequestOrder` or an `IssueOrder`; by number where none is given. */
export function byOrder<T extends Pull | Issue>(items: readonly T[], order: unknown): T[] {
  const { field, direction } = (order ?? { field: 'CREATED_AT', direction: 'ASC' }) as {
    field: string;
    direction: string;
  };
  const key = (item: T) => (field === 'UPDATED_AT' ? item.updated : item.createdAt.getTime());
  const sorted = [...items].sort((a, b) => key(a) - key(b) || a.number - b.number);
  return direction === 'DESC' ? sorted.reverse() : sorted;
}

export function pullView(session: Session, pull: Pull): View {
  const { repository, number, head } = refresh(pull);
  const path = `/${nameWithOwner(repository)}/pull/${number}`;
  const when = (date: Date | undefined) => (date === undefined ? null : iso(date));
  const commit = (oid: string | undefined) =>
    oid === undefined ? null : commitView(session, repository, commitOf(repository.store, oid));
  const ref = (of: Repository, branch: string) => {
    const oid = of.deleted ? undefined : tip(of, branch);
    return oid === undefined ? null : refView(session, of, fullName(branch), oid, 'refs/heads/');
  };
  const reviewPage = (reviews: readonly Review[], args: Args, info: GraphQLResolveInfo) =>
    connection(reviews, (each) => reviewView(session, pull, each), args, info);
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', repository.id, number),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number,
    title: pull.title,
    body: pull.body,
    bodyText: pull.body,
    url: session.world.serverUrl + path,
    permalink: session.world.serverUrl + path,
    resourcePath: path,
    state: pull.state,
    closed: pull.state !== 'OPEN',
    closedAt: when(pull.closedAt),
    merged: pull.state === 'MERGED',
    mergedAt: when(pull.mergedAt),
    mergedBy: () => actorView(session, pull.mergedBy),
    mergeCommit: () => commit(pull.mergeCommit),
    ...mergeability(session, pull, commit),
    isDraft: pull.draft,
    isCrossRepository: head !== repository,
    locked: false,
    createdAt: iso(pull.createdAt),
    updatedAt: iso(pull.updatedAt),
    author: () => actorView(session, pull.author),
    baseRefName: pull.base,
    baseRefOid: pull.baseOid,
    baseRef: () => ref(repository, pull.base),
    baseRepository: () => repositoryView(session, repository),
    headRefName: pull.headBranch,
    headRefOid: pull.headOid,
    headRef: () => ref(head, pull.headBranch),
    headRepository: () => (head.deleted ? null : repositoryView(session, head)),
    headRepositoryOwner: () => (head.deleted ? null : actorView(session, head.owner)),
    repository: () => repositoryView(session, repository),
    timelineItems: (args: Args, info: GraphQLResolveInfo) => timelineField(session, pull, args, info),
    comments: (args: Args, info: GraphQLResolveInfo) =>
      commentsField(session, repository, number, args, info),
    commits: (args: Args, info: GraphQLResolveInfo) =>
      connection(
        // Which commits of a pull request are listed is asked of git, which no longer finds a lost one.
        pull.commits.filter((oid) => find(repository.store, 'commit', oid) !== undefined),
        (oid) => ({
          __typename: 'PullRequestCommit',
          id: nodeId('PR', repository.id, number, oid),
          commit: () => commit(oid),
        }),
        args,
        info,
      ),
    reviews: (args: Args, info: GraphQLResolveInfo) => {
      const states = args.states as readonly string[] | null | undefined;
      const author = typeof args.author === 'string' ? args.author.toLowerCase() : undefined;
      const found = pull.reviews.filter(
        (each) =>
          (states == null || states.includes(each.state)) &&
          (author === undefined || each.author.login.toLowerCase() === author),
      );
      return reviewPage(found, args, info);
    },
    latestOpinionatedReviews: (args: Args, info: GraphQLResolveInfo) =>
      reviewPage(latestOpinionatedReviews(pull, args.writersOnly === true), args, info),
  };
}

export function reviewView(session: Session, pull: Pull, review: Review): View {
  const { repository, number } = pull;
  const path = `/${nameWithOwner(repository)}/pull/${number}#pullrequestreview-${review.id}`;
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PRR', repository.id, review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    state: review.state,
    body: review.body,
    author: () => actorView(session, review.author),
    submittedAt: iso(review.submittedAt),
    createdAt: iso(review.submittedAt),
    updatedAt: iso(review.submittedAt),
    commit: () => {
      const { store, behaviour, lost } = repository;
      const named = behaviour.lostCommit === 'named' ? lost.get(review.commit) : undefined;
      const commit = find(store, 'commit', review.commit) ?? named;
      return commit === undefined ? null : commitView(session, repository, commit);
    },
    pullRequest: () => pullView(session, pull),
    repository: () => repositoryView(session, repository),
    url: session.world.serverUrl + path,
    resourcePath: path,
    viewerDidAuthor: false,
  };
}

/** `Repository.pullRequests`. */
export function pullsField(
  session: Session,
  repository: Repository,
  args: Args,
  info: GraphQLResolveInfo,
): View {
  need(session, repository, 'read', 'pull-requests');
  const states = args.states as readonly string[] | null | undefined;
  const found = [...repository.pulls.values()].filter(
    (pull) =>
      (states == null || states.includes(pull.state)) &&
      (args.baseRefName == null || pull.base === args.baseRefName) &&
      (args.headRefName == null || pull.headBranch === args.headRefName),
  );
  return connection(byOrder(found, args.orderBy), (pull) => pullView(session, pull), args, info);
}
