/** The root of what a client throws. */
export declare class ClientError extends Error {
    constructor(message: string);
}
/** The connection has ended with this code and reason (RFC 6455 §7.4); `by_client` says which side ended it. */
export declare class Closed extends ClientError {
    readonly code: number;
    readonly reason: string;
    readonly by_client: boolean;
    constructor(code: number, reason: string, by_client: boolean, message?: string);
}
/** 4401: the server refused the token. Get a new one, then connect again (the option `refresh` does it for you). */
export declare class Unauthorized extends Closed {
    static [Symbol.hasInstance](value: unknown): value is Unauthorized;
}
/** 4408: the server got no pong in time, or, where `by_client` is true, nothing came from it in time. */
export declare class HeartbeatLost extends Closed {
    static [Symbol.hasInstance](value: unknown): value is HeartbeatLost;
}
/** 1013: the server is overloaded, or this client reads too slowly. Connect again later, and read faster. */
export declare class Overloaded extends Closed {
    static [Symbol.hasInstance](value: unknown): value is Overloaded;
}
/**
 * A frame broke the protocol; `reason` names the message, the place in it, and the rule.
 *
 * The server's code for it is 1002. A browser can't send that (only 1000 and 3000 to 4999): where `by_client` is true
 * the code is 4002, and 4003 for a binary frame.
 */
export declare class ProtocolError extends Closed {
    static [Symbol.hasInstance](value: unknown): value is ProtocolError;
}
/**
 * The connection ended while a request was under way: it may or may not have been carried out, and isn't sent again.
 *
 * `instanceof` says that it is also what its code stands for: Unauthorized, HeartbeatLost, Overloaded, ProtocolError.
 */
export declare class RequestLost extends Closed {
    readonly request: string;
    constructor(ending: Ending, request: string);
}
/** No connection was opened. A browser doesn't say why: nobody there, another path, or a handshake that was refused. */
export declare class Unreachable extends ClientError {
    readonly url: string;
    constructor(url: string);
}
/** The server answered a request with its error message; `error` is that message, `text` what it says in a line. */
export declare class RequestFailed extends ClientError {
    readonly request: string;
    readonly error: unknown;
    readonly text: string;
    constructor(request: string, error: unknown, text: string);
}
/** The server doesn't let this client have a topic: `request` is its address. */
export declare class SubscriptionRefused extends RequestFailed {
}
/** A message that its own schema forbids to send; nothing was sent. The text names the message, the place and the rule. */
export declare class InvalidMessage extends ClientError {
}
/** Something didn't happen in the time that it had. */
export declare class TimedOut extends ClientError {
}
/** More was waiting than the queue holds: read faster, or raise the limit in the options. */
export declare class QueueOverflow extends ClientError {
    readonly limit: number;
    readonly unit: "frames" | "bytes";
    constructor(limit: number, unit?: "frames" | "bytes");
}
/** Why a connection ended. */
export interface Ending {
    readonly code: number;
    readonly reason: string;
    readonly by_client: boolean;
}
/** A new exception of the class that an ending's code stands for. */
export declare function ending_error(ending: Ending): Closed;
