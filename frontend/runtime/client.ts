/// <reference lib="esnext.disposable" preserve="true" />
import { within } from "./clock.js";
import { Closed, TimedOut } from "./errors.js";
import { Inbox } from "./inbox.js";
import { type CloseEvent, Keeper, type Live } from "./keeper.js";
import { Listeners } from "./listeners.js";
import type { Arguments } from "./opening.js";
import { type ClientOptions, checked } from "./options.js";
import { type Channel, type Protocol, address_of } from "./protocol.js";
import type { Received } from "./reading.js";
import type { ClientState } from "./state.js";
import { ReplyStream, Subscription } from "./streams.js";

/** The seconds that a call may take, what gives it up, and the address in its envelope where the payload doesn't tell. */
export interface CallOptions {
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly topic?: string | null | undefined;
}

/** What gives the first message's name and payload; null for none. */
export type Greeting = () => readonly [name: string, payload: unknown] | null;

/** A client's side of a connection that comes back when it is lost: the base of every generated client. */
export class Client {
  /** How many frames were ignored that are no message of this protocol; a newer server may send some. */
  unknown_frames = 0;
  #keeper: Keeper;
  #options: ClientOptions;
  #on_unknown = new Listeners<[frame: unknown, reason: string]>();
  #on_error = new Listeners<[error: unknown, text: string]>();

