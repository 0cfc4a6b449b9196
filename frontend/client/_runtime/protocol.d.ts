import { type Json } from "./frame.js";
import type { Validator } from "./schema.js";
/** A tag's value. */
export type Scalar = string | number | boolean;
/** Steps from a frame's root to a value inside it: keys, in an array digits; none is the frame itself. */
export type Path = readonly string[];
/** A message whose work the runtime does itself. */
export type Role = "ping" | "pong" | "error" | "subscribe" | "unsubscribe" | "authenticate";
/** The frame around a payload: where its tag, the payload at `data`, and its other fields stand; null where it has none. */
export interface Envelope {
    readonly tag: Path;
    readonly data: Path;
    readonly topic: Path | null;
    readonly request_id: Path | null;
    readonly timestamp: Path | null;
    readonly timestamp_unit: "ms" | "s" | "iso";
    /** Sent as they are, and no other values are understood. */
    readonly constants: readonly (readonly [Path, Json])[];
}
/**
 * One message: how its frame is checked, and how the runtime finds things in it.
 *
 * `tags` mean it, the first is sent. `constants` are the payload's fields that have one possible value. `role_fields`
 * maps a role's words (`id`, `code`, `message`, `details`, `topics`, `after`) to the payload's fields. `request_id` is
 * where the request's id stands in the frame, `sequence` where its topic's does. `empty` says that the payload may be
 * absent in its envelope, which means one without fields. `root` says that a payload may be something else than an object.
 */
export interface Message {
    readonly name: string;
    readonly tags: readonly Scalar[];
    readonly constants: {
        readonly [field: string]: Json;
    };
    readonly role: Role | null;
    readonly role_fields: {
        readonly [word: string]: string;
    };
    readonly request_id: Path | null;
    readonly sequence: Path | null;
    readonly envelope: Envelope | null;
    readonly empty: boolean;
    readonly root: boolean;
    /** Asks the schema of the whole frame. */
    readonly validate: Validator;
}
/** A request answered by one message out of these. */
export interface One {
    readonly one: readonly Message[];
}
/** A request answered by `start` (where there is one), any number of `items`, then one of `end`. */
export interface Stream {
    readonly start: Message | null;
    readonly items: readonly Message[];
    readonly end: readonly Message[];
}
/**
 * One topic: its address with `{parameters}`, and where each message carries them.
 *
 * `fields` gives, by message name, parameter → payload field; a message that lacks one there belongs to every open
 * address of the channel.
 */
export interface Channel {
    readonly name: string;
    readonly address: string;
    readonly parameters: {
        readonly [name: string]: "int" | "str";
    };
    readonly fields: {
        readonly [message: string]: {
            readonly [parameter: string]: string;
        };
    };
}
/** One message in one direction: what answers it, and which channels carry it. */
export interface Route {
    readonly message: Message;
    readonly reply: One | Stream | null;
    readonly channels: readonly Channel[];
}
/**
 * How frames of one direction are told apart: by the value at `tag`, else the first of `untagged` that accepts.
 *
 * `keys` are routes of `untagged` by a key that only their frames have: where a frame has one, it is tried first.
 */
export interface Framing {
    readonly tag: Path | null;
    readonly routes: readonly (readonly [Scalar, Route])[];
    readonly untagged: readonly Route[];
    readonly keys: {
        readonly [key: string]: Route;
    };
}
/** The server pings every `interval` seconds, and closes 4408 when a ping is unanswered for `timeout` seconds. */
export interface Heartbeat {
    readonly interval: number;
    readonly timeout: number;
}
/** One value of the handshake; `property` is its name among a client's arguments. What browsers can't send isn't here. */
export interface Argument {
    readonly name: string;
    readonly property: string;
    readonly where: "query" | "path" | "host" | "subprotocol" | "cookie";
    readonly required: boolean;
    readonly security: boolean;
    readonly values: readonly Scalar[];
    readonly many: boolean;
    /** How it is written, where that is more than itself, with `{token}` for it. */
    readonly form: string;
    /** What leaving it out means; null where nothing is said. */
    readonly default: Scalar | readonly Scalar[] | null;
}
/** What a close code means in this protocol. */
export interface CloseCode {
    readonly code: number;
    readonly meaning: string;
}
/** Everything the runtime must know about one connection. */
export interface Protocol {
    readonly name: string;
    readonly path: string;
    readonly client_to_server: Framing;
    readonly server_to_client: Framing;
    readonly arguments: readonly Argument[];
    readonly subprotocols: readonly string[];
    readonly channels: readonly Channel[];
    readonly heartbeat: Heartbeat | null;
    readonly error: Message | null;
    readonly subscribe: Message | null;
    readonly unsubscribe: Message | null;
    readonly close_codes: readonly CloseCode[];
}
/** All routes of one direction, each once. */
export declare function routes_of(framing: Framing): readonly Route[];
/** Where the payload stands in a message's frame. */
export declare function data_of(message: Message): Path;
/** Whether a request is answered by a stream. */
export declare function is_stream(reply: One | Stream): reply is Stream;
/** All messages that may answer, in order. */
export declare function answers_of(reply: One | Stream): readonly Message[];
/** Fills a channel's address; throws RangeError for an argument that is missing, empty, or can't be read back. */
export declare function address_of(channel: Channel, given: {
    readonly [name: string]: unknown;
}): string;
/** Reads the parameters out of an address, as text; null where it isn't one of the channel's. */
export declare function match_address(channel: Channel, address: string): {
    [name: string]: string;
} | null;
/** The address that a payload of a message belongs to; null where it doesn't carry every parameter. */
export declare function address_in(channel: Channel, message: Message, payload: unknown): string | null;
/** A property of an object's own; undefined where it has none. */
export declare function own<T>(of: {
    readonly [key: string]: T;
}, key: string): T | undefined;
