/** Reads the policy files that its parent sends, one at a time, and answers with what came of it. */
import { parsePolicy } from '../../src/policy/policy.ts';

process.on('message', (base64: string) => {
  const bytes = Buffer.from(base64, 'base64');
  const before = process.threadCpuUsage();
  const result = parsePolicy(bytes);
  const { user, system } = process.threadCpuUsage(before);
  process.send?.({
    ok: result.ok,
    problems: result.ok ? [] : result.problems,
    milliseconds: (user + system) / 1_000,
    peakBytes: process.resourceUsage().maxRSS * 1_024,
  });
});
process.send?.('ready');
