import { type Closed, type Ending } from "./errors.js";
import { Life } from "./life.js";
import { Listeners } from "./listeners.js";
import { type Arguments } from "./opening.js";
import type { ClientOptions } from "./options.js";
import type { Protocol } from "./protocol.js";
import { type Effect, type Session } from "./session.js";
import type { ClientState } from "./state.js";
/** How a connection ended: `meaning` is what the document says of the code, `returns` says whether there is another. */
export interface CloseEvent extends Ending {
    readonly meaning: string;
    readonly returns: boolean;
    /** The exception of the code's class. */
    readonly error: Closed;
}
/** A connection that frames can be sent on. */
export interface Live {
    readonly session: Session;
    readonly socket: WebSocket;
}
/** Moves what a Life decides: opens sockets and closes them, waits, and never has more than one. */
export declare class Keeper {
    #private;
    readonly protocol: Protocol;
    readonly url: string;
    private given;
    readonly options: ClientOptions;
    readonly greeting: () => readonly [string, unknown] | null;
    readonly life: Life;
    readonly on_state: Listeners<[state: ClientState]>;
    readonly on_close: Listeners<[event: CloseEvent]>;
    readonly on_notice: Listeners<[notice: Effect]>;
    constructor(protocol: Protocol, url: string, given: Arguments, options: ClientOptions, greeting: () => readonly [string, unknown] | null);
    /** What the server chose of the subprotocols that were offered; null without a connection. */
    get subprotocol(): string | null;
    /** Opens the first connection; throws what keeps it from being opened. */
    open(): Promise<void>;
    /** Ends all, with the closing handshake where there is a connection. */
    close(): Promise<void>;
    /** The live connection, waiting for one where it was lost; throws TimedOut where there is none in time. */
    connected(what: string, seconds: number, signal?: AbortSignal): Promise<Live>;
    /** Sends a frame on a live connection, waiting while the browser's buffer is full; throws RequestLost. */
    write(live: Live, text: string, request: string): Promise<void>;
    /** Sends a frame now, where there is a connection. */
    post(text: string | null): void;
}
