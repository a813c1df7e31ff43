/** Reads the policy files that its parent sends, one at a time, and answers with what came of it and what it cost. */
import '../../src/no-code-from-text.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

const atStart = process.resourceUsage().maxRSS;

process.on('message', (base64: string) => {
  const bytes = Buffer.from(base64, 'base64');
  const before = process.cpuUsage();
  const result = parsePolicy(bytes);
  const { user, system } = process.cpuUsage(before);
  process.send?.({
    ok: result.ok,
    problems: result.ok ? [] : result.problems,
    milliseconds: (user + system) / 1_000,
    grownBytes: (process.resourceUsage().maxRSS - atStart) * 1_024,
  });
});
process.send?.('ready');
