import type { Message } from "./protocol.js";
import type { RequestId } from "./reading.js";
/**
 * Gives each request an id that is fresh on its connection, in a form that the message's schema accepts: short text
 * (`r1`), else a number, else a UUID. Which form a message takes is tried once.
 */
export declare class RequestIds {
    #private;
    /** Encodes with a fresh id, and gives text and id; throws InvalidMessage where no form is accepted. */
    write(message: Message, encode: (id: RequestId) => string): readonly [text: string, id: RequestId];
}
