import { Listeners } from "./listeners.js";
/**
 * The replies of one request, as they come: iterate it; leaving the loop early, or `close`, gives the request up.
 *
 * The request is sent at the first use. The iteration ends by itself after the last reply. It throws RequestFailed where
 * the server answers with an error, TimedOut after too long a silence, Closed where the connection ends.
 */
export class ReplyStream {
    inbox;
    begin;
    next_in_time;
    /** What came with the reply that was taken last: the whole frame, its request id and topic. */
    received = null;
    #begun = null;
    #done = false;
    constructor(inbox, 
    /** Sends the request; gives what gives it up. */
    begin, next_in_time) {
        this.inbox = inbox;
        this.begin = begin;
        this.next_in_time = next_in_time;
    }
    [Symbol.asyncIterator]() {
        return this;
    }
    /** The next reply. */
    async next() {
        if (this.#done)
            return { done: true, value: undefined };
        try {
            await (this.#begun ??= this.begin());
            const taken = await this.next_in_time(this.inbox);
            if (taken.done) {
                this.#done = true;
                return taken;
            }
            this.received = taken.value;
            return { done: false, value: taken.value.payload };
        }
        catch (error) {
            await this.close();
            throw error;
        }
    }
    /** Gives the request up: replies that still come are thrown away. Nothing where it has ended. */
    async close() {
        if (this.#done)
            return;
        this.#done = true;
        this.inbox.end();
        (await this.#begun?.catch(() => null))?.();
    }
    /** The same as `close`, at the end of the block that says `await using`. */
    [Symbol.asyncDispose]() {
        return this.close();
    }
    async return() {
        await this.close();
        return { done: true, value: undefined };
    }
}
/**
 * The messages of one topic: iterate it, which subscribes; leaving the loop, or `close`, ends the subscription.
 *
 * It lives on when a connection is lost and made again. What came meanwhile may be missing then: `gaps` counts that, and
 * `on_gap` tells it. `dropped` counts the messages that were thrown away because the queue was full.
 */
export class Subscription {
    address;
    inbox;
    subscribe;
    unsubscribe;
    /** What came with the message that was taken last: the whole frame, its request id and topic. */
    received = null;
    #opened = null;
    #on_gap = new Listeners();
    #done = false;
    constructor(address, inbox, subscribe, unsubscribe) {
        this.address = address;
        this.inbox = inbox;
        this.subscribe = subscribe;
        this.unsubscribe = unsubscribe;
    }
    /** How often messages may be missing before the one that was taken last: once for each lost connection. */
    get gaps() {
        return this.inbox.gaps;
    }
    /** How many messages the full queue has thrown away. */
    get dropped() {
        return this.inbox.dropped;
    }
    /** Calls back when the subscription is live again after a lost connection; returns what ends that. */
    on_gap(callback) {
        this.inbox.resumed = () => this.#on_gap.call(this);
        return this.#on_gap.add(callback);
    }
    /** Subscribes now, and gives this subscription when the server has been told; iterating does it too. */
    async open() {
        if (this.#done)
            throw new Error(`this subscription of ${this.address} is over: ask the client for another one`);
        await (this.#opened ??= this.subscribe());
        return this;
    }
    [Symbol.asyncIterator]() {
        return this;
    }
    /** The next message; done where the client, or this subscription, was closed. */
    async next() {
        if (this.#done)
            return { done: true, value: undefined };
        try {
            await this.open();
            const taken = await this.inbox.next();
            if (taken.done) {
                this.close();
                return taken;
            }
            this.received = taken.value;
            return { done: false, value: taken.value.payload };
        }
        catch (error) {
            this.close();
            throw error;
        }
    }
    /** Ends it: the server is told where nobody else here uses the topic. */
    close() {
        if (this.#done)
            return;
        this.#done = true;
        if (this.#opened)
            this.unsubscribe();
        this.inbox.end();
    }
    /** The same as `close`, at the end of the block that says `await using`. */
    [Symbol.asyncDispose]() {
        this.close();
        return Promise.resolve();
    }
    return() {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
    }
}
