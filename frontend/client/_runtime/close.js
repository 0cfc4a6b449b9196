/**
 * The codes by which this client ends a connection. A page can close with 1000 and 3000 to 4999 only, so 4002 stands for
 * 1002, 4003 for 1003 and 4009 for 1009.
 */
export const NORMAL = 1000;
export const PROTOCOL_ERROR = 4002;
export const UNSUPPORTED_DATA = 4003;
export const TOO_BIG = 4009;
export const HEARTBEAT_LOST = 4408;
/** The code by which a server says that a token is refused. */
export const UNAUTHORIZED = 4401;
const REASON_BYTES = 123;
/** A reason of at most 123 bytes of UTF-8, which a close frame has room for (RFC 6455 §5.5), cut at a character. */
export function cut_reason(reason) {
    const bytes = new TextEncoder().encode(reason);
    if (bytes.length <= REASON_BYTES)
        return reason;
    return new TextDecoder().decode(bytes.subarray(0, REASON_BYTES), { stream: true });
}
/** Bytes of UTF-8 that a text has on the wire. */
export function size_of(text) {
    let size = text.length;
    for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        // Each half of a surrogate pair counts two, which makes four.
        if (unit > 0x7f)
            size += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
    }
    return size;
}
