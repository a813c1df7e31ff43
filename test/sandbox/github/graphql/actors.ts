import { ACTIONS, account, restLogin } from '../accounts.ts';
import type { Signature } from '../git/objects.ts';
import { accountNodeId } from '../ids.ts';
import { type Account, iso } from '../world.ts';
import type { View } from './connection.ts';
import type { Session } from './refusal.ts';

/** An account as GraphQL shows it: an app's login is without `[bot]`; a deleted account is null. */
export function actorView(session: Session, account: Account | undefined): View | null {
  if (account === undefined || account.deleted) return null;
  const { login, id, type } = account;
  const path = type === 'Bot' ? `/apps/${login}` : `/${login}`;
  return {
    __typename: type,
    id: accountNodeId(account),
    databaseId: id,
    login,
    name: null,
    email: '',
    url: session.world.serverUrl + path,
    resourcePath: path,
    avatarUrl: `${session.world.serverUrl}/avatars/u/${id}`,
  };
}

/** Who the token is: to `viewer` the app is a `User` whose login has the suffix, as in REST. */
export function viewerView(session: Session): View {
  const app = account(session.world, ACTIONS);
  return { ...actorView(session, app), __typename: 'User', login: restLogin(app) };
}

/** What a commit says of who wrote it. `user` is a guess by the address, and never an app. */
export function gitActorView(session: Session, { name, email, date }: Signature): View {
  return {
    name,
    email,
    date: iso(date),
    avatarUrl: '',
    user: () => {
      const id = Number(/^(\d+)\+.+@users\.noreply\.github\.com$/.exec(email)?.[1]);
      const known = [...session.world.accounts.values()].find((each) => each.id === id);
      return known?.type === 'User' ? actorView(session, known) : null;
    },
  };
}
