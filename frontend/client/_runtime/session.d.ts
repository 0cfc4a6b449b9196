import { type Ending } from "./errors.js";
import { Inbox } from "./inbox.js";
import { type Protocol, type Route } from "./protocol.js";
import { type Received, type Refused } from "./reading.js";
import { Pending } from "./replies.js";
import type { Fault } from "./schema.js";
import type { Topics } from "./topics.js";
/** What is done about a frame of no message that is known here: count and tell it, answer with an error, close 4002. */
export type UnknownPolicy = "ignore" | "error" | "close";
/** What a session goes by; `epoch` is what must be added to the times it is given to get seconds since the epoch. */
export interface SessionSettings {
    readonly epoch: number;
    readonly unknown: UnknownPolicy;
    readonly max_frame_bytes: number;
}
/** What must be done about a frame. */
export type Effect = {
    readonly kind: "send";
    readonly text: string;
} | {
    readonly kind: "close";
    readonly ending: Ending;
} | {
    readonly kind: "unknown";
    readonly frame: unknown;
    readonly reason: string;
} | {
    readonly kind: "error";
    readonly error: unknown;
    readonly text: string;
};
/** What a frame was: for those who watch. */
export interface Verdict {
    readonly message: string | null;
    readonly fault: Fault | null;
    readonly is_known: boolean;
}
/** What comes of a frame: what to do, and what it was. */
export interface Taken {
    readonly effects: readonly Effect[];
    readonly verdict: Verdict;
}
/**
 * The client's side of one connection: frames and the time in; frames, closes and notices out. It neither waits nor
 * looks at a clock. Times are in seconds.
 */
export declare class Session {
    #private;
    /** When the last frame came; who opens the connection sets it at first. */
    heard_at: number;
    constructor(protocol: Protocol, topics: Topics, settings: SessionSettings);
    /** The route of a message that clients send; throws RangeError where there is none of that name. */
    route(name: string): Route;
    /** Writes a message that no reply is awaited for; throws InvalidMessage. */
    send(name: string, payload: unknown, now: number, topic?: string | null): string;
    /** Writes a request and awaits its replies in the inbox; throws InvalidMessage. */
    request(name: string, payload: unknown, inbox: Inbox<Received>, now: number, topic?: string | null): readonly [Pending, string];
    /** Gives a request up: what still answers it is swallowed. */
    abandon(pending: Pending, now: number): void;
    /** Whether the server answers subscriptions to an address. */
    is_acknowledged(address: string): boolean;
    /** Writes the subscribe message for an address; null where the protocol has none, or where everyone is on it. */
    subscribe(address: string, now: number): string | null;
    /** Writes the unsubscribe message for an address; null where `subscribe` gives none. */
    unsubscribe(address: string, now: number): string | null;
    /** Takes one frame: its message goes into the inboxes it belongs to, and what else must be done is returned. */
    receive(data: unknown, now: number): Taken;
    /** Fails every request under way: the connection is gone. */
    end(ending: Ending): void;
}
/** What a frame was, for those who watch. */
export declare function verdict_of(read: Received | Refused): Verdict;
