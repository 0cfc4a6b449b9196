// The generated client over Node's own WebSocket, against the example's server in a process of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test, { after } from "node:test";
import { ChatClient, Closed, RequestFailed, RequestLost, Unauthorized } from "../../../frontend/client/index.js";
import { Client } from "../../../frontend/client/_runtime/client.js";
import { CHAT } from "../../../frontend/client/protocol.js";

const running = new Set();
after(() => running.forEach((process) => process.kill("SIGKILL")));

/** Starts the server on a port, 0 is a free one; gives its process and its URL. */
async function serve(port = 0) {
  const options = ["-m", "uvicorn", "tests.browser.quick_chat:app", "--ws", "websockets-sansio", "--port", String(port)];
  const server = spawn(process.env.PYTHON, options, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(server);
  let said = "";
  for (const out of [server.stdout, server.stderr]) out.on("data", (text) => { said += text; });
  while (!/running on http:\S+:(\d+)/.test(said)) {
    assert.equal(server.exitCode, null, said);
    await Promise.race([once(server.stderr, "data"), once(server, "exit")]);
  }
  const [, found] = /running on http:\S+:(\d+)/.exec(said);
  return { server, port: Number(found), url: `ws://127.0.0.1:${found}` };
}

async function stop(server, signal = "SIGTERM") {
  const gone = once(server, "exit");
  server.kill(signal);
  await gone;
  running.delete(server);
}

/** Waits until a client tells that something is so. */
function until(client, is_so) {
  return new Promise((resolve) => {
    const stops = [client.on_state(look), client.on_close(look)];
    function look(told) {
      if (!is_so(told)) return;
      stops.forEach((each) => each());
      resolve(told);
    }
    look(client.state);
  });
}

/** The generated client with a watchdog that is sure after two seconds. */
class QuickClient extends Client {
  constructor(url, given, options) {
    super({ ...CHAT, heartbeat: { interval: 1, timeout: 2 } }, url, given, options);
  }
}
for (const name of ["subscribe_thread", "send_message", "agent"]) QuickClient.prototype[name] = ChatClient.prototype[name];

const first = await serve();

test("asks, streams, subscribes, is refused, and closes", async () => {
  const client = new ChatClient(first.url, { token: "demo" });
  await client.connect();
  assert.equal(client.state, "live");
  assert.deepEqual((await client.subscribe_thread({ thread_id: 42 })).messages, []);
  const agent = await client.agent({ agent_id: 7 }).open();
  const replies = [];
  for await (const reply of client.send_message({ thread_id: 42, content: "hi" })) replies.push(reply);
  assert.deepEqual(replies.map(({ type }) => type), ["stream_start", ...Array(3).fill("stream_chunk"), "stream_end"]);
  const events = [(await agent.next()).value, (await agent.next()).value];
  assert.deepEqual(events.map(({ data }) => data.status), ["running", "idle"]);
  const { messages } = await client.subscribe_thread({ thread_id: 42 });
  assert.deepEqual(messages.map(({ content }) => content), ["hi", "You said: hi"]);
  const refused = client.send_message({ thread_id: 42, content: "/nothing" });
  await assert.rejects(refused.next(), (error) => error instanceof RequestFailed && /no command/.test(error.text));
  await client.close();
  assert.equal(client.state, "closed");
  await assert.rejects(client.subscribe_thread({ thread_id: 42 }), Closed);
});

test("a token that is refused is 4401, with what the document says of it", async () => {
  const client = new ChatClient(first.url, { token: "wrong" });
  const ended = until(client, (told) => told.code !== undefined);
  await client.connect();
  const { code, meaning, error } = await ended;
  assert.deepEqual([code, meaning], [4401, "The token is missing, unknown or expired."]);
  assert.ok(error instanceof Unauthorized);
  assert.equal(client.state, "closed");
});

test("pongs keep a connection longer than a server waits for one", async () => {
  let pongs = 0;
  let enough;
  const answered = new Promise((resolve) => { enough = resolve; });
  const on_frame = ({ message }) => { if (message === "pong" && ++pongs === 10) enough(); };
  const client = new ChatClient(first.url, { token: "demo" }, { on_frame });
  await client.connect();
  await answered;
  assert.equal(client.state, "live");
  await client.close();
});

test("a server that stands still is left, and found again when it goes on", async () => {
  const client = new QuickClient(first.url, { token: "demo" });
  await client.connect();
  first.server.kill("SIGSTOP");
  const { code, by_client } = await until(client, (told) => told.code !== undefined);
  assert.deepEqual([code, by_client, client.state], [4408, true, "stale"]);
  first.server.kill("SIGCONT");
  await until(client, (told) => told === "live");
  await client.subscribe_thread({ thread_id: 1 });
  await client.close();
});

test("when the server is back the client is, too, with its topics", async () => {
  const reconnect = { first: 0.1, factor: 1, most: 0.1, stable: 10 };
  const client = new ChatClient(first.url, { token: "demo" }, { reconnect });
  await client.connect();
  const agent = await client.agent({ agent_id: 7 }).open();
  const stream = client.send_message({ thread_id: 1, content: "a b c d e f g h i j" });
  await stream.next();
  const ended = until(client, (told) => told.code !== undefined);
  await stop(first.server, "SIGKILL");
  assert.equal((await ended).code, 1006);
  await assert.rejects((async () => { for await (const _ of stream); })(), RequestLost);
  assert.equal(client.state, "stale");
  const second = await serve(first.port);
  await until(client, (told) => told === "live");
  for await (const _ of client.send_message({ thread_id: 1, content: "again" }));
  const states = [];
  while (states.at(-1) !== "idle") states.push((await agent.next()).value.data.status);
  assert.deepEqual(states, ["running", "running", "idle"]);
  assert.equal(agent.gaps, 1);
  const told = until(client, (each) => each.code !== undefined);
  await stop(second.server);
  assert.equal((await told).code, 1012);
  await client.close();
});
