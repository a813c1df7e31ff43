/** How a promise ended, as a value. */
export type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** A promise that never rejects, so that it can be started early and looked at late. */
export function settle<T>(promise: Promise<T> | undefined): Promise<Settled<T>> | undefined {
  return promise?.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  );
}

/** The value, or the error thrown again. */
export function value<T>(settled: Settled<T>): T {
  if (settled.ok) return settled.value;
  throw settled.error;
}
