import { type Message } from "./protocol.js";
import type { Received, RequestId } from "./reading.js";
import type { Writer } from "./writing.js";
/** Answers a ping: the pong carries its id, else the fields that both have; null where none is valid. */
export declare function make_pong(writer: Writer, pong: Message, ping: Received, now: number): string | null;
/** What went wrong, to be told to the server: the close code for it, a word for programs, a line for people. */
export interface Complaint {
    readonly code: number;
    readonly kind: string;
    readonly reason: string;
    readonly request_id: RequestId | null;
}
/**
 * Writes the protocol's error message; null where clients have none, or where no valid one can be built.
 *
 * A field for the code gets the close code, or the word where the schema wants text.
 */
export declare function make_error(writer: Writer, error: Message | null, told: Complaint, now: number): string | null;
/** What an error message says of itself in one line: its code and its text, where it has them. */
export declare function text_of_error({ route, payload }: Received): string;