  /**
   * Nothing is opened before `connect`. Throws RangeError for an option that can't be.
   *
   * `greeting` makes the message by which a client says who it is, before all else, for each connection.
   */
  constructor(
    protocol: Protocol,
    url: string,
    given: Arguments = {},
    options: Partial<ClientOptions> = {},
    greeting: Greeting | null = null,
  ) {
    this.#options = checked(options);
    this.#keeper = new Keeper(protocol, url, given, this.#options, greeting ?? (() => null));
    this.#keeper.on_notice.add((notice) => {
      if (notice.kind === "unknown") {
        this.unknown_frames += 1;
        this.#on_unknown.call(notice.frame, notice.reason);
      } else if (notice.kind === "error") {
        if (this.#on_error.is_empty) console.warn(`the server sent an error: ${notice.text}`, notice.error);
        this.#on_error.call(notice.error, notice.text);
      }
    });
  }

  /** `connecting`, `live`, `stale` (lost, and to be connected again) or `closed`. */
  get state(): ClientState {
    return this.#keeper.life.state;
  }

  /** The subprotocol that the server chose; null where it chose none, or without a connection. */
  get subprotocol(): string | null {
    return this.#keeper.subprotocol;
  }

  /** Calls back with each new state; returns what ends that. */
  on_state(callback: (state: ClientState) => void): () => void {
    return this.#keeper.on_state.add(callback);
  }

  /** Calls back with the end of each connection that was live; returns what ends that. */
  on_close(callback: (event: CloseEvent) => void): () => void {
    return this.#keeper.on_close.add(callback);
  }

  /** Calls back with each error message that answers no request (else the page's console has it); returns what ends that. */
  on_error(callback: (error: unknown, text: string) => void): () => void {
    return this.#on_error.add(callback);
  }

  /** Calls back with each frame, as parsed, that is no message of this protocol; returns what ends that. */
  on_unknown(callback: (frame: unknown, reason: string) => void): () => void {
    return this.#on_unknown.add(callback);
  }

  /** Opens the connection; throws Unreachable, TimedOut, or RangeError for an argument that can't be used. */
  async connect(): Promise<this> {
    await this.#keeper.open();
    return this;
  }

  /** Closes the connection (1000); what waits ends. Closing twice does nothing. */
  async close(): Promise<void> {
    await this.#keeper.close();
  }

  /** The same as `close`, at the end of the block that says `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Sends any text as it is, unchecked: for tools and tests. Throws TimedOut or Closed. */
  async send_text(text: string): Promise<void> {
    const live = await this.#connected("the frame");
    await this.#keeper.write(live, text, "the frame");
  }

  /** Sends a message that no reply is awaited for; throws InvalidMessage, TimedOut or Closed. */
  protected async _send(name: string, payload: unknown, options: CallOptions = {}): Promise<void> {
    const { topic } = options;
    const live = await this.#connected(name, options);
    await this.#keeper.write(live, live.session.send(name, payload, this.#now(), topic ?? null), name);
  }

  /** Sends a request and gives its reply; throws InvalidMessage, RequestFailed, TimedOut or Closed. */
  protected async _request<T>(name: string, payload: unknown, options: CallOptions = {}): Promise<T> {
    const seconds = options.timeout ?? this.#options.request_timeout;
    const until = this.#now() + seconds;
    const inbox = new Inbox<Received>(1, "fail");
    const abandon = await this.#begin(name, payload, inbox, { ...options, timeout: seconds });
    try {
      const late = (): Error => too_late(`no reply to ${name}`, seconds);
      const limit = { seconds: until - this.#now(), late, signal: options.signal };
      const answered = await within(this.#options.clock, inbox.next(), limit);
      if (answered.done) throw this.#keeper.life.refusal() ?? late();
      return answered.value.payload as T;
    } finally {
      abandon();
    }
  }

  /** Makes the stream of a request's replies, which sends the request at its first use. */
  protected _stream<T>(name: string, payload: unknown, options: CallOptions = {}): ReplyStream<T> {
    const seconds = options.timeout ?? this.#options.stream_timeout;
    const inbox = new Inbox<Received>(this.#options.reply_queue, "fail", this.#options.queue_bytes);
    const late = (): Error => too_late(`no further reply to ${name}`, seconds);
    return new ReplyStream<T>(
      inbox,
      () => this.#begin(name, payload, inbox, { ...options, timeout: seconds }),
      (waiting) => within(this.#options.clock, waiting.next(), { seconds, late, signal: options.signal }),
    );
  }

  /** Makes the subscription of one topic; throws RangeError for parameters that can't stand in its address. */
  protected _subscription<T>(channel: Channel, parameters: { readonly [name: string]: unknown } = {}): Subscription<T> {
    const address = address_of(channel, parameters);
    const inbox = this.#topic_inbox();
    return new Subscription<T>(
      address,
      inbox,
      () => this.#open_topic(channel.name, address, inbox),
      () => this.#close_topic(address, inbox),
    );
  }

  /** Makes the subscription of all that answers no request: for a connection without topics. */
  protected _messages<T>(): Subscription<T> {
    const inbox = this.#topic_inbox();
    const { topics } = this.#keeper.life;
    const open = async (): Promise<void> => {
      await this.#connected("the subscription of all messages");
      topics.open_rest(inbox);
    };
    return new Subscription<T>("all messages", inbox, open, () => topics.close_rest(inbox));
  }

  #topic_inbox(): Inbox<Received> {
    const { topic_queue, overflow, queue_bytes } = this.#options;
    return new Inbox(topic_queue, overflow, queue_bytes);
  }

  async #begin(name: string, payload: unknown, inbox: Inbox<Received>, options: CallOptions): Promise<() => void> {
    const live = await this.#connected(name, options);
    const { topic } = options;
    const [pending, text] = live.session.request(name, payload, inbox, this.#now(), topic ?? null);
    const abandon = (): void => live.session.abandon(pending, this.#now());
    try {
      await this.#keeper.write(live, text, name);
    } catch (error) {
      abandon();
      throw error;
    }
    return abandon;
  }

  async #open_topic(channel: string, address: string, inbox: Inbox<Received>): Promise<void> {
    const live = await this.#connected(`the subscription of ${address}`);
    const { topics } = this.#keeper.life;
    if (!topics.open(channel, address, inbox)) return;
    try {
      const text = live.session.subscribe(address, this.#now());
      // Where the connection is lost now, it is among the topics that the next one begins with.
      if (text !== null) await this.#keeper.write(live, text, `the subscription of ${address}`).catch(unless_lost);
      if (live.session.is_acknowledged(address)) await this.#acknowledged(address, topics.answer(address));
    } catch (error) {
      this.#close_topic(address, inbox);
      throw error;
    }
  }

  /** Waits for the server's answer to a subscription; throws SubscriptionRefused, TimedOut or Closed. */
  async #acknowledged(address: string, answer: Inbox<Received> | null): Promise<void> {
    const seconds = this.#options.request_timeout;
    const late = (): Error => too_late(`no answer to the subscription of ${address}`, seconds);
    if (answer === null) return;
    const answered = await within(this.#options.clock, answer.next(), { seconds, late });
    if (answered.done) throw this.#keeper.life.refusal() ?? late();
  }

  #close_topic(address: string, inbox: Inbox<Received>): void {
    const { topics, session } = this.#keeper.life;
    if (topics.close(address, inbox) && session) this.#keeper.post(session.unsubscribe(address, this.#now()));
  }

  #connected(what: string, { timeout, signal }: CallOptions = {}): Promise<Live> {
    return this.#keeper.connected(what, timeout ?? this.#options.request_timeout, signal);
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

function too_late(what: string, seconds: number): TimedOut {
  return new TimedOut(`${what} within ${seconds} s: give a longer timeout, or retry`);
}

function unless_lost(error: unknown): void {
  if (!(error instanceof Closed)) throw error;
}
