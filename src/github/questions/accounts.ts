import { z } from 'zod';
import type { Question } from '../question.ts';

const PER_REQUEST = 50;

/** The numbers of `count` accounts by their logins. */
export function accountNumbers(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  return `query Accounts(${indices.map((index) => `$u${index}: String!`).join(', ')}) {
  ${indices.map((index) => `u${index}: user(login: $u${index}) { databaseId }`).join('\n  ')}
}`;
}

const answer = z.record(z.string(), z.object({ databaseId: z.int().nullable() }).nullable());

export const accounts: Question<'accounts'> = (wire) => async (logins) => {
  const found = new Map<string, string | null>();
  for (let from = 0; from < logins.length; from += PER_REQUEST) {
    const page = logins.slice(from, from + PER_REQUEST);
    const variables = Object.fromEntries(page.map((login, index) => [`u${index}`, login]));
    const numbers = await wire.graphql(accountNumbers(page.length), variables, answer, 'null');
    for (const [index, login] of page.entries()) {
      const number = numbers[`u${index}`]?.databaseId;
      found.set(login, number == null ? null : String(number));
    }
  }
  return found;
};
