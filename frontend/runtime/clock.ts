/** The time that a client goes by; all in seconds. */
export interface Clock {
  /** A steady clock's seconds. */
  now(): number;
  /** Seconds since the epoch. */
  epoch(): number;
  /** Calls back after so many seconds; returns what takes that back. */
  after(seconds: number, callback: () => void): () => void;
}

/** The browser's own time. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now() / 1000,
  epoch: () => Date.now() / 1000,
  after: (seconds, callback) => {
    const timer = setTimeout(callback, Math.min(seconds * 1000, MOST));
    return () => clearTimeout(timer);
  },
};

/** More milliseconds than these are none to `setTimeout`. */
const MOST = 2 ** 31 - 1;

/** Resolves after so many seconds. */
export function sleep(clock: Clock, seconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(seconds, resolve));
}

/** How long something is awaited: `late` makes what is thrown after `seconds`, `signal` gives it up before. */
export interface Limit {
  readonly seconds: number;
  readonly late: () => Error;
  readonly signal?: AbortSignal | undefined;
}

/** Awaits something as long as a limit allows; throws what `late` makes, or the signal's reason. `Infinity` is no limit. */
export async function within<T>(clock: Clock, wait: Promise<T>, { seconds, late, signal }: Limit): Promise<T> {
  if (seconds === Infinity && signal === undefined) return wait;
  let stop = (): void => undefined;
  const limit = new Promise<never>((_, reject) => {
    const cancel = seconds === Infinity ? stop : clock.after(seconds, () => reject(late()));
    const give_up = (): void => reject(signal?.reason as Error);
    if (signal?.aborted) give_up();
    signal?.addEventListener("abort", give_up);
    stop = () => {
      cancel();
      signal?.removeEventListener("abort", give_up);
    };
  });
  try {
    return await Promise.race([wait, limit]);
  } finally {
    stop();
  }
}
