import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The scenarios once more, in this process: for the coverage alone, see `vitest.coverage.config.ts`.
    exclude: [...configDefaults.exclude, 'test/modes/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A scenario waits for the process that it starts: with a worker less than cores, one core would idle.
    maxWorkers: '100%',
  },
});
