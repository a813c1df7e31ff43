import type { GraphQLResolveInfo } from 'graphql';
import { nodeId } from '../ids.ts';
import type { BaseChange } from '../open-pulls.ts';
import { iso, type Pull } from '../world.ts';
import { actorView } from './actors.ts';
import { type Args, connection, type View } from './connection.ts';
import { pullView } from './pulls.ts';
import { refusal, type Session } from './refusal.ts';

const KINDS: Record<string, BaseChange['kind']> = {
  BASE_REF_CHANGED_EVENT: 'by-person',
  AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT: 'by-deletion',
};

/** `PullRequest.timelineItems`, of the changes of the base alone (docs.github.com, GraphQL union `PullRequestTimelineItems`). */
export function timelineField(session: Session, pull: Pull, args: Args, info: GraphQLResolveInfo): View {
  const types = args.itemTypes as readonly string[] | null | undefined;
  if (types == null || types.some((type) => KINDS[type] === undefined) || args.since != null || args.skip) {
    throw refusal(
      'FAKE',
      `The fake GitHub knows timelineItems of ${Object.keys(KINDS).join(' and ')} alone.`,
    );
  }
  const kinds = types.map((type) => KINDS[type]);
  const found = pull.baseChanges.filter(({ kind }) => kinds.includes(kind));
  const page = connection(found, (change) => changeView(session, pull, change), args, info);
  return { ...page, filteredCount: found.length, updatedAt: iso(pull.updatedAt) };
}

function changeView(session: Session, pull: Pull, { id, kind, from, to, at, actor }: BaseChange): View {
  const common = {
    actor: () => actorView(session, actor),
    createdAt: iso(at),
    pullRequest: () => pullView(session, pull),
  };
  switch (kind) {
    case 'by-person':
      return {
        ...common,
        __typename: 'BaseRefChangedEvent',
        id: nodeId('BRCE', pull.repository.id, id),
        databaseId: id,
        currentRefName: to,
        previousRefName: from,
      };
    case 'by-deletion':
      return {
        ...common,
        __typename: 'AutomaticBaseChangeSucceededEvent',
        id: nodeId('ABCSE', pull.repository.id, id),
        oldBase: from,
        newBase: to,
      };
  }
}
