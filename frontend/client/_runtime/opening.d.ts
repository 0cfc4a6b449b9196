import { type Protocol } from "./protocol.js";
/** A client's arguments by name. */
export type Arguments = {
    readonly [name: string]: unknown;
};
/** What a client asks for when it connects (RFC 6455 §4.1). `shown` is for messages: no query, which may hold secrets. */
export interface Opening {
    readonly url: string;
    readonly shown: string;
    readonly subprotocols: readonly string[];
}
/**
 * Puts the arguments where the protocol wants them. A URL without a path gets the protocol's; one without a scheme
 * begins at the page's own address. Throws RangeError for a URL or an argument that can't be used.
 */
export declare function plan_opening(protocol: Protocol, url: string, given: Arguments, subprotocols?: readonly string[] | null): Opening;
