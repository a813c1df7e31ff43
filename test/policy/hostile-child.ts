/** Reads the policy files that its parent sends, one at a time, and answers with what came of it. */
import { parsePolicy } from '../../src/policy/policy.ts';

process.on('message', (base64: string) => {
  const result = parsePolicy(Buffer.from(base64, 'base64'));
  const problems = result.ok ? [] : result.problems;
  process.send?.({ ok: result.ok, problems, peakBytes: process.resourceUsage().maxRSS * 1024 });
});
process.send?.('ready');
