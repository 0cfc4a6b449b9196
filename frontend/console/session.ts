import type { Ended, Watched } from "../elements/watched.js";
import { type Message, type Protocol, routes_of } from "../runtime/protocol.js";
import { Reader, is_refused } from "../runtime/reading.js";
import type { Fault } from "../runtime/schema.js";
import type { ClientState } from "../runtime/state.js";
import type { Direction, PageConnection, PageMessage, PageTopic } from "./page.js";
import { valueAt } from "./places.js";
import type { Frame, Verdict } from "./recording.js";
import type { Json } from "./shape.js";
import { UsedIds } from "./used_ids.js";

/** One frame as the generated client shows it. */
export interface Seen {
  readonly direction: Direction;
  readonly text: string;
  readonly message: string | null;
  readonly fault: Fault | null;
  readonly is_known: boolean;
  readonly at: number;
}

/** What the console uses of a generated client, besides its methods for messages and topics. */
export interface Client extends Watched {
  connect(): Promise<unknown>;
  close(): Promise<void>;
  send_text(text: string): Promise<void>;
}

/** A generated client's class, with what it knows of its protocol. */
export interface ClientClass {
  readonly protocol: Protocol;
  new (url: string, given: Readonly<Record<string, unknown>>, options: { on_frame: (seen: Seen) => void }): Client;
}

/** A request that was made by the client's own method, and what became of it. */
export interface Call {
  readonly id: number;
  readonly name: string;
  readonly status: "waiting" | "streaming" | "complete" | "failed" | "sent";
  readonly count: number;
  readonly text: string;
}

/** A topic that is subscribed to. */
export interface Open {
  readonly address: string;
  readonly count: number;
  readonly close: () => void;
}

/** A frame of the log with a number of its own. */
export interface Entry extends Frame {
  readonly id: number;
}

const MOST_FRAMES = 5000;
const MOST_CALLS = 20;

/** One connection of the console: the generated client, all that crossed it, what was asked and what is subscribed. */
export class Session {
  client: Client | null = null;
  entries: readonly Entry[] = [];
  calls: readonly Call[] = [];
  open: readonly Open[] = [];
  trouble = "";
  readonly #watchers = new Set<() => void>();
  readonly #followers = new Set<(client: Client) => void>();
  #told = false;
  #ids = 0;
  readonly ids: UsedIds;
  readonly #reader: Reader;

