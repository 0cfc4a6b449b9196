import { type Protocol } from "./protocol.js";
import type { RequestId } from "./reading.js";
import type { RequestIds } from "./request_ids.js";
import type { Writer } from "./writing.js";
/** A subscribe message that was written, and the id that its answer will have. */
export interface Subscribing {
    readonly text: string;
    readonly request_id: RequestId | null;
}
/** Writes what a client says of topics. */
export declare class SubscriptionWriter {
    #private;
    /** Addresses that every connection is on, so that nobody subscribes to them. */
    readonly for_everyone: ReadonlySet<string>;
    /** The field of subscribe messages for the sequence that was seen last, where they have one. */
    readonly after: string | null;
    constructor(protocol: Protocol, writer: Writer, ids: RequestIds);
    /** The subscribe message for an address; null where the protocol has none, or where everyone is on it. */
    subscribe(address: string, last: number | null, now: number): Subscribing | null;
    /** The unsubscribe message for an address; null where `subscribe` gives none. */
    unsubscribe(address: string, now: number): string | null;
}
