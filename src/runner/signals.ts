type SignalName = 'SIGINT' | 'SIGTERM';

/** The part of `process` that is used. */
export interface SignalSource {
  readonly pid: number;
  exitCode?: number | string | null | undefined;
  on(name: SignalName, listener: (name: SignalName) => void): unknown;
  off(name: SignalName, listener: (name: SignalName) => void): unknown;
  kill(pid: number, name: SignalName): unknown;
}

export interface Cancellation {
  /** After the first signal: start nothing new. */
  cancelled(): boolean;
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** Gives the signals back. To be called when the work is done. */
  stop(): void;
}

const NAMES: readonly SignalName[] = ['SIGINT', 'SIGTERM'];

/**
 * Watches for a cancel: the runner sends SIGINT, 7.5 s later SIGTERM, 2.5 s later it kills.
 * The first only marks, so that the call in flight ends and is recorded. The second ends the process at once: its listeners are
 * taken away and the signal is sent again, so that the system ends it, with the code of a signal. (`process.exit` would run
 * clean-up code that aborts on Windows after network use.) What was in flight is then in the ledger's intent, and the next run finds it.
 */
export function watchSignals(source: SignalSource): Cancellation {
  const controller = new AbortController();

  const stop = (): void => {
    for (const name of NAMES) source.off(name, heard);
  };
  const heard = (name: SignalName): void => {
    // Red, whatever is reached afterwards; where a result is reached, its own code is set last.
    source.exitCode = 1;
    if (!controller.signal.aborted) {
      controller.abort();
      return;
    }
    stop();
    source.kill(source.pid, name);
  };
  for (const name of NAMES) source.on(name, heard);

  return {
    cancelled: () => controller.signal.aborted,
    signal: controller.signal,
    stop,
  };
}
