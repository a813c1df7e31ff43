import { z } from 'zod';

/** The id of a git object, of either kind of repository. */
export const oid = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
