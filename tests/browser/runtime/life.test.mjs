// How a client lives: states, lost connections, coming back, the heartbeat.
import assert from "node:assert/strict";
import test from "node:test";
import * as wsgen from "../../../wsgen/assets/browser/runtime/index.js";
import { chat, constant, integer, messages, news, object, settle } from "./fakes.mjs";
import { made, opened, watched } from "./opened.mjs";

const { Closed, HeartbeatLost, RequestLost, TimedOut, Unauthorized, Unreachable } = wsgen;

test("it is amber, then green, then red, and closes with 1000", async () => {
  const { client, clock, net, told } = await opened();
  assert.equal(net.last.url, "ws://chat.test/ws?token=t");
  assert.deepEqual(told.states, ["connecting", "live"]);
  const closing = watched(client.close());
  assert.equal(net.last.closed.code, 1000);
  await net.last.ends(1000);
  assert.ok(closing.done);
  assert.deepEqual(told.states, ["connecting", "live", "closed"]);
  assert.equal(clock.timers, 0);
  await assert.rejects(client._request("ask", { room: 1 }), Closed);
});

test("the first connection that fails is not repeated, and says where without the token", async () => {
  const { client, clock, net } = made();
  const connecting = watched(client.connect());
  await settle();
  await net.last.ends();
  assert.ok(connecting.error instanceof Unreachable);
  assert.ok(!connecting.error.message.includes("token"), connecting.error.message);
  assert.equal(client.state, "closed");
  await clock.pass(100);
  assert.equal(net.sockets.length, 1);
});

test("a server that never answers the handshake is left in time", async () => {
  const { client, clock, net } = made({ connect_timeout: 3 });
  const connecting = watched(client.connect());
  await clock.pass(3);
  assert.ok(connecting.error instanceof TimedOut);
  assert.equal(net.last.readyState, 2);
});

test("closing while it connects ends the attempt at once", async () => {
  const { client, clock, net, told } = made();
  const connecting = watched(client.connect());
  await settle();
  const closing = watched(client.close());
  await settle();
  assert.equal(net.last.readyState, 2);
  await net.last.ends();
  assert.ok(connecting.error instanceof Closed, String(connecting.error));
  assert.ok(closing.done);
  assert.deepEqual(told.states, ["connecting", "closed"]);
  assert.equal(clock.timers, 0);
});

test("the wait doubles from half a second to twenty, and begins anew after ten stable seconds", async () => {
  const { clock, net } = await opened();
  await net.last.ends(1012);
  for (const wait of [0.5, 1, 2, 4, 8, 16, 20, 20]) {
    const before = net.sockets.length;
    await clock.pass(wait - 0.01);
    assert.equal(net.sockets.length, before, `before ${wait} s`);
    await clock.pass(0.01);
    assert.equal(net.sockets.length, before + 1, `after ${wait} s`);
    await net.last.ends();
  }
  await clock.pass(20);
  await net.last.opens();
  await clock.pass(10);
  await net.last.ends(1006);
  const before = net.sockets.length;
  await clock.pass(0.5);
  assert.equal(net.sockets.length, before + 1);
});

test("an attempt to come back that takes too long is repeated", async () => {
  const { client, clock, net } = await opened({ connect_timeout: 3 });
  await net.last.ends(1006);
  await clock.pass(0.5);
  await clock.pass(3);
  assert.equal(client.state, "stale");
  await clock.pass(1);
  assert.equal(net.sockets.length, 3);
});

for (const code of [1001, 1005, 1006, 1011, 1012, 1013, 1014, 4408]) {
  test(`after ${code} it connects again`, async () => {
    const { clock, net, told } = await opened();
    await net.last.ends(code, "why");
    assert.equal(told.states.at(-1), "stale");
    await clock.pass(0.5);
    await net.last.opens();
    assert.deepEqual(told.states, ["connecting", "live", "stale", "live"]);
    assert.deepEqual([told.ends[0].code, told.ends[0].reason, told.ends[0].by_client], [code, "why", false]);
  });
}

for (const code of [1000, 1002, 1003, 1007, 1008, 1009, 1010, 4000, 4400, 4401, 4403]) {
  test(`after ${code} it doesn't`, async () => {
    const { client, clock, net } = await opened();
    await net.last.ends(code);
    await clock.pass(100);
    assert.equal(client.state, "closed");
    assert.equal(net.sockets.length, 1);
    assert.equal(clock.timers, 0);
  });
}

