/** What each close code means to somebody who must do something about it. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [1000, "the server is done with this connection; connect again when there is more to do"],
  [1001, "the server is going away; connect again in a moment"],
  [1003, "the server takes no frame of this kind; generate the client from the server's document"],
  [1006, "no closing handshake; check the network and the server, then connect again"],
  [1007, "a frame was not UTF-8 text; the other side, or a proxy between, sends something else"],
  [1008, "the server's policy forbids it; the reason is the server's"],
  [1009, "a frame was too big; send less in one, or raise the server's limit"],
  [1011, "the server failed; its log says why"],
  [1012, "the server restarts; connect again in a moment"],
  [1013, "the server is overloaded, or this client reads too slowly; connect again later and read faster"],
  [4009, "a frame was too big; raise the option `max_frame_bytes`, or let the server send less in one"],
  [4400, "the server could not use the request; the reason is the server's"],
  [4401, "get a new token, then connect again"],
  [4403, "this token is not allowed to do that; a new connection with the same token ends the same"],
  [4408, "the pongs came too late; connect again, and look for code that blocks the page"],
]);

/** The root of what a client throws. */
export class ClientError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The connection has ended with this code and reason (RFC 6455 §7.4); `by_client` says which side ended it. */
export class Closed extends ClientError {
  constructor(
    readonly code: number,
    readonly reason: string,
    readonly by_client: boolean,
    message?: string,
  ) {
    super(message ?? told(code, reason, by_client));
  }
}

// The code decides, and not who made the error: so a RequestLost is of the class that its code stands for, too.
function is_closed_with(value: unknown, codes: readonly number[]): boolean {
  return value instanceof Closed && codes.includes(value.code);
}

/** 4401: the server refused the token. Get a new one, then connect again (the option `refresh` does it for you). */
export class Unauthorized extends Closed {
  static override [Symbol.hasInstance](value: unknown): value is Unauthorized {
    return is_closed_with(value, [4401]);
  }
}

/** 4408: the server got no pong in time, or, where `by_client` is true, nothing came from it in time. */
export class HeartbeatLost extends Closed {
  static override [Symbol.hasInstance](value: unknown): value is HeartbeatLost {
    return is_closed_with(value, [4408]);
  }
}

/** 1013: the server is overloaded, or this client reads too slowly. Connect again later, and read faster. */
export class Overloaded extends Closed {
  static override [Symbol.hasInstance](value: unknown): value is Overloaded {
    return is_closed_with(value, [1013]);
  }
}

/**
 * A frame broke the protocol; `reason` names the message, the place in it, and the rule.
 *
 * The server's code for it is 1002. A browser can't send that (only 1000 and 3000 to 4999): where `by_client` is true
 * the code is 4002, and 4003 for a binary frame.
 */
export class ProtocolError extends Closed {
  static override [Symbol.hasInstance](value: unknown): value is ProtocolError {
    return is_closed_with(value, [1002]) || (is_closed_with(value, [4002, 4003]) && (value as Closed).by_client);
  }
}

/**
 * The connection ended while a request was under way: it may or may not have been carried out, and isn't sent again.
 *
 * `instanceof` says that it is also what its code stands for: Unauthorized, HeartbeatLost, Overloaded, ProtocolError.
 */
export class RequestLost extends Closed {
  constructor(
    ending: Ending,
    readonly request: string,
  ) {
    const lost = `${request} may or may not have been carried out, and isn't sent again`;
    super(ending.code, ending.reason, ending.by_client, `${told(ending.code, ending.reason, ending.by_client)}; ${lost}`);
  }
}

/** No connection was opened. A browser doesn't say why: nobody there, another path, or a handshake that was refused. */
export class Unreachable extends ClientError {
  constructor(readonly url: string) {
    super(`no connection to ${url}: check the URL, the network, and whether this client may connect there`);
  }
}

/** The server answered a request with its error message; `error` is that message, `text` what it says in a line. */
export class RequestFailed extends ClientError {
  constructor(
    readonly request: string,
    readonly error: unknown,
    readonly text: string,
  ) {
    super(`the server answered \`${request}\` with an error: ${text || JSON.stringify(error)}`);
  }
}

/** The server doesn't let this client have a topic: `request` is its address. */
export class SubscriptionRefused extends RequestFailed {}

/** A message that its own schema forbids to send; nothing was sent. The text names the message, the place and the rule. */
export class InvalidMessage extends ClientError {}

/** Something didn't happen in the time that it had. */
export class TimedOut extends ClientError {}

/** More was waiting than the queue holds: read faster, or raise the limit in the options. */
export class QueueOverflow extends ClientError {
  constructor(
    readonly limit: number,
    readonly unit: "frames" | "bytes" = "frames",
  ) {
    const waiting = unit === "frames" ? `${limit} frames were` : `more than ${limit} bytes were`;
    super(`${waiting} waiting to be read: read faster, or raise the limit in the client's options`);
  }
}

/** Why a connection ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  readonly by_client: boolean;
}

/** A new exception of the class that an ending's code stands for. */
export function ending_error(ending: Ending): Closed {
  const { code, reason, by_client } = ending;
  switch (code) {
    case 1002:
      return new ProtocolError(code, reason, by_client);
    case 4002:
    case 4003:
      // From a server these are codes of its own.
      return by_client ? new ProtocolError(code, reason, by_client) : new Closed(code, reason, by_client);
    case 1013:
      return new Overloaded(code, reason, by_client);
    case 4401:
      return new Unauthorized(code, reason, by_client);
    case 4408:
      return new HeartbeatLost(code, reason, by_client);
    default:
      return new Closed(code, reason, by_client);
  }
}

function told(code: number, reason: string, by_client: boolean): string {
  const why = reason ? ` (${reason})` : "";
  if (by_client && code === 1000) return `this client was closed${why}; connect it again`;
  if (by_client && code === 4408) return `the server is silent${why}: check the network and the server`;
  if (by_client && (code === 4002 || code === 4003)) {
    return `the server sent a frame that breaks the protocol${why}: generate both sides from one document`;
  }
  const side = by_client ? "this client" : "the server";
  const event = code === 1006 ? "the connection was lost" : `${side} closed the connection with ${code}`;
  return `${event}${why}: ${ADVICE.get(code) ?? "the service documents what this code means"}`;
}
