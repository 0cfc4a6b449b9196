import { find_fault, is_object, shortened, shown_path, value_at } from "./frame.js";
import { type Framing, type Message, type Path, type Route, data_of, own, routes_of } from "./protocol.js";
import type { Fault } from "./schema.js";

/** The id by which a reply is known. */
export type RequestId = string | number;

/** A frame that was accepted: which message it is, and what else the wire said. `topic` is the envelope's. */
export interface Received {
  readonly route: Route;
  readonly payload: unknown;
  readonly frame: unknown;
  readonly text: string;
  readonly request_id: RequestId | null;
  readonly topic: string | null;
}

/** A frame that isn't accepted: whether it is no message that is known here, and why. */
export interface Refused {
  readonly kind: "invalid" | "unknown" | "unreadable";
  readonly reason: string;
  readonly message: string | null;
  readonly fault: Fault | null;
  readonly frame: unknown;
  readonly request_id: RequestId | null;
}

/** Whether a frame was refused. */
export function is_refused(read: Received | Refused): read is Refused {
  return "kind" in read;
}

/** Recognises the frames of one direction. */
export class Reader {
  #framing: Framing;
  #routes: Map<unknown, Route>;
  #takes_any_kind: boolean;
  #common_id: Path | null;

  constructor(framing: Framing) {
    this.#framing = framing;
    this.#routes = new Map(framing.routes);
    const messages = routes_of(framing).map((route) => route.message);
    this.#takes_any_kind = messages.some(may_be_no_object);
    const ids = new Map(messages.flatMap(({ request_id }) => (request_id ? [[request_id.join("/"), request_id]] : [])));
    // Where an unknown or broken frame would carry its request's id: only where all messages that have one agree.
    this.#common_id = ids.size === 1 ? ([...ids.values()][0] ?? null) : null;
  }

  /** Parses, recognises and checks one frame's text. */
  read(text: string): Received | Refused {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch (error) {
      return unreadable(`not JSON: ${(error as Error).message}`);
    }
    const fault = find_fault(frame);
    if (fault) return unreadable(fault);
    if (!is_object(frame) && !this.#takes_any_kind) return unreadable("a frame must be a JSON object");
    const tag = this.#framing.tag === null ? undefined : value_at(frame, this.#framing.tag);
    const route = tag === undefined ? undefined : this.#routes.get(tag);
    if (route === undefined) return this.#without_tag(frame, text, tag);
    const refused = route.message.validate(frame);
    return refused ? this.#invalid(frame, route.message, refused) : received(route, frame, text);
  }

  /** An accepted frame as each other message whose schema accepts it too; none where its tag says what it is. */
  *others(read: Received): Generator<Received> {
    const tag = this.#framing.tag === null ? undefined : value_at(read.frame, this.#framing.tag);
    if (tag !== undefined && this.#routes.has(tag)) return;
    for (const route of this.#framing.untagged) {
      if (route !== read.route && !route.message.validate(read.frame)) yield received(route, read.frame, read.text);
    }
  }

  #without_tag(frame: unknown, text: string, tag: unknown): Received | Refused {
    const { keys, untagged, routes } = this.#framing;
    const found = is_object(frame) ? Object.keys(frame).flatMap((key) => own(keys, key) ?? []) : [];
    const meant = [...new Set(found)];
    for (const route of [...meant, ...untagged]) {
      if (!route.message.validate(frame)) return received(route, frame, text);
    }
    const likely = untagged.length === 1 && routes.length === 0 ? untagged : meant;
    const only = likely.length === 1 ? likely[0] : undefined;
    const refused = only?.message.validate(frame);
    if (only && refused) return this.#invalid(frame, only.message, refused);
    return this.#unknown(frame, this.#unknown_reason(tag));
  }

  #unknown_reason(tag: unknown): string {
    const { tag: path, untagged } = this.#framing;
    if (path === null) return "no message has this form";
    const place = shown_path(path);
    if (tag === undefined || tag === null) return `${place} is missing`;
    if (untagged.length > 0) return `no message with ${place} = ${shortened(tag)} has this form`;
    return `${place} = ${shortened(tag)} is no message of this direction`;
  }

  #invalid(frame: unknown, message: Message, fault: Fault): Refused {
    for (const [path, constant] of message.envelope?.constants ?? []) {
      const arrived = value_at(frame, path);
      // Another version of the protocol, and no broken frame of this one.
      if (arrived !== undefined && arrived !== null && JSON.stringify(arrived) !== JSON.stringify(constant)) {
        const where = `${shown_path(path)} = ${shortened(arrived)}`;
        return this.#unknown(frame, `${where}, where this protocol has ${shortened(constant)}`);
      }
    }
    const place = fault.at ? ` at ${fault.at}` : "";
    const reason = `${message.name}${place}: ${fault.message}`;
    const request_id = id_at(frame, message.request_id ?? this.#common_id);
    return { kind: "invalid", reason, message: message.name, fault, frame, request_id };
  }

  #unknown(frame: unknown, reason: string): Refused {
    return { kind: "unknown", reason, message: null, fault: null, frame, request_id: id_at(frame, this.#common_id) };
  }
}

/** A value as a request id; null where it can't be one. */
export function request_id_of(value: unknown): RequestId | null {
  return typeof value === "string" || (typeof value === "number" && Number.isInteger(value)) ? value : null;
}

function received(route: Route, frame: unknown, text: string): Received {
  const { message } = route;
  const topic = message.envelope?.topic ? value_at(frame, message.envelope.topic) : null;
  const payload = value_at(frame, data_of(message));
  return {
    route,
    payload: message.empty && (payload === undefined || payload === null) ? {} : payload,
    frame,
    text,
    request_id: id_at(frame, message.request_id),
    topic: typeof topic === "string" ? topic : null,
  };
}

function id_at(frame: unknown, path: Path | null): RequestId | null {
  return path === null ? null : request_id_of(value_at(frame, path));
}

function unreadable(reason: string): Refused {
  return { kind: "unreadable", reason, message: null, fault: null, frame: undefined, request_id: null };
}

function may_be_no_object(message: Message): boolean {
  return message.envelope === null ? message.root : /^\d+$/.test(message.envelope.data[0] ?? "");
}