test("a code of the service's own is none to come back after unless it is named", async () => {
  const { client, net } = await opened({ reconnect_on: [4123] });
  await net.last.ends(4123);
  assert.equal(client.state, "stale");
});

test("without reconnecting a lost connection is the end", async () => {
  const { net, told } = await opened({ reconnect: null });
  await net.last.ends(1012);
  assert.deepEqual(told.states, ["connecting", "live", "closed"]);
});

test("a close event has the document's meaning, and its exception", async () => {
  const { net, told } = await opened();
  await net.last.ends(4401, "expired");
  const [{ code, reason, by_client, meaning, error }] = told.ends;
  assert.deepEqual([code, reason, by_client, meaning], [4401, "expired", false, "The token has expired."]);
  assert.ok(error instanceof Unauthorized);
});

test("after 4401 it asks for new arguments once, and again after a stable connection", async () => {
  const asked = [];
  const refresh = async (given) => {
    asked.push(given.token);
    return { token: `new${asked.length}` };
  };
  const { client, clock, net } = await opened({ refresh });
  await net.last.ends(4401);
  await clock.pass(0.5);
  assert.match(net.last.url, /token=new1$/);
  await net.last.opens();
  await clock.pass(10);
  await net.last.ends(4401);
  await clock.pass(0.5);
  assert.match(net.last.url, /token=new2$/);
  await net.last.opens();
  await net.last.ends(4401);
  assert.equal(client.state, "closed");
  assert.deepEqual(asked, ["t", "new1"]);
});

test("a hook for new arguments that finds no network is asked again; another failure is the end", async () => {
  const failures = [new TypeError("fetch failed"), new Error("no account")];
  const refresh = () => Promise.reject(failures.shift());
  const { client, clock, net } = await opened({ refresh });
  await net.last.ends(4401);
  await clock.pass(0.5);
  assert.equal(client.state, "stale");
  await clock.pass(1);
  assert.equal(client.state, "closed");
  await assert.rejects(client._request("ask", { room: 1 }), /no account/);
  assert.equal(net.sockets.length, 1);
});

test("a hook for new arguments that takes too long is asked again", async () => {
  let asked = 0;
  const refresh = () => (++asked === 1 ? new Promise(() => undefined) : { token: "new" });
  const { client, clock, net } = await opened({ refresh });
  await net.last.ends(4401);
  await clock.pass(0.5 + 10 + 1);
  assert.equal(client.state, "stale");
  assert.match(net.last.url, /token=new$/);
});

test("what is under way fails at a loss, is never sent again, and names its request", async () => {
  const { client, clock, net } = await opened();
  const asked = watched(client._request("ask", { room: 1 }));
  const stream = client._stream("tell", { room: 1 });
  const first = watched(stream.next());
  await settle();
  await net.last.ends(1013, "slow");
  for (const { error } of [asked, first]) {
    assert.ok(error instanceof RequestLost);
    assert.ok(error instanceof wsgen.Overloaded);
    assert.equal(error.code, 1013);
  }
  assert.equal(asked.error.request, "ask");
  await clock.pass(0.5);
  await net.last.opens();
  assert.deepEqual(net.last.frames, []);
});

test("a call that is made meanwhile waits for the next connection, as long as its own time allows", async () => {
  const { client, clock, net } = await opened();
  await net.last.ends(1006);
  const patient = watched(client._request("ask", { room: 1 }, { timeout: 5 }));
  const hasty = watched(client._request("ask", { room: 2 }, { timeout: 0.2 }));
  await clock.pass(0.5);
  assert.ok(hasty.error instanceof TimedOut);
  await net.last.opens();
  assert.deepEqual(net.last.frames.map((frame) => frame.room), [1]);
  await net.last.says({ type: "answer", room: 1, words: "hi", request_id: net.last.frames[0].request_id });
  assert.equal(patient.value.words, "hi");
});

