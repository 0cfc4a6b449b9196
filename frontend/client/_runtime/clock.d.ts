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
export declare const SYSTEM_CLOCK: Clock;
/** Resolves after so many seconds. */
export declare function sleep(clock: Clock, seconds: number): Promise<void>;
/** How long something is awaited: `late` makes what is thrown after `seconds`, `signal` gives it up before. */
export interface Limit {
    readonly seconds: number;
    readonly late: () => Error;
    readonly signal?: AbortSignal | undefined;
}
/** Awaits something as long as a limit allows; throws what `late` makes, or the signal's reason. `Infinity` is no limit. */
export declare function within<T>(clock: Clock, wait: Promise<T>, { seconds, late, signal }: Limit): Promise<T>;
