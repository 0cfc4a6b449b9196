export { Client, type CallOptions, type Greeting } from "./client.js";
export { type Clock, SYSTEM_CLOCK } from "./clock.js";
export {
  ClientError,
  Closed,
  type Ending,
  HeartbeatLost,
  InvalidMessage,
  Overloaded,
  ProtocolError,
  QueueOverflow,
  RequestFailed,
  RequestLost,
  SubscriptionRefused,
  TimedOut,
  Unauthorized,
  Unreachable,
} from "./errors.js";
export type { CloseEvent } from "./keeper.js";
export { DEFAULT_RECONNECT, type ReconnectPolicy } from "./life.js";
export type { Arguments } from "./opening.js";
export { type ClientOptions, DEFAULT_OPTIONS, type Frame, type WebSocketClass } from "./options.js";
export type {
  Argument,
  Channel,
  CloseCode,
  Envelope,
  Framing,
  Heartbeat,
  Message,
  One,
  Path,
  Protocol,
  Role,
  Route,
  Scalar,
  Stream,
} from "./protocol.js";
export type { Received } from "./reading.js";
export type { Fault, Validator } from "./schema.js";
export type { ClientState } from "./state.js";
export { ReplyStream, Subscription } from "./streams.js";
export type { Without } from "./without.js";
