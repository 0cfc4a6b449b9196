import type { Inbox } from "./inbox.js";
import { type Message, type One, type Stream } from "./protocol.js";
import type { Received, RequestId } from "./reading.js";
/** Seconds for which the late replies of a request that was given up are kept from the next one. */
export declare const ABANDONED_FOR = 60;
/** A frame of a stream that may not come now; the text says which, and after what. */
export declare class OutOfOrder extends Error {
}
/** One request under way: where its replies go, and how far its stream has come. */
export declare class Pending {
    #private;
    readonly request: string;
    readonly request_id: RequestId | null;
    /** The addresses that it went to, by channel. */
    readonly addresses: ReadonlyMap<string, string>;
    readonly inbox: Inbox<Received>;
    /** What was asked, where it may be needed to tell whose a reply is. */
    readonly payload: unknown;
    wanted: boolean;
    started: boolean;
    readonly expected: ReadonlySet<string>;
    readonly is_stream: boolean;
    constructor(request: string, reply: One | Stream, request_id: RequestId | null, 
    /** The addresses that it went to, by channel. */
    addresses: ReadonlyMap<string, string>, inbox: Inbox<Received>, 
    /** What was asked, where it may be needed to tell whose a reply is. */
    payload: unknown);
    /** Why the message may not come now; empty where it may. */
    fault(message: string): string;
    /** Whether the message answers this request, and may come now. */
    takes(message: string): boolean;
    /** Whether nothing more answers this request after the message. */
    is_last(message: string): boolean;
    /** Whether a frame belongs to another address of a channel that the request went to. */
    is_elsewhere(addresses: ReadonlyMap<string, string>): boolean;
    /** Whether a frame belongs to the very address that the request went to. */
    is_at(addresses: ReadonlyMap<string, string>): boolean;
}
/** A request that a frame answers, and whether it is over with this frame. */
export interface Answer {
    readonly pending: Pending;
    readonly last: boolean;
}
/** Where a frame belongs, whether any of its addresses is subscribed, and what it says. */
export interface Place {
    readonly addresses: ReadonlyMap<string, string>;
    readonly subscribed: boolean;
    readonly payload: unknown;
}
/**
 * The requests under way on one connection, in the order in which they were sent: a frame answers one by its request
 * id, else by channel parameters, else first in, first out.
 *
 * A request that was given up stays until its last reply, or for `ABANDONED_FOR` seconds: its replies are swallowed, so
 * that without ids they are not taken for the next request's.
 */
export declare class Replies {
    #private;
    /** Whether no request is under way. */
    get is_idle(): boolean;
    /** Begins a request; throws RangeError where one with its id is under way. */
    add(pending: Pending, now: number): void;
    /** Gives a request up: its replies are swallowed from now on. */
    abandon(pending: Pending, now: number): void;
    /** Forgets all requests, and gives those that still waited. */
    end(): readonly Pending[];
    /** Whether any request is answered by the message. */
    awaits(message: Message): boolean;
    /** Of all messages that one frame may be, the one that a request waits for: by its id, else the oldest. */
    preferred(readings: Iterable<Received>): Received | null;
    /** The request with this id; null where there is none that the message answers. Throws OutOfOrder. */
    by_id(message: Message, id: RequestId): Answer | null;
    /**
     * The request that a frame without an id answers: the oldest that expects it at its address.
     *
     * A frame out of its stream's order is no request's (null); only where nothing but this one request can be meant it
     * throws OutOfOrder.
     */
    by_place(message: Message, place: Place, now: number): Answer | null;
    /** The request that an error message fails: by its id, else the oldest that it can mean. */
    by_error(message: Message, id: RequestId | null, addresses: ReadonlyMap<string, string>, now: number): Pending | null;
    /** Whether somebody waits for a reply with this id. */
    is_due(id: RequestId | null): boolean;
}
