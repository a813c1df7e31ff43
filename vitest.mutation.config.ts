import { defineConfig } from 'vitest/config';

/** The unit tests of the rooms that are mutated: without scenarios, which run the bundle, and without what starts other processes. */
export default defineConfig({
  test: {
    include: [
      'test/{policy,plan,ledger,apply,resolver}/**/*.test.ts',
      'test/runner/redact.test.ts',
      'test/report/markdown.test.ts',
    ],
    exclude: ['test/policy/hostile.test.ts'],
    testTimeout: 30_000,
  },
});
