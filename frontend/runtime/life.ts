import { HEARTBEAT_LOST, NORMAL, UNAUTHORIZED } from "./close.js";
import { Closed, type Ending, TimedOut, Unreachable, ending_error } from "./errors.js";
import type { Protocol } from "./protocol.js";
import { Session, type UnknownPolicy } from "./session.js";
import type { ClientState } from "./state.js";
import { Topics } from "./topics.js";

/** How fast a client connects again; times are in seconds. The wait is a random part of a ceiling. */
export interface ReconnectPolicy {
  readonly first: number;
  readonly factor: number;
  readonly most: number;
  /** A connection that lived so long was stable: the next wait begins anew. */
  readonly stable: number;
}

/** What a client's user decides about its life; without `reconnect` a lost connection is the end. */
export interface LifeSettings {
  readonly reconnect: ReconnectPolicy | null;
  readonly reconnect_on: readonly number[];
  readonly can_refresh: boolean;
  readonly unknown: UnknownPolicy;
  readonly max_frame_bytes: number;
  /** Gives a random number from 0 to 1. */
  readonly random: () => number;
}

/** Connect again `delay` seconds from now; where `refresh` is set, ask for new arguments first. */
export interface Again {
  readonly delay: number;
  readonly refresh: boolean;
}

/** Nothing more is tried; makes the exception that everybody gets who waits, or asks later. */
export type Over = () => Error;

/** After so many intervals of the server's pings without any frame the connection is taken for dead. */
export const SILENT_INTERVALS = 2;

/** Seconds by which the watchdog may wake late; later, the page stood still (a hidden tab, a sleeping computer). */
const LATE = 1;

/** Seconds that a page which stood still gets, to read what came in the meantime. */
const READING = 2;

/** The codes after which another connection may live. All others mean that it would end the same. */
const RETRIABLE: ReadonlySet<number> = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014, 4408]);

/**
 * Outlives connections: knows what is subscribed to, whether to connect again and when, and when one is dead. It neither
 * waits nor looks at a clock; times are in seconds.
 */
export class Life {
  readonly topics = new Topics();
  session: Session | null = null;
  state: ClientState = "closed";
  #protocol: Protocol;
  #settings: LifeSettings;
  #on_state: (state: ClientState) => void;
  #attempts = 0;
  #error: Over | null = null;
  #is_refreshed = false;
  #ready_at = 0;
  #wakes_at = 0;

  constructor(protocol: Protocol, settings: LifeSettings, on_state: (state: ClientState) => void) {
    this.#protocol = protocol;
    this.#settings = settings;
    this.#on_state = on_state;
  }

  /** Opens the client, for the first time or again; throws Error where it is open. */
  begin(): void {
    if (this.state !== "closed") throw new Error("this client is open already");
    this.#error = null;
    this.#is_refreshed = false;
    this.#attempts = 0;
    this.#set_state("connecting");
  }

