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

/** Awaits something for so many seconds; throws what `late` makes where it takes longer. `Infinity` is no limit. */
export async function within<T>(clock: Clock, seconds: number, wait: Promise<T>, late: () => Error): Promise<T> {
  if (seconds === Infinity) return wait;
  let stop = (): void => undefined;
  const limit = new Promise<never>((_, reject) => {
    stop = clock.after(seconds, () => reject(late()));
  });
  try {
    return await Promise.race([wait, limit]);
  } finally {
    stop();
  }
}
