import { z } from 'zod';

/**
 * Imported before anything that makes a schema, which asks for it then: zod walks its checks, and compiles none by `new Function`.
 * So no text becomes code in a process that holds the key; and a run, which checks a few answers once, starts sooner.
 */
z.config({ jitless: true });
