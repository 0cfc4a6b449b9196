import { type Framing, type Message, type Route } from "./protocol.js";
import type { RequestId } from "./reading.js";
/** What a frame carries besides its payload; `now` is in seconds since the epoch. */
export interface Beside {
    readonly request_id?: RequestId | null;
    readonly topic?: string | null;
    readonly now: number;
}
/** Writes the frames of one direction. */
export declare class Writer {
    #private;
    readonly routes: ReadonlyMap<string, Route>;
    constructor(framing: Framing);
    /** Wraps, identifies, checks and writes one frame; throws InvalidMessage. */
    write(message: Message, payload: unknown, beside: Beside): string;
    /** Writes a frame; null where no valid one can be made of the payload. */
    try_write(message: Message, payload: unknown, beside: Beside): string | null;
}
