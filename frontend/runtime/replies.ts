import { is_object } from "./frame.js";
import type { Inbox } from "./inbox.js";
import { type Message, type One, type Stream, answers_of, is_stream, own } from "./protocol.js";
import type { Received, RequestId } from "./reading.js";

/** Seconds for which the late replies of a request that was given up are kept from the next one. */
export const ABANDONED_FOR = 60;

/** How many ended streams a connection remembers by their ids, so that a frame after the end is noticed. */
const REMEMBERED = 256;

/** A frame of a stream that may not come now; the text says which, and after what. */
export class OutOfOrder extends Error {}

/** One request under way: where its replies go, and how far its stream has come. */
export class Pending {
  wanted = true;
  started: boolean;
  readonly expected: ReadonlySet<string>;
  readonly is_stream: boolean;
  #start: string | null;
  #once: boolean;
  #ends: ReadonlySet<string>;

  constructor(
    readonly request: string,
    reply: One | Stream,
    readonly request_id: RequestId | null,
    /** The addresses that it went to, by channel. */
    readonly addresses: ReadonlyMap<string, string>,
    readonly inbox: Inbox<Received>,
    /** What was asked, where it may be needed to tell whose a reply is. */
    readonly payload: unknown,
  ) {
    this.is_stream = is_stream(reply);
    const stream = is_stream(reply) ? reply : { start: null, items: [], end: reply.one };
    this.started = stream.start === null;
    this.expected = new Set(answers_of(reply).map((message) => message.name));
    this.#start = stream.start?.name ?? null;
    // A message that begins the stream may also be one of its items.
    this.#once = !stream.items.some((message) => message.name === this.#start);
    this.#ends = new Set(stream.end.map((message) => message.name));
  }

  /** Why the message may not come now; empty where it may. */
  fault(message: string): string {
    if (!this.started) return message === this.#start ? "" : `${message} before ${this.#start ?? ""}`;
    return this.#once && message === this.#start ? `a second ${message} in one stream` : "";
  }

  /** Whether the message answers this request, and may come now. */
  takes(message: string): boolean {
    return this.expected.has(message) && !this.fault(message);
  }

  /** Whether nothing more answers this request after the message. */
  is_last(message: string): boolean {
    return this.#ends.has(message);
  }

  /** Whether a frame belongs to another address of a channel that the request went to. */
  is_elsewhere(addresses: ReadonlyMap<string, string>): boolean {
    return [...this.addresses].some(([channel, address]) => (addresses.get(channel) ?? address) !== address);
  }

  /** Whether a frame belongs to the very address that the request went to. */
  is_at(addresses: ReadonlyMap<string, string>): boolean {
    return [...this.addresses].some(([channel, address]) => addresses.get(channel) === address);
  }
}

/** A request that a frame answers, and whether it is over with this frame. */
export interface Answer {
  readonly pending: Pending;
  readonly last: boolean;
}

/** Where a frame belongs, whether any of its addresses is subscribed, and what it says. */
export interface Place {
  readonly addresses: ReadonlyMap<string, string>;
  readonly subscribed: boolean;
  readonly payload: unknown;
}

/**
 * The requests under way on one connection, in the order in which they were sent: a frame answers one by its request
 * id, else by channel parameters, else first in, first out.
 *
 * A request that was given up stays until its last reply, or for `ABANDONED_FOR` seconds: its replies are swallowed, so
 * that without ids they are not taken for the next request's.
 */
export class Replies {
  #open = new Set<Pending>();
  #by_id = new Map<RequestId, Pending>();
  #abandoned = new Map<Pending, number>();
  #ended = new Map<RequestId, ReadonlySet<string>>();

  /** Whether no request is under way. */
  get is_idle(): boolean {
    return this.#open.size === 0;
  }

  /** Begins a request; throws RangeError where one with its id is under way. */
  add(pending: Pending, now: number): void {
    this.#expire(now);
    if (pending.request_id !== null) {
      if (this.#by_id.has(pending.request_id)) {
        throw new RangeError(`request id ${JSON.stringify(pending.request_id)} is already under way on this connection`);
      }
      this.#by_id.set(pending.request_id, pending);
    }
    this.#open.add(pending);
  }

