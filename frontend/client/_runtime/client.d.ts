/// <reference lib="esnext.disposable" preserve="true" />
import { type CloseEvent } from "./keeper.js";
import type { Arguments } from "./opening.js";
import { type ClientOptions } from "./options.js";
import { type Channel, type Protocol } from "./protocol.js";
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
export declare class Client {
    #private;
    /** How many frames were ignored that are no message of this protocol; a newer server may send some. */
    unknown_frames: number;
    /**
     * Nothing is opened before `connect`. Throws RangeError for an option that can't be.
     *
     * `greeting` makes the message by which a client says who it is, before all else, for each connection.
     */
    constructor(protocol: Protocol, url: string, given?: Arguments, options?: Partial<ClientOptions>, greeting?: Greeting | null);
    /** `connecting`, `live`, `stale` (lost, and to be connected again) or `closed`. */
    get state(): ClientState;
    /** The subprotocol that the server chose; null where it chose none, or without a connection. */
    get subprotocol(): string | null;
    /** Calls back with each new state; returns what ends that. */
    on_state(callback: (state: ClientState) => void): () => void;
    /** Calls back with the end of each connection that was live; returns what ends that. */
    on_close(callback: (event: CloseEvent) => void): () => void;
    /** Calls back with each error message that answers no request (else the page's console has it); returns what ends that. */
    on_error(callback: (error: unknown, text: string) => void): () => void;
    /** Calls back with each frame, as parsed, that is no message of this protocol; returns what ends that. */
    on_unknown(callback: (frame: unknown, reason: string) => void): () => void;
    /** Opens the connection; throws Unreachable, TimedOut, or RangeError for an argument that can't be used. */
    connect(): Promise<this>;
    /** Closes the connection (1000); what waits ends. Closing twice does nothing. */
    close(): Promise<void>;
    /** The same as `close`, at the end of the block that says `await using`. */
    [Symbol.asyncDispose](): Promise<void>;
    /** Sends any text as it is, unchecked: for tools and tests. Throws TimedOut or Closed. */
    send_text(text: string): Promise<void>;
    /** Sends a message that no reply is awaited for; throws InvalidMessage, TimedOut or Closed. */
    protected _send(name: string, payload: unknown, options?: CallOptions): Promise<void>;
    /** Sends a request and gives its reply; throws InvalidMessage, RequestFailed, TimedOut or Closed. */
    protected _request<T>(name: string, payload: unknown, options?: CallOptions): Promise<T>;
    /** Makes the stream of a request's replies, which sends the request at its first use. */
    protected _stream<T>(name: string, payload: unknown, options?: CallOptions): ReplyStream<T>;
    /** Makes the subscription of one topic; throws RangeError for parameters that can't stand in its address. */
    protected _subscription<T>(channel: Channel, parameters?: {
        readonly [name: string]: unknown;
    }): Subscription<T>;
    /** Makes the subscription of all that answers no request: for a connection without topics. */
    protected _messages<T>(): Subscription<T>;
}