  /** Takes a connection that was just opened, and gives its session; `epoch` is as of SessionSettings. */
  attempt(now: number, epoch: number): Session {
    const { unknown, max_frame_bytes } = this.#settings;
    this.session = new Session(this.#protocol, this.topics, { epoch, unknown, max_frame_bytes });
    this.session.heard_at = now;
    return this.session;
  }

  /** What must leave on the new connection before all else: what introduces the client, then the open topics. */
  *first_frames(now: number, greeting: readonly [string, unknown] | null): Generator<string> {
    if (this.session === null) return;
    if (greeting) yield this.session.send(greeting[0], greeting[1], now);
    for (const address of this.topics.addresses) {
      const text = this.session.subscribe(address, now);
      if (text !== null) yield text;
    }
  }

  /** Takes note that the first frames have left: the client is live. */
  ready(now: number): void {
    const was_lost = this.state === "stale";
    this.#ready_at = this.#wakes_at = now;
    this.#set_state("live");
    if (was_lost) this.topics.resume();
  }

  /** Says what follows an attempt that failed; the first one of all is never repeated. */
  failed(error: Error): Again | Over {
    this.#forget({ code: 1006, reason: error.message, by_client: false });
    if (this.state === "closed") return this.#error ?? (() => error);
    const code = error instanceof Closed ? error.code : null;
    if (this.state === "stale" && code === UNAUTHORIZED && this.#may_refresh()) return this.#again(true);
    const may_pass = is_passing(error) || (code !== null && this.#is_retriable(code));
    return this.state === "stale" && may_pass ? this.#again(false) : this.#over(() => error, false);
  }

  /** Says what follows the end of a connection that was ready: what was under way on it fails now. */
  lost(ending: Ending, now: number): Again | Over {
    this.#forget(ending);
    const error = (): Error => ending_error(ending);
    if (this.state === "closed") return this.#error ?? error;
    if (this.#settings.reconnect && now - this.#ready_at >= this.#settings.reconnect.stable) {
      this.#attempts = 0;
      this.#is_refreshed = false;
    }
    const refresh = !ending.by_client && ending.code === UNAUTHORIZED && this.#may_refresh();
    const is_retriable = ending.by_client ? ending.code === HEARTBEAT_LOST : this.#is_retriable(ending.code);
    if (this.#settings.reconnect === null || !(refresh || is_retriable)) return this.#over(error, false);
    this.topics.mark_gap();
    this.#set_state("stale");
    return this.#again(refresh);
  }

  /** Says what follows a hook for new arguments that failed: it is asked again where that may pass. */
  refresh_failed(error: Error): Again | Over {
    if (this.state === "closed") return this.#error ?? (() => error);
    return is_passing(error) ? this.#again(true) : this.#over(() => error, false);
  }

  /** Ends the client as its user wishes. What waits is told, subscriptions just end. */
  close(): void {
    if (this.state === "closed") return;
    const ending = { code: NORMAL, reason: "", by_client: true };
    this.#forget(ending);
    this.#over(() => ending_error(ending), true);
  }

  /** The exception for a call that is made now; null where the client is open, or never was. */
  refusal(): Error | null {
    return this.state === "closed" && this.#error ? this.#error() : null;
  }

  /** Whether the server sends pings, so that silence says something. */
  get is_watched(): boolean {
    return this.#protocol.heartbeat !== null;
  }

  /**
   * Looks whether a connection is alive: the seconds until the next look, or the end of a dead one. A look that comes
   * much too late says that this whole page stood still: then it gets a moment, since frames may be waiting.
   */
  watch(session: Session, now: number): number | Ending {
    const silence = SILENT_INTERVALS * (this.#protocol.heartbeat?.interval ?? Infinity);
    let left = session.heard_at + silence - now;
    if (left <= 0 && now - this.#wakes_at <= LATE) {
      return { code: HEARTBEAT_LOST, reason: `nothing came for ${silence} s`, by_client: true };
    }
    if (left <= 0) left = READING;
    this.#wakes_at = now + left;
    return left;
  }

  #may_refresh(): boolean {
    return this.#settings.can_refresh && this.#settings.reconnect !== null && !this.#is_refreshed;
  }

  #is_retriable(code: number): boolean {
    return RETRIABLE.has(code) || this.#settings.reconnect_on.includes(code);
  }

  #again(refresh: boolean): Again {
    this.#is_refreshed ||= refresh;
    const { first, factor, most } = this.#settings.reconnect ?? DEFAULT_RECONNECT;
    const ceiling = Math.min(most, first * factor ** this.#attempts);
    this.#attempts += 1;
    return { delay: ceiling * this.#settings.random(), refresh };
  }

  #over(error: Over, is_wanted: boolean): Over {
    this.#error = error;
    this.topics.end(is_wanted ? null : error);
    this.#set_state("closed");
    return error;
  }

  #forget(ending: Ending): void {
    const { session } = this;
    this.session = null;
    session?.end(ending);
  }

  #set_state(state: ClientState): void {
    if (state === this.state) return;
    this.state = state;
    this.#on_state(state);
  }
}

/** Whether what failed may do better later: nobody there, too slow, or, as `fetch` says it, no network. */
function is_passing(error: Error): boolean {
  return error instanceof Unreachable || error instanceof TimedOut || error instanceof TypeError;
}

/** What suits most. */
export const DEFAULT_RECONNECT: ReconnectPolicy = { first: 0.5, factor: 2, most: 20, stable: 10 };
