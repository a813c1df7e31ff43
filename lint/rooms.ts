/**
 * Who may import whom (design, section 4): a line for each folder of `src` and for each file at its top, with the folders and files beside
 * its own folder, and the packages, that it may import. `npm run rooms` makes the linter's configuration of it.
 */
export interface Room {
  path: string;
  may: readonly string[];
  packages: readonly string[];
  /** Neither clock nor chance, environment nor timers. */
  pure?: true;
}

const TEXT = ['text'];
const POLICY = [...TEXT, 'policy'];
const PLAN = [...POLICY, 'plan'];
const APPROVAL = [...PLAN, 'approval'];
const LEDGER = [...APPROVAL, 'ledger'];
const OUTSIDE = ['ports', 'faults.ts'];
const BRANCH = [...LEDGER, ...OUTSIDE, 'ledger/branch'];
const GATHER = [...BRANCH, 'gather'];
const LIBRARIES = ['zod', 'yaml', 'node:crypto'];

export const ROOMS: readonly Room[] = [
  { path: 'text', may: [], packages: ['node:crypto'], pure: true },
  { path: 'policy', may: TEXT, packages: LIBRARIES, pure: true },
  { path: 'plan', may: POLICY, packages: LIBRARIES, pure: true },
  { path: 'approval', may: PLAN, packages: LIBRARIES, pure: true },
  { path: 'ledger', may: APPROVAL, packages: LIBRARIES, pure: true },
  { path: 'ports', may: LEDGER, packages: [], pure: true },
  { path: 'ports/write', may: [], packages: [], pure: true },
  { path: 'ledger/branch', may: [...LEDGER, ...OUTSIDE], packages: [], pure: true },
  { path: 'apply', may: [...LEDGER, ...OUTSIDE, 'ports/write'], packages: LIBRARIES, pure: true },
  { path: 'gather', may: BRANCH, packages: [], pure: true },
  { path: 'report', may: [...LEDGER, 'apply'], packages: LIBRARIES, pure: true },
  { path: 'modes', may: [...GATHER, 'report'], packages: [], pure: true },
  { path: 'modes/plan', may: [...GATHER, 'report', 'modes'], packages: [], pure: true },
  {
    path: 'modes/apply',
    may: [...GATHER, 'report', 'modes', 'apply', 'ports/write'],
    packages: [],
    pure: true,
  },
  {
    path: 'github',
    may: [...LEDGER, ...OUTSIDE, 'github/questions', 'report/markdown.ts', 'runner/retry.ts'],
    packages: ['@actions/github', 'zod'],
  },
  { path: 'github/questions', may: [...LEDGER, ...OUTSIDE, 'github', 'github/fragments'], packages: ['zod'] },
  { path: 'github/fragments', may: [...LEDGER, ...OUTSIDE, 'github'], packages: ['zod'] },
  {
    path: 'resolver',
    may: [...PLAN, ...OUTSIDE, 'ports/write', 'runner/retry.ts'],
    packages: ['undici', 'zod', 'node:http'],
  },
  {
    path: 'runner',
    may: [...LEDGER, ...OUTSIDE, 'report'],
    packages: ['@actions/core', 'zod', 'node:buffer', 'node:fs', 'node:path', 'node:timers/promises'],
  },
  { path: 'faults.ts', may: [], packages: [] },
  { path: 'no-code-from-text.ts', may: [], packages: ['zod'] },
  { path: 'run.ts', may: ['modes', 'modes/plan', 'modes/apply', 'ports'], packages: [] },
  {
    path: 'compose.ts',
    may: [...OUTSIDE, 'modes', 'modes/apply', 'github', 'resolver', 'runner', 'run.ts'],
    packages: [],
  },
  { path: 'show.ts', may: ['modes', 'plan', 'report', 'runner'], packages: [] },
  {
    path: 'main.ts',
    may: [
      'compose.ts',
      'faults.ts',
      'modes',
      'no-code-from-text.ts',
      'report',
      'resolver',
      'run.ts',
      'runner',
      'show.ts',
    ],
    packages: ['node:crypto'],
  },
];