test("a new connection begins with the greeting and then all topics in order, before anything else", async () => {
  const protocol = chat();
  const hello = { ...messages.ask, name: "hello", tags: ["hello"], constants: { type: "hello" }, role: "authenticate", request_id: null };
  hello.validate = object({ type: constant("hello"), room: integer });
  protocol.client_to_server.routes.push(["hello", { message: hello, reply: null, channels: [] }]);
  const { client, clock, net } = await opened({ protocol, greeting: () => ["hello", { room: 0 }] });
  for (const room of [3, 1, 2]) await client._subscription(news, { room }).open();
  await net.last.ends(1006);
  const waiting = watched(client._request("ask", { room: 9 }));
  await clock.pass(0.5);
  await net.last.opens();
  const said = net.last.frames.map((frame) => frame.topics?.[0] ?? frame.room);
  assert.deepEqual(said, [0, "news:3", "news:1", "news:2", 9]);
  assert.ok(!waiting.done);
});

test("there is never a second connection", async () => {
  const { client, clock, net } = await opened();
  await assert.rejects(client.connect());
  await net.last.ends(1006);
  await clock.pass(0.5);
  await net.last.opens();
  assert.equal(net.sockets.filter(({ readyState }) => readyState < 2).length, 1);
});

test("silence for two intervals is a dead connection: 4408, and another one", async () => {
  const { client, clock, net, told } = await opened();
  await clock.pass(59);
  await net.last.says({ type: "note", room: 1, words: "alive" });
  await clock.pass(59);
  assert.equal(client.state, "live");
  await clock.pass(1);
  assert.equal(net.sockets[0].closed.code, 4408);
  assert.equal(client.state, "stale");
  assert.ok(told.ends[0].error instanceof HeartbeatLost);
  assert.equal(told.ends[0].by_client, true);
  // A dead server has a second for its closing handshake: there are never two connections.
  await clock.pass(1.4);
  assert.equal(net.sockets.length, 1);
  await clock.pass(0.1);
  await net.last.opens();
  assert.equal(client.state, "live");
});

test("timers that come late, as in a hidden tab, are no dead connection while frames come", async () => {
  const { client, clock, net } = await opened();
  for (let minute = 0; minute < 5; minute++) {
    // Frozen for longer than the silence that is allowed; then the timer runs before the frames that waited are read.
    clock.stand_still(90);
    await clock.pass(0);
    assert.equal(client.state, "live");
    await net.last.says({ type: "ping", ping_id: `p${minute}` });
  }
  assert.equal(net.sockets.length, 1);
  clock.stand_still(90);
  await clock.pass(3);
  assert.equal(client.state, "stale");
});

test("where the protocol has no heartbeat a quiet connection lives on", async () => {
  const { client, clock } = await opened({ protocol: chat({ heartbeat: null }) });
  await clock.pass(100_000);
  assert.equal(client.state, "live");
  assert.equal(clock.timers, 0);
});

test("closing during the wait ends it at once", async () => {
  const { client, clock, net } = await opened();
  await net.last.ends(1006);
  await client.close();
  await clock.pass(100);
  assert.equal(client.state, "closed");
  assert.equal(net.sockets.length, 1);
  assert.equal(clock.timers, 0);
});

test("a closing handshake that the server doesn't answer is given up", async () => {
  const { client, clock } = await opened({ close_timeout: 2 });
  const closing = watched(client.close());
  await clock.pass(1.9);
  assert.ok(!closing.done);
  await clock.pass(0.1);
  assert.ok(closing.done);
});

test("it can be connected again after it was closed", async () => {
  const { client, net } = await opened();
  await net.last.ends(1000);
  const connecting = client.connect();
  await settle();
  await net.last.opens();
  await connecting;
  assert.equal(client.state, "live");
});

test("when the network is back, or the page is shown, the next attempt is made at once", async () => {
  const page = new EventTarget();
  page.visibilityState = "visible";
  globalThis.document = page;
  globalThis.addEventListener = (...given) => page.addEventListener(...given);
  globalThis.removeEventListener = (...given) => page.removeEventListener(...given);
  try {
    const { client, net } = await opened();
    for (const kind of ["online", "visibilitychange"]) {
      await net.last.ends(1006);
      const before = net.sockets.length;
      page.dispatchEvent(new Event(kind));
      await settle();
      assert.equal(net.sockets.length, before + 1, kind);
      await net.last.opens();
    }
    const closing = client.close();
    await net.last.ends(1000);
    await closing;
  } finally {
    for (const name of ["document", "addEventListener", "removeEventListener"]) delete globalThis[name];
  }
});
