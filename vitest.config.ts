import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The scenarios once more, in this process: for the coverage alone, see `vitest.coverage.config.ts`.
    exclude: [...configDefaults.exclude, 'test/modes/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A scenario waits for the process that it starts, and that one for the scenario: with a worker a core, cores would idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
  },
});
