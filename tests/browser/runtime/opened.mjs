// Clients of the small chat for the tests of the runtime.
import { Client } from "../../../wsgen/assets/browser/runtime/index.js";
import { FakeClock, chat, network, settle } from "./fakes.mjs";

/** A client that isn't connected yet, with its network, its clock, and what it tells. */
export function made({ protocol = chat(), given = { token: "t" }, greeting = null, ...options } = {}) {
  const clock = new FakeClock();
  const net = network();
  const told = { states: [], ends: [], errors: [], unknown: [], frames: [] };
  const client = new Client(
    protocol,
    "ws://chat.test",
    given,
    { clock, WebSocket: net.WebSocket, random: () => 1, on_frame: (frame) => told.frames.push(frame), ...options },
    greeting,
  );
  client.on_state((state) => told.states.push(state));
  client.on_close((event) => told.ends.push(event));
  client.on_error((error, text) => told.errors.push([error, text]));
  client.on_unknown((frame, reason) => told.unknown.push([frame, reason]));
  return { client, clock, net, told };
}

/** The same, connected. */
export async function opened(options = {}) {
  const all = made(options);
  const connecting = all.client.connect();
  await settle();
  await all.net.last.opens();
  await connecting;
  return all;
}

/** What a promise came to so far: `value`, `error`, or neither while it waits. */
export function watched(promise) {
  const outcome = { done: false };
  promise.then(
    (value) => Object.assign(outcome, { done: true, value }),
    (error) => Object.assign(outcome, { done: true, error }),
  );
  return outcome;
}
