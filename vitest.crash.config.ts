import { defineConfig } from 'vitest/config';

/** Every blow at every call of an apply: some minutes, so that `npm test` tries a sample of them alone. */
export default defineConfig({
  test: {
    include: ['test/crash/*.crash.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxConcurrency: 3,
  },
});
