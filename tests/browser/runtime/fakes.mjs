// A clock and a WebSocket that tests move by hand, and the tables of a small chat, written by hand.

/** Lets everything run that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export class FakeClock {
  #now = 1000;
  #timers = [];

  now() {
    return this.#now;
  }

  epoch() {
    return 1_700_000_000 + this.#now;
  }

  after(seconds, callback) {
    const timer = { at: this.#now + seconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** How many timers are set: none may be left when a client is closed. */
  get timers() {
    return this.#timers.length;
  }

  /** Lets so many seconds pass, and everything happen that they bring. */
  async pass(seconds) {
    const until = this.#now + seconds;
    await settle();
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#timers = this.#timers.filter((each) => each !== next);
      next.callback();
      await settle();
    }
    this.#now = until;
    await settle();
  }

  /** The page stands still for so many seconds: what was due meanwhile comes late. */
  stand_still(seconds) {
    this.#now += seconds;
  }
}

/** A network: the sockets that a client has made, the newest last. */
export function network() {
  const sockets = [];
  class FakeSocket {
    binaryType = "blob";
    bufferedAmount = 0;
    protocol = "";
    readyState = 0;
    onopen = null;
    onmessage = null;
    onclose = null;
    onerror = null;
    sent = [];
    closed = null;

    constructor(url, protocols) {
      this.url = url;
      this.protocols = protocols;
      sockets.push(this);
    }

    send(text) {
      if (this.readyState !== 1) throw new Error(`a frame on a socket in state ${this.readyState}`);
      this.sent.push(text);
    }

    close(code, reason) {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new Error(`InvalidAccessError: a page can't close with ${code}`);
      }
      if (new TextEncoder().encode(reason ?? "").length > 123) throw new Error("SyntaxError: the reason is too long");
      if (this.readyState >= 2) return;
      this.closed = { code, reason };
      this.readyState = 2;
    }

    /** What was sent, parsed. */
    get frames() {
      return this.sent.map((text) => JSON.parse(text));
    }

    /** The server accepts. */
    async opens() {
      this.readyState = 1;
      this.onopen?.({});
      await settle();
    }

    /** The server sends. */
    async says(frame) {
      const data = typeof frame === "string" || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame);
      this.onmessage?.({ data });
      await settle();
    }

    /** The connection ends, by the server or for want of one; a refused handshake is a 1006 too. */
    async ends(code = 1006, reason = "") {
      this.readyState = 3;
      this.onerror?.({});
      this.onclose?.({ code, reason, wasClean: code !== 1006 });
      await settle();
    }
  }
  return {
    sockets,
    WebSocket: FakeSocket,
    get last() {
      return sockets.at(-1);
    },
  };
}

/** A validator of an object: a rule for each field, `?` at the end of its name where it may be absent. */
export function object(fields) {
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { at: "", keyword: "type", message: "must be object" };
    }
    for (const [name, rule] of Object.entries(fields)) {
      const key = name.replace("?", "");
      if (!Object.hasOwn(value, key)) {
        if (name.endsWith("?")) continue;
        return { at: "", keyword: "required", message: `must have "${key}"` };
      }
      const found = rule(value[key]);
      if (found) return { ...found, at: `/${key}${found.at}` };
    }
    return undefined;
  };
}

export const text = (value) =>
  typeof value === "string" ? undefined : { at: "", keyword: "type", message: "must be string" };
export const integer = (value) =>
  Number.isInteger(value) ? undefined : { at: "", keyword: "type", message: "must be integer" };
export const anything = () => undefined;
export const constant = (wanted) => (value) =>
  value === wanted ? undefined : { at: "", keyword: "const", message: `must be ${JSON.stringify(wanted)}` };

/** A message without anything special. */
export function message(name, fields, more = {}) {
  return {
    name,
    tags: [name],
    constants: { type: name },
    role: null,
    role_fields: {},
    request_id: null,
    sequence: null,
    envelope: null,
    empty: false,
    root: false,
    validate: object({ type: constant(name), ...fields }),
    ...more,
  };
}

const id = { request_id: ["request_id"] };
export const messages = {
  ping: message("ping", { ping_id: text }, { role: "ping", role_fields: { id: "ping_id" } }),
  pong: message("pong", { ping_id: text }, { role: "pong", role_fields: { id: "ping_id" } }),
  error: message(
    "error",
    { code: text, message: text, "request_id?": text },
    { role: "error", role_fields: { code: "code", message: "message" }, ...id },
  ),
  subscribe: message("subscribe", { topics: anything, "after?": anything }, { role: "subscribe", role_fields: { topics: "topics" } }),
  unsubscribe: message("unsubscribe", { topics: anything }, { role: "unsubscribe", role_fields: { topics: "topics" } }),
  ask: message("ask", { room: integer, "request_id?": text }, id),
  answer: message("answer", { room: integer, words: text, "request_id?": text }, id),
  tell: message("tell", { room: integer, "request_id?": text }, id),
  start: message("start", { room: integer, "request_id?": text }, id),
  item: message("item", { room: integer, words: text, "request_id?": text }, id),
  end: message("end", { room: integer, "request_id?": text }, id),
  note: message("note", { room: integer, words: text }),
};

const in_room = { room: "room" };
export const room = {
  name: "room",
  address: "room:{room}",
  parameters: { room: "int" },
  fields: Object.fromEntries(["ask", "answer", "tell", "start", "item", "end"].map((name) => [name, in_room])),
};
export const news = { name: "news", address: "news:{room}", parameters: { room: "int" }, fields: { note: in_room } };
export const system = { name: "system", address: "system", parameters: {}, fields: {} };

function route(name, channels, reply = null) {
  return [name, { message: messages[name], reply, channels }];
}

/** The small chat; `changes` are made to its table. */
export function chat(changes = {}) {
  const { answer, start, item, end } = messages;
  return {
    name: "Chat",
    path: "/ws",
    client_to_server: {
      tag: ["type"],
      routes: [
        route("pong", [system]),
        route("subscribe", [system]),
        route("unsubscribe", [system]),
        route("ask", [room], { one: [answer] }),
        route("tell", [room], { start, items: [item], end: [end] }),
      ],
      untagged: [],
      keys: {},
    },
    server_to_client: {
      tag: ["type"],
      routes: [
        route("ping", [system]),
        route("error", [system]),
        ...["answer", "start", "item", "end"].map((name) => route(name, [room])),
        route("note", [news]),
      ],
      untagged: [],
      keys: {},
    },
    arguments: [
      { name: "token", property: "token", where: "query", required: true, security: true, values: [], many: false, form: "", default: null },
    ],
    subprotocols: [],
    channels: [system, room, news],
    heartbeat: { interval: 30, timeout: 60 },
    error: messages.error,
    subscribe: messages.subscribe,
    unsubscribe: messages.unsubscribe,
    close_codes: [{ code: 4401, meaning: "The token has expired." }],
    ...changes,
  };
}
