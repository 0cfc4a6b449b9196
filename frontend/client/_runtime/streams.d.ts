/// <reference lib="esnext.disposable" preserve="true" />
import type { Inbox } from "./inbox.js";
import type { Received } from "./reading.js";
/**
 * The replies of one request, as they come: iterate it; leaving the loop early, or `close`, gives the request up.
 *
 * The request is sent at the first use. The iteration ends by itself after the last reply. It throws RequestFailed where
 * the server answers with an error, TimedOut after too long a silence, Closed where the connection ends.
 */
export declare class ReplyStream<T> implements AsyncIterableIterator<T, undefined> {
    #private;
    private readonly inbox;
    /** Sends the request; gives what gives it up. */
    private readonly begin;
    private readonly next_in_time;
    /** What came with the reply that was taken last: the whole frame, its request id and topic. */
    received: Received | null;
    constructor(inbox: Inbox<Received>, 
    /** Sends the request; gives what gives it up. */
    begin: () => Promise<() => void>, next_in_time: (inbox: Inbox<Received>) => Promise<IteratorResult<Received, undefined>>);
    [Symbol.asyncIterator](): this;
    /** The next reply. */
    next(): Promise<IteratorResult<T, undefined>>;
    /** Gives the request up: replies that still come are thrown away. Nothing where it has ended. */
    close(): Promise<void>;
    /** The same as `close`, at the end of the block that says `await using`. */
    [Symbol.asyncDispose](): Promise<void>;
    return(): Promise<IteratorResult<T, undefined>>;
}
/**
 * The messages of one topic: iterate it, which subscribes; leaving the loop, or `close`, ends the subscription.
 *
 * It lives on when a connection is lost and made again. What came meanwhile may be missing then: `gaps` counts that, and
 * `on_gap` tells it. `dropped` counts the messages that were thrown away because the queue was full.
 */
export declare class Subscription<T> implements AsyncIterableIterator<T, undefined> {
    #private;
    readonly address: string;
    private readonly inbox;
    private readonly subscribe;
    private readonly unsubscribe;
    /** What came with the message that was taken last: the whole frame, its request id and topic. */
    received: Received | null;
    constructor(address: string, inbox: Inbox<Received>, subscribe: () => Promise<void>, unsubscribe: () => void);
    /** How often messages may be missing before the one that was taken last: once for each lost connection. */
    get gaps(): number;
    /** How many messages the full queue has thrown away. */
    get dropped(): number;
    /** Calls back when the subscription is live again after a lost connection; returns what ends that. */
    on_gap(callback: (subscription: Subscription<T>) => void): () => void;
    /** Subscribes now, and gives this subscription when the server has been told; iterating does it too. */
    open(): Promise<this>;
    [Symbol.asyncIterator](): this;
    /** The next message; done where the client, or this subscription, was closed. */
    next(): Promise<IteratorResult<T, undefined>>;
    /** Ends it: the server is told where nobody else here uses the topic. */
    close(): void;
    /** The same as `close`, at the end of the block that says `await using`. */
    [Symbol.asyncDispose](): Promise<void>;
    return(): Promise<IteratorResult<T, undefined>>;
}
