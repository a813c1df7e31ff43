import { configDefaults, defineConfig } from 'vitest/config';

/** The rooms without I/O and without a clock; `apply` works over ports. */
const PURE = ['text', 'policy', 'plan', 'approval', 'ledger', 'apply', 'report'];

/**
 * Measures the coverage. The scenarios run the bundle in processes of their own, which it does not see: `test/modes` runs them once
 * more in this one. What runs children or checks files alone is left out.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      'test/scenarios/**',
      'test/project/**',
      'test/policy/hostile.test.ts',
      'test/rules.test.ts',
      'test/sandbox/**',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary'],
      thresholds: {
        lines: 95,
        branches: 95,
        ...Object.fromEntries(PURE.map((room) => [`src/${room}/*.ts`, { lines: 100, branches: 100 }])),
      },
    },
  },
});
