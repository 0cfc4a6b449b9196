import { type Json, is_object } from "./frame.js";
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
  readonly constants: { readonly [field: string]: Json };
  readonly role: Role | null;
  readonly role_fields: { readonly [word: string]: string };
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
  readonly parameters: { readonly [name: string]: "int" | "str" };
  readonly fields: { readonly [message: string]: { readonly [parameter: string]: string } };
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
  readonly keys: { readonly [key: string]: Route };
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
export function routes_of(framing: Framing): readonly Route[] {
  const found = new Map<string, Route>();
  for (const [, route] of framing.routes) found.set(route.message.name, route);
  for (const route of framing.untagged) found.set(route.message.name, route);
  return [...found.values()];
}

/** Where the payload stands in a message's frame. */
export function data_of(message: Message): Path {
  return message.envelope?.data ?? [];
}

/** Whether a request is answered by a stream. */
export function is_stream(reply: One | Stream): reply is Stream {
  return "items" in reply;
}

/** All messages that may answer, in order. */
export function answers_of(reply: One | Stream): readonly Message[] {
  if (!is_stream(reply)) return reply.one;
  return [...(reply.start ? [reply.start] : []), ...reply.items, ...reply.end];
}

/** Fills a channel's address; throws RangeError for an argument that is missing, empty, or can't be read back. */
export function address_of(channel: Channel, given: { readonly [name: string]: unknown }): string {
  const address = channel.address.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = given[name];
    if (typeof value !== "string" && typeof value !== "number") {
      throw new RangeError(`${channel.name}: ${name} is missing for ${channel.address}`);
    }
    return String(value);
  });
  const read = match_address(channel, address);
  if (read === null || Object.entries(read).some(([name, text]) => String(given[name]) !== text)) {
    throw new RangeError(`${channel.name}: ${JSON.stringify(given)} can't stand in ${channel.address}`);
  }
  return address;
}

/** Reads the parameters out of an address, as text; null where it isn't one of the channel's. */
export function match_address(channel: Channel, address: string): { [name: string]: string } | null {
  const found = pattern_of(channel).exec(address);
  if (found === null) return null;
  const names = [...channel.address.matchAll(/\{([^{}]+)\}/g)].map((each) => each[1] ?? "");
  return Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ""]));
}

/** The address that a payload of a message belongs to; null where it doesn't carry every parameter. */
export function address_in(channel: Channel, message: Message, payload: unknown): string | null {
  const given: { [name: string]: string | number } = {};
  const fields = own(channel.fields, message.name) ?? {};
  for (const name of Object.keys(channel.parameters)) {
    const field = own(fields, name);
    const value = field !== undefined && is_object(payload) ? own(payload, field) : undefined;
    if (typeof value !== "string" && !(typeof value === "number" && Number.isInteger(value))) return null;
    given[name] = value as string | number;
  }
  try {
    return address_of(channel, given);
  } catch {
    return null;
  }
}

/** A property of an object's own; undefined where it has none. */
export function own<T>(of: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

const patterns = new WeakMap<Channel, RegExp>();

function pattern_of(channel: Channel): RegExp {
  const known = patterns.get(channel);
  if (known) return known;
  const parts = channel.address.split(/\{([^{}]+)\}/);
  const texts = parts.map((_, at) => at).filter((at) => at % 2 === 1 && channel.parameters[parts[at] ?? ""] !== "int");
  const pattern = parts.map((part, at) => {
    if (at % 2 === 0) return escaped(part);
    if (!texts.includes(at)) return "(0|-?[1-9][0-9]{0,18})";
    const following = parts[at + 1] ?? "";
    // Ends where it can end first: with two that try every end, a refusal takes the square of the length.
    return at === texts.at(-1) || following === "" ? "(.+?)" : `((?:(?!${escaped(following)}).)+)`;
  });
  const made = new RegExp(`^${pattern.join("")}$`, "su");
  patterns.set(channel, made);
  return made;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
