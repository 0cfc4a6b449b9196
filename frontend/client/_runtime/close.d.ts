/**
 * The codes by which this client ends a connection. A page can close with 1000 and 3000 to 4999 only, so 4002 stands for
 * 1002, 4003 for 1003 and 4009 for 1009.
 */
export declare const NORMAL = 1000;
export declare const PROTOCOL_ERROR = 4002;
export declare const UNSUPPORTED_DATA = 4003;
export declare const TOO_BIG = 4009;
export declare const HEARTBEAT_LOST = 4408;
/** The code by which a server says that a token is refused. */
export declare const UNAUTHORIZED = 4401;
/** A reason of at most 123 bytes of UTF-8, which a close frame has room for (RFC 6455 §5.5), cut at a character. */
export declare function cut_reason(reason: string): string;
/** Bytes of UTF-8 that a text has on the wire. */
export declare function size_of(text: string): number;
