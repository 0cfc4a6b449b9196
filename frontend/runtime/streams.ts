/// <reference lib="esnext.disposable" preserve="true" />
import type { Inbox } from "./inbox.js";
import { Listeners } from "./listeners.js";
import type { Received } from "./reading.js";

/**
 * The replies of one request, as they come: iterate it; leaving the loop early, or `close`, gives the request up.
 *
 * The request is sent at the first use. The iteration ends by itself after the last reply. It throws RequestFailed where
 * the server answers with an error, TimedOut after too long a silence, Closed where the connection ends.
 */
export class ReplyStream<T> implements AsyncIterableIterator<T, undefined> {
  /** What came with the reply that was taken last: the whole frame, its request id and topic. */
  received: Received | null = null;
  #begun: Promise<() => void> | null = null;
  #done = false;

  constructor(
    private readonly inbox: Inbox<Received>,
    /** Sends the request; gives what gives it up. */
    private readonly begin: () => Promise<() => void>,
    private readonly next_in_time: (inbox: Inbox<Received>) => Promise<IteratorResult<Received, undefined>>,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next reply. */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#done) return { done: true, value: undefined };
    try {
      await (this.#begun ??= this.begin());
      const taken = await this.next_in_time(this.inbox);
      if (taken.done) {
        this.#done = true;
        return taken;
      }
      this.received = taken.value;
      return { done: false, value: taken.value.payload as T };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Gives the request up: replies that still come are thrown away. Nothing where it has ended. */
  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    this.inbox.end();
    (await this.#begun?.catch(() => null))?.();
  }

  /** The same as `close`, at the end of the block that says `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async return(): Promise<IteratorResult<T, undefined>> {
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
export class Subscription<T> implements AsyncIterableIterator<T, undefined> {
  /** What came with the message that was taken last: the whole frame, its request id and topic. */
  received: Received | null = null;
  #opened: Promise<void> | null = null;
  #on_gap = new Listeners<[subscription: Subscription<T>]>();
  #done = false;

  constructor(
    readonly address: string,
    private readonly inbox: Inbox<Received>,
    private readonly subscribe: () => Promise<void>,
    private readonly unsubscribe: () => void,
  ) {}

  /** How often messages may be missing before the one that was taken last: once for each lost connection. */
  get gaps(): number {
    return this.inbox.gaps;
  }

  /** How many messages the full queue has thrown away. */
  get dropped(): number {
    return this.inbox.dropped;
  }

  /** Calls back when the subscription is live again after a lost connection; returns what ends that. */
  on_gap(callback: (subscription: Subscription<T>) => void): () => void {
    this.inbox.resumed = () => this.#on_gap.call(this);
    return this.#on_gap.add(callback);
  }

  /** Subscribes now, and gives this subscription when the server has been told; iterating does it too. */
  async open(): Promise<this> {
    if (this.#done) throw new Error(`this subscription of ${this.address} is over: ask the client for another one`);
    await (this.#opened ??= this.subscribe());
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next message; done where the client, or this subscription, was closed. */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#done) return { done: true, value: undefined };
    try {
      await this.open();
      const taken = await this.inbox.next();
      if (taken.done) {
        this.close();
        return taken;
      }
      this.received = taken.value;
      return { done: false, value: taken.value.payload as T };
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Ends it: the server is told where nobody else here uses the topic. */
  close(): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#opened) this.unsubscribe();
    this.inbox.end();
  }

  /** The same as `close`, at the end of the block that says `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }
}
