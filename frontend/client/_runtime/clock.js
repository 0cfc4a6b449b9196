/** The browser's own time. */
export const SYSTEM_CLOCK = {
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
export function sleep(clock, seconds) {
    return new Promise((resolve) => void clock.after(seconds, resolve));
}
/** Awaits something for so many seconds; throws what `late` makes where it takes longer. `Infinity` is no limit. */
export async function within(clock, seconds, wait, late) {
    if (seconds === Infinity)
        return wait;
    let stop = () => undefined;
    const limit = new Promise((_, reject) => {
        stop = clock.after(seconds, () => reject(late()));
    });
    try {
        return await Promise.race([wait, limit]);
    }
    finally {
        stop();
    }
}
