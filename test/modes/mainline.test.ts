import { vi } from 'vitest';

// The scenarios of that file once more, in this process: for the coverage.
vi.mock('../sandbox/action.ts', () => import('./inside.ts'));
await import('../scenarios/mainline.test.ts');
