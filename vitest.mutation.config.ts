import { defineConfig } from 'vitest/config';

/**
 * The unit tests of the rooms that are mutated: without scenarios, which run the bundle, without what starts other processes, and
 * without the files at random, which would be tried anew for every mutant.
 */
export default defineConfig({
  test: {
    include: [
      'test/{policy,plan,approval,ledger,apply,resolver}/**/*.test.ts',
      'test/runner/{redact,forms,views,search,ledger-key}.test.ts',
      'test/report/{markdown,plan,outcome}.test.ts',
    ],
    exclude: ['test/policy/{hostile,properties}.test.ts'],
    testTimeout: 30_000,
  },
});
