export { Client } from "./client.js";
export { SYSTEM_CLOCK } from "./clock.js";
export { ClientError, Closed, HeartbeatLost, InvalidMessage, Overloaded, ProtocolError, QueueOverflow, RequestFailed, RequestLost, SubscriptionRefused, TimedOut, Unauthorized, Unreachable, } from "./errors.js";
export { DEFAULT_RECONNECT } from "./life.js";
export { DEFAULT_OPTIONS } from "./options.js";
export { ReplyStream, Subscription } from "./streams.js";