  constructor(
    readonly connection: PageConnection,
    readonly clientClass: ClientClass,
  ) {
    this.#reader = new Reader(clientClass.protocol.client_to_server);
    this.ids = new UsedIds(this.#reader);
  }

  get state(): ClientState {
    return this.client?.state ?? "closed";
  }

  /** Calls back a moment after something has changed, once for many changes; returns what ends that. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Calls back with each new client before it connects, so that nothing of it is missed; returns what ends that. */
  follow(follower: (client: Client) => void): () => void {
    this.#followers.add(follower);
    if (this.client !== null) follower(this.client);
    return () => this.#followers.delete(follower);
  }

  /** Opens a connection with a new client; `trouble` says why there is none. */
  async connect(url: string, given: Readonly<Record<string, unknown>>): Promise<void> {
    this.trouble = "";
    this.calls = [];
    this.ids.clear();
    try {
      const client = new this.clientClass(url, given, { on_frame: (seen) => this.#log(seen) });
      client.on_state(() => this.#changed());
      client.on_close((ended) => this.#ended(ended));
      this.client = client;
      for (const follower of [...this.#followers]) follower(client);
      this.#changed();
      await client.connect();
    } catch (error) {
      this.trouble = wordsOf(error);
    }
    this.#changed();
  }

  /** Closes the connection; nothing where there is none. */
  async disconnect(): Promise<void> {
    await this.client?.close();
    this.open = [];
    this.#changed();
  }

  /** Sends a text as it is, valid or not. */
  async sendText(text: string): Promise<void> {
    this.ids.note(text);
    try {
      await this.client?.send_text(text);
      this.trouble = "";
    } catch (error) {
      this.trouble = wordsOf(error);
    }
    this.#changed();
  }

  /** Says whether the generated client has a method for a message or a topic. */
  has(method: string | null): boolean {
    return method !== null && typeof Reflect.get(this.clientClass.prototype as object, method) === "function";
  }

  /** Why the protocol refuses a frame as this message; undefined where it doesn't. */
  fault(message: PageMessage, frame: Json): Fault | undefined {
    return this.#message(message)?.validate(frame);
  }

  /** Sends a message by the generated client's own method, and follows what answers it. */
  async call(message: PageMessage, frame: Json): Promise<void> {
    const id = ++this.#ids;
    this.ids.note(JSON.stringify(frame));
    const streams = message.reply !== null && "items" in message.reply;
    const call: Call = { id, name: message.method ?? message.wire, status: "waiting", count: 0, text: "" };
    this.calls = [...this.calls, call].slice(-MOST_CALLS);
    this.#changed();
    try {
      const answer: unknown = this.#invoke(message.method, valueAt(frame, message.data) ?? {}, this.#topicOf(message, frame));
      if (streams) await this.#pass(id, answer as AsyncIterable<unknown>);
      else this.#become(id, { status: message.reply ? "complete" : "sent", text: pretty(await answer), count: message.reply ? 1 : 0 });
    } catch (error) {
      this.#become(id, { status: "failed", text: wordsOf(error) });
    }
  }

  /** Subscribes to a topic by the generated client's own method, until `close` of the entry in `open`. */
  async subscribe(topic: PageTopic, given: Readonly<Record<string, unknown>>, address: string): Promise<void> {
    if (this.open.some((each) => each.address === address)) return;
    const set = (entry: Open | null): void => {
      const others = this.open.filter((each) => each.address !== address);
      this.open = entry === null ? others : [...others, entry];
      this.#changed();
    };
    try {
      const subscription = this.#invoke(topic.method, given) as AsyncIterable<unknown> & { close(): void };
      let count = 0;
      const close = (): void => {
        subscription.close();
        set(null);
      };
      set({ address, count, close });
      for await (const _event of subscription) {
        count += 1;
        if (this.open.some((each) => each.address === address)) set({ address, count, close });
      }
    } catch (error) {
      this.trouble = wordsOf(error);
    }
    set(null);
  }

  /** Forgets the frames. */
  clear(): void {
    this.entries = [];
    this.#changed();
  }

  /** The address in a frame's envelope, which the client is told beside the payload. */
  #topicOf(message: PageMessage, frame: Json): { readonly topic?: string } {
    const path = this.#message(message)?.envelope?.topic;
    const topic = path ? valueAt(frame, path) : undefined;
    return typeof topic === "string" ? { topic } : {};
  }

  #message(message: PageMessage): Message | undefined {
    const routes = routes_of(this.clientClass.protocol.client_to_server);
    return routes.find((each) => each.message.name === message.wire)?.message;
  }

  #invoke(method: string | null, given: unknown, options?: object): unknown {
    const found: unknown = method === null || this.client === null ? null : Reflect.get(this.client, method);
    if (typeof found !== "function") throw new Error(`the client has no method ${method}`);
    return Reflect.apply(found, this.client, options === undefined ? [given] : [given, options]);
  }

  async #pass(id: number, stream: AsyncIterable<unknown>): Promise<void> {
    let count = 0;
    for await (const item of stream) {
      count += 1;
      this.#become(id, { status: "streaming", count, text: pretty(item) });
    }
    this.#become(id, { status: "complete", count });
  }

  #become(id: number, change: Partial<Call>): void {
    this.calls = this.calls.map((each) => (each.id === id ? { ...each, ...change } : each));
    this.#changed();
  }

  #log(seen: Seen): void {
    const { direction, text } = seen;
    const judged = direction === "client → server" ? this.#judged(text) : verdictOf(seen);
    const entry: Entry = { id: ++this.#ids, at: seen.at, direction, text, ...judged };
    this.entries = [...this.entries.slice(-(MOST_FRAMES - 1)), entry];
    this.#changed();
  }

  /** What leaves is judged as the server will: any text can be sent from here. */
  #judged(text: string): Judged {
    const read = this.#reader.read(text);
    if (!is_refused(read)) return { message: read.route.message.name, verdict: "valid", reason: "" };
    return { message: read.message, verdict: read.kind === "unknown" ? "unknown" : "invalid", reason: read.reason };
  }

  #ended(ended: Ended): void {
    if (this.state === "closed") this.open = [];
    if (ended.by_client) this.#changed();
  }

  #changed(): void {
    if (this.#told) return;
    this.#told = true;
    setTimeout(() => {
      this.#told = false;
      for (const watcher of [...this.#watchers]) watcher();
    }, 30);
  }
}

type Judged = { readonly message: string | null; readonly verdict: Verdict; readonly reason: string };

function verdictOf({ message, fault, is_known }: Seen): Judged {
  if (!is_known) return { message, verdict: "unknown", reason: "no message of this protocol" };
  if (fault === null) return { message, verdict: "valid", reason: "" };
  return { message, verdict: "invalid", reason: `${fault.at || "the frame itself"}: ${fault.message}` };
}

/** What an error says to a person. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pretty(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}
