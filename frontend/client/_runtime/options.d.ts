import { type Clock } from "./clock.js";
import type { Overflow } from "./inbox.js";
import { type ReconnectPolicy } from "./life.js";
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
export declare const DEFAULT_OPTIONS: ClientOptions;
/** Options of which each has a value; throws RangeError for one that can't be. */
export declare function checked(given: Partial<ClientOptions>): ClientOptions;
