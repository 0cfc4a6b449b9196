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
/** Awaits something as long as a limit allows; throws what `late` makes, or the signal's reason. `Infinity` is no limit. */
export async function within(clock, wait, { seconds, late, signal }) {
    if (seconds === Infinity && signal === undefined)
        return wait;
    let stop = () => undefined;
    const limit = new Promise((_, reject) => {
        const cancel = seconds === Infinity ? stop : clock.after(seconds, () => reject(late()));
        const give_up = () => reject(signal?.reason);
        if (signal?.aborted)
            give_up();
        signal?.addEventListener("abort", give_up);
        stop = () => {
            cancel();
            signal?.removeEventListener("abort", give_up);
        };
    });
    try {
        return await Promise.race([wait, limit]);
    }
    finally {
        stop();
    }
}
