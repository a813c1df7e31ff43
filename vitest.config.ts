import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, also where no run before has measured it: no core is to idle at the end. */
const LONG = [/\/project\/(dist|types)\./, /\/(scenarios|crash|properties)\//];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      [...LONG, /./].findIndex((pattern) => pattern.test(moduleId));
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Beside its units, the scenarios once more, in this process: for the coverage alone, see `vitest.coverage.config.ts`.
    exclude: [...configDefaults.exclude, 'test/modes/!(*.unit).test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // No module holds state, and no test leaves any behind.
    isolate: false,
    slowTestThreshold: 3_000,
    sequence: { sequencer: LongestFirst },
    // A scenario waits for the process that it starts, and that one for the scenario: with a worker a core, cores would idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
  },
});
