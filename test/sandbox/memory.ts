/** Loaded into the action's process by `--import`: leaves its peak memory, in KiB, in the file that MEMORY_FILE names. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.MEMORY_FILE ?? '', String(process.resourceUsage().maxRSS));
});
