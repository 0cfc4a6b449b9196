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
    overflow: "drop_oldest",
    unknown: "ignore",
    subprotocols: null,
    reconnect: DEFAULT_RECONNECT,
    reconnect_on: [],
    refresh: null,
    on_frame: null,
    WebSocket: null,
    clock: SYSTEM_CLOCK,
    random: Math.random,
};
