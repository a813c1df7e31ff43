import { z } from 'zod';
import { ifAbsent, parametersOf, type Question } from '../question.ts';

/** docs.github.com, "Get repository permissions for a user". */
const ROUTE = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';

const answer = z.object({ permission: z.string() });

export const role: Question<'role'> = (wire, asked) => (login) =>
  ifAbsent('none', async () => {
    const parameters = { ...parametersOf(asked), username: login };
    return (await wire.rest(ROUTE, parameters, answer)).permission;
  });
