// Does with browser clients what commands say: one JSON object a line in, one out (the same words as in drivers.py).
//
// In Node `node --experimental-websocket browser_driver.mjs` talks over standard input and output. In a page,
// `new Driver().command(…)` gives the same answers.

/** The names of all classes that an error is of; a lost request is of the class of its close code, too. */
function kinds(error, modules) {
  const found = new Set();
  for (let each = Object.getPrototypeOf(error); each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    found.add(each.constructor.name);
  }
  for (const [name, value] of modules.flatMap(Object.entries)) {
    if (value?.prototype instanceof Error && error instanceof value) found.add(name);
  }
  return [...found];
}

function told(error, modules) {
  const { code = null, by_client = null, reason = null } = error;
  return { kinds: kinds(error, modules), code, by_client, reason, text: String(error.message) };
}

class Kept {
  states = [];
  unknown = [];
  errors = [];
  client;
}

export class Driver {
  #modules = {};
  #clients = {};
  #streams = {};

  /** What a command gives: `value`, or `error`. */
  async command(asked) {
    try {
      return { value: (await this[`_${asked.do}`](asked)) ?? null };
    } catch (error) {
      return { error: told(error, Object.values(this.#modules)) };
    }
  }

  async _load({ protocol, browser }) {
    this.#modules[protocol] = await import(browser);
  }

  _make({ client, protocol, kind, url, given, options = {} }) {
    const { reconnect, refresh, ...others } = options;
    const made = new this.#modules[protocol][kind](url, given, {
      ...others,
      ...(reconnect ? { reconnect: { factor: 2, stable: 10, ...reconnect } } : reconnect === null ? { reconnect } : {}),
      ...(refresh ? { refresh: (before) => ({ ...before, ...refresh }) } : {}),
    });
    const kept = (this.#clients[client] = new Kept());
    kept.client = made;
    made.on_state((state) => kept.states.push(state));
    made.on_unknown((frame) => kept.unknown.push(frame));
    made.on_error((error) => kept.errors.push(error));
  }

  async _connect({ client }) {
    await this.#clients[client].client.connect();
  }

  async _close({ client }) {
    await this.#clients[client].client.close();
  }

  _status({ client }) {
    const { states, unknown, errors, client: made } = this.#clients[client];
    return { state: made.state, states, unknown, errors, unknown_frames: made.unknown_frames };
  }

  _call({ client, method, payload, timeout, topic }) {
    const options = { ...(timeout ? { timeout } : {}), ...(topic ? { topic: topic.address } : {}) };
    return this.#clients[client].client[method](payload, options);
  }

  async _stream({ client, method, payload, take, ...rest }) {
    const stream = this._call({ client, method, payload, ...rest });
    const found = [];
    while (take === undefined || found.length < take) {
      const { done, value } = await stream.next();
      if (done) break;
      found.push(value);
    }
    await stream.close();
    return found;
  }

  async _open({ client, name, topic, parameters }) {
    this.#streams[name] = this.#clients[client].client[topic](parameters);
    await this.#streams[name].open();
  }

  async _next({ name }) {
    const { done, value } = await this.#streams[name].next();
    return done ? null : value;
  }

  _counts({ name }) {
    const { gaps, dropped } = this.#streams[name];
    return { gaps, dropped };
  }

  _shut({ name }) {
    this.#streams[name].close();
  }
}

async function main() {
  const { createInterface } = await import("node:readline");
  const driver = new Driver();
  createInterface({ input: process.stdin }).on("line", async (line) => {
    const { id, ...asked } = JSON.parse(line);
    const answer = await driver.command(asked);
    process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
  });
  process.stdin.on("end", () => process.exit());
}

if (typeof process !== "undefined" && process.argv?.[1]?.endsWith("browser_driver.mjs")) await main();
