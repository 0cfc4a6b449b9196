import { type Ending } from "./errors.js";
import type { Protocol } from "./protocol.js";
import { Session, type UnknownPolicy } from "./session.js";
import type { ClientState } from "./state.js";
import { Topics } from "./topics.js";
/** How fast a client connects again; times are in seconds. The wait is a random part of a ceiling. */
export interface ReconnectPolicy {
    readonly first: number;
    readonly factor: number;
    readonly most: number;
    /** A connection that lived so long was stable: the next wait begins anew. */
    readonly stable: number;
}
/** What a client's user decides about its life; without `reconnect` a lost connection is the end. */
export interface LifeSettings {
    readonly reconnect: ReconnectPolicy | null;
    readonly reconnect_on: readonly number[];
    readonly can_refresh: boolean;
    readonly unknown: UnknownPolicy;
    readonly max_frame_bytes: number;
    /** Gives a random number from 0 to 1. */
    readonly random: () => number;
}
/** Connect again `delay` seconds from now; where `refresh` is set, ask for new arguments first. */
export interface Again {
    readonly delay: number;
    readonly refresh: boolean;
}
/** Nothing more is tried; makes the exception that everybody gets who waits, or asks later. */
export type Over = () => Error;
/** After so many intervals of the server's pings without any frame the connection is taken for dead. */
export declare const SILENT_INTERVALS = 2;
/**
 * Outlives connections: knows what is subscribed to, whether to connect again and when, and when one is dead. It neither
 * waits nor looks at a clock; times are in seconds.
 */
export declare class Life {
    #private;
    readonly topics: Topics;
    session: Session | null;
    state: ClientState;
    constructor(protocol: Protocol, settings: LifeSettings, on_state: (state: ClientState) => void);
    /** Opens the client, for the first time or again; throws Error where it is open. */
    begin(): void;
    /** Takes a connection that was just opened, and gives its session; `epoch` is as of SessionSettings. */
    attempt(now: number, epoch: number): Session;
    /** What must leave on the new connection before all else: what introduces the client, then the open topics. */
    first_frames(now: number, greeting: readonly [string, unknown] | null): Generator<string>;
    /** Takes note that the first frames have left: the client is live. */
    ready(now: number): void;
    /** Says what follows an attempt that failed; the first one of all is never repeated. */
    failed(error: Error): Again | Over;
    /** Says what follows the end of a connection that was ready: what was under way on it fails now. */
    lost(ending: Ending, now: number): Again | Over;
    /** Says what follows a hook for new arguments that failed: it is asked again where that may pass. */
    refresh_failed(error: Error): Again | Over;
    /** Ends the client as its user wishes. What waits is told, subscriptions just end. */
    close(): void;
    /** The exception for a call that is made now; null where the client is open, or never was. */
    refusal(): Error | null;
    /** Whether the server sends pings, so that silence says something. */
    get is_watched(): boolean;
    /**
     * Looks whether a connection is alive: the seconds until the next look, or the end of a dead one. A look that comes
     * much too late says that this whole page stood still: then it gets a moment, since frames may be waiting.
     */
    watch(session: Session, now: number): number | Ending;
}
/** What suits most. */
export declare const DEFAULT_RECONNECT: ReconnectPolicy;
