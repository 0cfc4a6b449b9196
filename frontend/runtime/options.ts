import { type Clock, SYSTEM_CLOCK } from "./clock.js";
import type { Overflow } from "./inbox.js";
import { DEFAULT_RECONNECT, type ReconnectPolicy } from "./life.js";
import type { Arguments } from "./opening.js";
import type { Fault } from "./schema.js";
import type { UnknownPolicy } from "./session.js";

/** A frame that crossed the wire, for those who watch: `message` is null where it is none that is known. */
export interface Frame {
  readonly direction: "client → server" | "server → client";
  readonly text: string;
  readonly message: string | null;
  readonly fault: Fault | null;
  /** False for a frame of a message, or a version, that this client doesn't know. */
  readonly is_known: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What a client needs of a WebSocket. */
export type WebSocketClass = new (url: string, protocols?: string[]) => WebSocket;

/** Settings of a client; times are in seconds, `Infinity` is no limit. */
export interface ClientOptions {
  /** For each attempt to connect. */
  readonly connect_timeout: number;
  /** The wait for a reply; of a call without one, for a connection. */
  readonly request_timeout: number;
  /** The longest silence inside a stream of replies. */
  readonly stream_timeout: number;
  /** For the closing handshake. */
  readonly close_timeout: number;
  /** Messages of a topic that may wait to be read; what a full queue does is `overflow`. */
  readonly topic_queue: number;
  /** Replies of a stream that may wait to be read; a full queue ends the stream with QueueOverflow. */
  readonly reply_queue: number;
  /** Bytes on the wire that may wait in each of these queues. */
  readonly queue_bytes: number;
  readonly overflow: Overflow;
  /** Of frames of a message that this client doesn't know: `ignore` counts them, and hands them to `on_unknown`; `error`
   * answers with an error message where clients may send one; `close` ends the connection with 4002. */
  readonly unknown: UnknownPolicy;
  /** A frame of more bytes is refused: close 4009. */
  readonly max_frame_bytes: number;
  /** What is offered instead of the document's subprotocols. */
  readonly subprotocols: readonly string[] | null;
  /** How fast a lost connection is made again; without it (null) the client is closed then. */
  readonly reconnect: ReconnectPolicy | null;
  /** Further close codes of the service's own after which connecting again makes sense. */
  readonly reconnect_on: readonly number[];
  /** Gives new arguments when the server refused the token with 4401: once, and again after a stable connection. */
  readonly refresh: ((given: Arguments) => Arguments | Promise<Arguments>) | null;
  /** Is told of each frame that crosses the wire. */
  readonly on_frame: ((frame: Frame) => void) | null;
  readonly WebSocket: WebSocketClass | null;
  readonly clock: Clock;
  /** Gives a random number from 0 to 1. */
  readonly random: () => number;
}

/** What suits most. */
export const DEFAULT_OPTIONS: ClientOptions = {
  connect_timeout: 10,
  request_timeout: 10,
  stream_timeout: 60,
  close_timeout: 10,
  topic_queue: 1000,
  reply_queue: 1000,
  queue_bytes: 1024 * 1024,
  overflow: "drop_oldest",
  unknown: "ignore",
  max_frame_bytes: 1024 * 1024,
  subprotocols: null,
  reconnect: DEFAULT_RECONNECT,
  reconnect_on: [],
  refresh: null,
  on_frame: null,
  WebSocket: null,
  clock: SYSTEM_CLOCK,
  random: Math.random,
};

/** Options of which each has a value; throws RangeError for one that can't be. */
export function checked(given: Partial<ClientOptions>): ClientOptions {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const options: ClientOptions = { ...DEFAULT_OPTIONS, ...(Object.fromEntries(named) as Partial<ClientOptions>) };
  for (const name of ["connect_timeout", "request_timeout", "stream_timeout", "close_timeout"] as const) {
    if (!(options[name] > 0)) throw new RangeError(`the option ${name} must be more than 0 seconds`);
  }
  for (const name of ["topic_queue", "reply_queue", "queue_bytes", "max_frame_bytes"] as const) {
    if (!(options[name] >= 1)) throw new RangeError(`the option ${name} must be at least 1`);
  }
  if (options.reconnect_on.includes(1000)) {
    throw new RangeError("the option reconnect_on can't have 1000: it says that the server is done");
  }
  const { first, factor, most, stable } = options.reconnect ?? DEFAULT_RECONNECT;
  if (!(first > 0 && first <= most && most < Infinity && factor >= 1 && stable >= 0)) {
    throw new RangeError("the option reconnect needs 0 < first <= most, factor >= 1 and stable >= 0");
  }
  return options;
}
