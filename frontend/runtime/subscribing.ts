import { InvalidMessage } from "./errors.js";
import type { Json } from "./frame.js";
import { type Message, type Protocol, routes_of } from "./protocol.js";
import type { RequestId } from "./reading.js";
import type { RequestIds } from "./request_ids.js";
import type { Writer } from "./writing.js";

/** A subscribe message that was written, and the id that its answer will have. */
export interface Subscribing {
  readonly text: string;
  readonly request_id: RequestId | null;
}

/** Writes what a client says of topics. */
export class SubscriptionWriter {
  /** Addresses that every connection is on, so that nobody subscribes to them. */
  readonly for_everyone: ReadonlySet<string>;
  /** The field of subscribe messages for the sequence that was seen last, where they have one. */
  readonly after: string | null;
  #protocol: Protocol;
  #writer: Writer;
  #ids: RequestIds;

  constructor(protocol: Protocol, writer: Writer, ids: RequestIds) {
    this.#protocol = protocol;
    this.#writer = writer;
    this.#ids = ids;
    this.for_everyone = open_addresses(protocol);
    this.after = protocol.subscribe?.role_fields["after"] ?? null;
  }

  /** The subscribe message for an address; null where the protocol has none, or where everyone is on it. */
  subscribe(address: string, last: number | null, now: number): Subscribing | null {
    const kind = this.#protocol.subscribe;
    if (kind === null || this.for_everyone.has(address)) return null;
    const after = this.after;
    // One number, or one for each address; without either where the schema refuses both.
    const forms = after === null || last === null ? [{}] : [{ [after]: last }, { [after]: { [address]: last } }, {}];
    return this.#write(kind, address, forms, now);
  }

  /** The unsubscribe message for an address; null where `subscribe` gives none. */
  unsubscribe(address: string, now: number): string | null {
    const kind = this.#protocol.unsubscribe;
    if (kind === null || this.for_everyone.has(address)) return null;
    return this.#write(kind, address, [{}], now).text;
  }

  #write(kind: Message, address: string, forms: readonly { readonly [field: string]: Json }[], now: number): Subscribing {
    const field = kind.role_fields["topics"];
    // One text where the schema wants no list; where no field says it, the envelope's topic does.
    const named: { [field: string]: Json }[] = field === undefined ? [{}] : [{ [field]: [address] }, { [field]: address }];
    const topic = field === undefined ? address : null;
    const encode = (request_id: RequestId | null): string => {
      for (const form of forms) {
        for (const topics of named) {
          const text = this.#writer.try_write(kind, { ...topics, ...form }, { request_id, topic, now });
          if (text !== null) return text;
        }
      }
      throw new InvalidMessage(`${kind.name} isn't sent: its schema has no room for the topic ${address}`);
    };
    if (kind.request_id === null) return { text: encode(null), request_id: null };
    const [text, request_id] = this.#ids.write(kind, encode);
    return { text, request_id };
  }
}

/**
 * The addresses of channels with one address for all that carry control messages, or can't be subscribed to: a channel
 * that carries pings, errors or subscriptions can't be one that must be subscribed to first.
 */
function open_addresses(protocol: Protocol): ReadonlySet<string> {
  const routes = [...routes_of(protocol.client_to_server), ...routes_of(protocol.server_to_client)];
  const control = new Set(
    routes.filter((route) => route.message.role !== null).flatMap((route) => route.channels.map((each) => each.name)),
  );
  const open = protocol.channels.filter(
    ({ name, parameters }) => Object.keys(parameters).length === 0 && (control.has(name) || protocol.subscribe === null),
  );
  return new Set(open.map((channel) => channel.address));
}
