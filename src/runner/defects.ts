/** What can be said of an error that nobody foresaw; its own text is never shown. */
export const DEFECT: readonly [what: string, next: string] = [
  'Something unexpected went wrong. This is a bug in the action.',
  'What was sent to the tenant, if anything, is recorded as an intent in the ledger, and the next run takes it up. Fix the cause, then run this again.',
];

/** The part of `process` that is used. */
export interface Ending {
  exitCode?: number | string | null | undefined;
  readonly stdout: { write(text: string): unknown };
  on(name: 'uncaughtException', listener: () => void): unknown;
  off(name: 'uncaughtException', listener: () => void): unknown;
}

/**
 * Ends the process with the code that the work gives. The last resort: an error that gets past every catch, in the work or beside it,
 * ends it red. Neither its text nor its stack is printed, as Node would: they can hold what the tenant or a file says.
 * The work itself goes on, so that what was sent is still recorded.
 */
export async function endWith(process: Ending, work: () => Promise<number>): Promise<void> {
  let defects = 0;
  const met = (): void => {
    defects += 1;
    process.exitCode = 1;
    // Once: where it is the output that is broken, to say so breaks it again.
    if (defects === 1) process.stdout.write(`::error::${DEFECT.join(' ')}\n`);
  };
  process.on('uncaughtException', met);
  try {
    const code = await work();
    process.exitCode = defects > 0 ? 1 : code;
  } catch {
    met();
  } finally {
    process.off('uncaughtException', met);
  }
}