  /** Gives a request up: its replies are swallowed from now on. */
  abandon(pending: Pending, now: number): void {
    if (!this.#open.has(pending)) return;
    pending.wanted = false;
    this.#abandoned.set(pending, now);
  }

  /** Forgets all requests, and gives those that still waited. */
  end(): readonly Pending[] {
    const waiting = [...this.#open].filter((pending) => pending.wanted);
    for (const each of [this.#open, this.#by_id, this.#abandoned, this.#ended]) each.clear();
    return waiting;
  }

  /** Whether any request is answered by the message. */
  awaits(message: Message): boolean {
    return [...this.#open].some((pending) => pending.expected.has(message.name));
  }

  /** Of all messages that one frame may be, the one that a request waits for: by its id, else the oldest. */
  preferred(readings: Iterable<Received>): Received | null {
    const placed: Received[] = [];
    for (const each of readings) {
      const name = each.route.message.name;
      if (each.request_id === null) placed.push(each);
      else if (this.#by_id.get(each.request_id)?.takes(name)) return each;
    }
    for (const pending of placed.length > 0 ? this.#open : []) {
      const found = placed.find(({ route: { message } }) => {
        const is_meant = pending.request_id === null || message.request_id === null;
        return is_meant && pending.takes(message.name);
      });
      if (found) return found;
    }
    return null;
  }

  /** The request with this id; null where there is none that the message answers. Throws OutOfOrder. */
  by_id(message: Message, id: RequestId): Answer | null {
    const pending = this.#by_id.get(id);
    if (pending === undefined) {
      if (this.#ended.get(id)?.has(message.name)) throw new OutOfOrder(`${message.name} after the end of its stream`);
      return null;
    }
    if (!pending.expected.has(message.name)) return null;
    const fault = pending.fault(message.name);
    if (fault) throw new OutOfOrder(fault);
    return this.#answer(pending, message);
  }

  /**
   * The request that a frame without an id answers: the oldest that expects it at its address.
   *
   * A frame out of its stream's order is no request's (null); only where nothing but this one request can be meant it
   * throws OutOfOrder.
   */
  by_place(message: Message, place: Place, now: number): Answer | null {
    this.#expire(now);
    const candidates = this.#candidates(message).filter(
      (pending) => pending.expected.has(message.name) && !pending.is_elsewhere(place.addresses),
    );
    const [first] = candidates;
    if (first === undefined) return null;
    const oldest = first.wanted ? first : meant(first, candidates, place.payload);
    const fault = oldest.fault(message.name);
    if (!fault) return this.#answer(oldest, message);
    const is_sure = oldest.started && candidates.length === 1 && oldest.is_at(place.addresses) && !place.subscribed;
    if (is_sure) throw new OutOfOrder(fault);
    return null;
  }

  /** The request that an error message fails: by its id, else the oldest that it can mean. */
  by_error(
    message: Message,
    id: RequestId | null,
    addresses: ReadonlyMap<string, string>,
    now: number,
  ): Pending | null {
    this.#expire(now);
    const pending =
      id !== null ? this.#by_id.get(id) : this.#candidates(message).find((each) => !each.is_elsewhere(addresses));
    if (pending === undefined) return null;
    this.#remove(pending);
    return pending;
  }

  /** Whether somebody waits for a reply with this id. */
  is_due(id: RequestId | null): boolean {
    return id !== null && this.#by_id.get(id)?.wanted === true;
  }

  #candidates(message: Message): Pending[] {
    // A message that could carry an id and doesn't answers no request that has one.
    return [...this.#open].filter((pending) => message.request_id === null || pending.request_id === null);
  }

  #answer(pending: Pending, message: Message): Answer {
    pending.started = true;
    const last = pending.is_last(message.name);
    if (last) {
      this.#remove(pending);
      if (pending.request_id !== null && pending.is_stream) this.#remember(pending.request_id, pending.expected);
    }
    return { pending, last };
  }

  #remember(id: RequestId, expected: ReadonlySet<string>): void {
    this.#ended.set(id, expected);
    if (this.#ended.size <= REMEMBERED) return;
    for (const oldest of this.#ended.keys()) {
      this.#ended.delete(oldest);
      return;
    }
  }

  #remove(pending: Pending): void {
    this.#open.delete(pending);
    this.#abandoned.delete(pending);
    if (pending.request_id !== null) this.#by_id.delete(pending.request_id);
  }

  #expire(now: number): void {
    // Abandoned in this order, so the first that is young enough ends the search.
    for (const [pending, since] of this.#abandoned) {
      if (now - since <= ABANDONED_FOR) return;
      this.#remove(pending);
    }
  }
}

/** Of requests of which the oldest was given up, the one that a reply repeats fields of and the oldest doesn't. */
function meant(oldest: Pending, candidates: readonly Pending[], payload: unknown): Pending {
  const said = fields_of(payload);
  const given_up = fields_of(oldest.payload);
  for (const pending of candidates.filter((each) => each.wanted)) {
    const asked = fields_of(pending.payload);
    const shared = Object.keys(said).filter((key) => Object.hasOwn(asked, key) && Object.hasOwn(given_up, key));
    const is_like = (one: Fields, key: string, other: Fields): boolean => is_same(own(one, key), own(other, key));
    const agrees = shared.some((key) => is_like(asked, key, said) && !is_like(given_up, key, said));
    if (agrees && !shared.some((key) => is_like(given_up, key, said) && !is_like(asked, key, said))) return pending;
  }
  return oldest;
}

type Fields = { readonly [key: string]: unknown };

function fields_of(payload: unknown): Fields {
  return is_object(payload) ? payload : {};
}

function is_same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
