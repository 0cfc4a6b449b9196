import { RequestFailed } from "./errors.js";
import { Inbox } from "./inbox.js";
import type { Received } from "./reading.js";
/**
 * The topics that a client has open, counted by address, with an inbox for each use; outlives a connection.
 *
 * Where messages carry a sequence, those that came before are dropped, and missing ones are a gap.
 */
export declare class Topics {
    #private;
    /** Whether a new connection asks for what was missed: then a lost one is a gap only where that isn't there any more. */
    resumes: boolean;
    /** What is open, in the order of opening: what a new connection subscribes to. */
    get addresses(): readonly string[];
    /** Whether anybody uses the address. */
    is_open(address: string): boolean;
    /** Delivers the address's messages to the inbox too; true where nobody used the address before. */
    open(channel: string, address: string, inbox: Inbox<Received>): boolean;
    /** Delivers to the inbox no more; true where nobody uses the address now. Closing twice does nothing. */
    close(address: string, inbox: Inbox<Received>): boolean;
    /** Delivers every message that answers no request to the inbox, whatever its topic. */
    open_rest(inbox: Inbox<Received>): void;
    /** Ends what `open_rest` began. */
    close_rest(inbox: Inbox<Received>): void;
    /** Where the answer to an address's subscription arrives; null where nobody uses it. */
    answer(address: string): Inbox<Received> | null;
    /** Ends all that use an address: the server doesn't let this client have it. */
    refuse(address: string, failed: RequestFailed): void;
    /** The sequence of the address's last message; null where none came, or where messages have none. */
    last(address: string): number | null;
    /** Takes note of a message's sequence; false where it came before, at every address that it belongs to. */
    accepts(sequence: unknown, addresses: readonly string[]): boolean;
    /** Puts a message into the inboxes that it belongs to: of its topic, else of its addresses by channel. */
    deliver(message: Received, addresses: ReadonlyMap<string, string>): void;
    /** Remembers in every inbox that messages may be missing from now on: a connection was lost. */
    mark_gap(): void;
    /** Tells every inbox that messages come again. */
    resume(): void;
    /** Ends every inbox, those of answers too, and forgets them. */
    end(error: (() => Error) | null): void;
}
