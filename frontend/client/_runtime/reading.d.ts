import { type Framing, type Route } from "./protocol.js";
import type { Fault } from "./schema.js";
/** The id by which a reply is known. */
export type RequestId = string | number;
/** A frame that was accepted: which message it is, and what else the wire said. `topic` is the envelope's. */
export interface Received {
    readonly route: Route;
    readonly payload: unknown;
    readonly frame: unknown;
    readonly text: string;
    readonly request_id: RequestId | null;
    readonly topic: string | null;
}
/** A frame that isn't accepted: whether it is no message that is known here, and why. */
export interface Refused {
    readonly kind: "invalid" | "unknown" | "unreadable";
    readonly reason: string;
    readonly message: string | null;
    readonly fault: Fault | null;
    readonly frame: unknown;
    readonly request_id: RequestId | null;
}
/** Whether a frame was refused. */
export declare function is_refused(read: Received | Refused): read is Refused;
/** Recognises the frames of one direction. */
export declare class Reader {
    #private;
    constructor(framing: Framing);
    /** Parses, recognises and checks one frame's text. */
    read(text: string): Received | Refused;
    /** An accepted frame as each other message whose schema accepts it too; none where its tag says what it is. */
    others(read: Received): Generator<Received>;
}
/** A value as a request id; null where it can't be one. */
export declare function request_id_of(value: unknown): RequestId | null;
