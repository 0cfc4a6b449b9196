/** What a full queue does. */
export type Overflow = "drop_oldest" | "drop_newest" | "fail";
/**
 * Items in order of arrival, at most `limit` and together at most `max_bytes`, then an end: normal, or an error. One item
 * always finds room, or else what is larger than the queue could never be had.
 */
export declare class Inbox<T> {
    #private;
    readonly limit: number;
    readonly overflow: Overflow;
    readonly max_bytes: number;
    /** How many items were thrown away because the queue was full. */
    dropped: number;
    /** How many places were passed by `next` at which items may be missing. */
    gaps: number;
    /** Is called when a lost connection is back. */
    resumed: () => void;
    constructor(limit: number, overflow: Overflow, max_bytes?: number);
    /** Adds an item of so many bytes; false when the inbox had ended, or ends by this overflow. */
    put(item: T, size?: number): boolean;
    /** Remembers that items may be missing after those that are here. */
    mark_gap(): void;
    /** Lets nothing more in; after the last item `next` throws what `error` makes, or gives its end. */
    end(error?: (() => Error) | null): void;
    /** The next item, as soon as there is one; `done` at a normal end. Throws the error of another one. */
    next(): Promise<IteratorResult<T, undefined>>;
}
