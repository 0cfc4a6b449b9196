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
/** Awaits something for so many seconds; throws what `late` makes where it takes longer. `Infinity` is no limit. */
export declare function within<T>(clock: Clock, seconds: number, wait: Promise<T>, late: () => Error): Promise<T>;
