import { SYSTEM_CLOCK } from "./clock.js";
import { DEFAULT_RECONNECT } from "./life.js";
/** What suits most. */
export const DEFAULT_OPTIONS = {
    connect_timeout: 10,
    request_timeout: 10,
    stream_timeout: 60,
    close_timeout: 10,
    topic_queue: 1000,
    reply_queue: 1000,
    queue_bytes: 1024 * 1024,
    overflow: "drop_oldest",
    unknown: "ignore",
    max_frame_bytes: 1024 * 1024,
    subprotocols: null,
    reconnect: DEFAULT_RECONNECT,
    reconnect_on: [],
    refresh: null,
    on_frame: null,
    WebSocket: null,
    clock: SYSTEM_CLOCK,
    random: Math.random,
};
/** Options of which each has a value; throws RangeError for one that can't be. */
export function checked(given) {
    const named = Object.entries(given).filter(([, value]) => value !== undefined);
    const options = { ...DEFAULT_OPTIONS, ...Object.fromEntries(named) };
    for (const name of ["connect_timeout", "request_timeout", "stream_timeout", "close_timeout"]) {
        if (!(options[name] > 0))
            throw new RangeError(`the option ${name} must be more than 0 seconds`);
    }
    for (const name of ["topic_queue", "reply_queue", "queue_bytes", "max_frame_bytes"]) {
        if (!(options[name] >= 1))
            throw new RangeError(`the option ${name} must be at least 1`);
    }
    if (options.reconnect_on.includes(1000)) {
        throw new RangeError("the option reconnect_on can't have 1000: it says that the server is done");
    }
    const { first, factor, most, stable } = options.reconnect ?? DEFAULT_RECONNECT;
    if (!(first > 0 && first <= most && most < Infinity && factor >= 1 && stable >= 0)) {
        throw new RangeError("the option reconnect needs 0 < first <= most, factor >= 1 and stable >= 0");
    }
    return options;
}
