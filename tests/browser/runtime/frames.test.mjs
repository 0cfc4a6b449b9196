// What a client does with frames: whose they are, what it refuses, what it sends.
import assert from "node:assert/strict";
import test from "node:test";
import * as wsgen from "../../../wsgen/assets/browser/runtime/index.js";
import { anything, chat, integer, message, messages, news, object, room, settle, text } from "./fakes.mjs";
import { made, opened, watched } from "./opened.mjs";

const { InvalidMessage, ProtocolError, QueueOverflow, RequestFailed, RequestLost, TimedOut } = wsgen;

test("a reply goes to the request that has its id, and nobody else", async () => {
  const { client, net } = await opened();
  const events = await client._subscription(room, { room: 1 }).open();
  const [one, two] = [1, 1].map((room) => watched(client._request("ask", { room })));
  await settle();
  const [first, second] = net.last.frames.slice(1).map((frame) => frame.request_id);
  await net.last.says({ type: "answer", room: 1, words: "second", request_id: second });
  await net.last.says({ type: "answer", room: 1, words: "first", request_id: first });
  await net.last.says({ type: "answer", room: 1, words: "event" });
  assert.deepEqual([one.value.words, two.value.words], ["first", "second"]);
  assert.equal((await events.next()).value.words, "event");
});

test("a request gets its tag and a fresh id; one that the user gave stays", async () => {
  const { client, net } = await opened();
  void watched(client._request("ask", { room: 1 }));
  void watched(client._request("ask", { room: 1, request_id: "mine" }));
  await settle();
  assert.deepEqual(net.last.frames, [
    { room: 1, type: "ask", request_id: "r1" },
    { room: 1, request_id: "mine", type: "ask" },
  ]);
});

test("without ids replies belong to their place, and else are first in, first out", async () => {
  const bare = (name, fields) => message(name, { room: integer, ...fields });
  const ask = bare("ask", {});
  const answer = bare("answer", { words: text });
  const base = chat();
  const [, , room] = [base.channels[0], base.channels[2], base.channels[1]];
  const protocol = {
    ...base,
    client_to_server: { ...base.client_to_server, routes: [["ask", { message: ask, reply: { one: [answer] }, channels: [room] }]] },
    server_to_client: { ...base.server_to_client, routes: [["answer", { message: answer, reply: null, channels: [room] }]] },
  };
  const { client, net } = await opened({ protocol });
  const asked = [1, 2, 2].map((each) => watched(client._request("ask", { room: each })));
  await settle();
  for (const [each, words] of [[2, "a"], [1, "b"], [2, "c"]]) await net.last.says({ type: "answer", room: each, words });
  assert.deepEqual(asked.map(({ value }) => value.words), ["b", "a", "c"]);
});

test("an error message fails its request; one that answers none is told", async () => {
  const { client, net, told } = await opened();
  const asked = watched(client._request("ask", { room: 1 }));
  await settle();
  await net.last.says({ type: "error", code: "nope", message: "no such room", request_id: net.last.frames[0].request_id });
  assert.ok(asked.error instanceof RequestFailed);
  assert.equal(asked.error.text, "nope: no such room");
  assert.equal(asked.error.error.code, "nope");
  await net.last.says({ type: "error", code: "odd", message: "something" });
  assert.equal(told.errors[0][1], "odd: something");
  assert.equal(client.state, "live");
});

test("a request without a reply times out, and its late reply is nobody's", async () => {
  const { client, clock, net } = await opened();
  const asked = watched(client._request("ask", { room: 1 }, { timeout: 2 }));
  await clock.pass(2);
  assert.ok(asked.error instanceof TimedOut);
  const events = await client._subscription(room, { room: 1 }).open();
  await net.last.says({ type: "answer", room: 1, words: "late", request_id: "r1" });
  await net.last.says({ type: "answer", room: 1, words: "event" });
  assert.equal((await events.next()).value.words, "event");
});

test("a signal gives a request up, also while it waits for a connection", async () => {
  const { client, clock, net } = await opened();
  const quick = new AbortController();
  const asked = watched(client._request("ask", { room: 1 }, { signal: quick.signal }));
  await settle();
  quick.abort(new Error("gone elsewhere"));
  await settle();
  assert.equal(asked.error.message, "gone elsewhere");
  await net.last.ends(1006);
  const slow = new AbortController();
  const waiting = watched(client._request("ask", { room: 2 }, { signal: slow.signal }));
  await settle();
  slow.abort(new Error("no more"));
  await settle();
  assert.equal(waiting.error.message, "no more");
  await clock.pass(0.5);
  await net.last.opens();
  assert.deepEqual(net.last.frames, []);
});

test("a stream begins with its first use, gives its replies in order, and ends by itself", async () => {
  const { client, net } = await opened();
  const stream = client._stream("tell", { room: 1 });
  await settle();
  assert.deepEqual(net.last.sent, []);
  const taken = [];
  const reading = watched((async () => { for await (const reply of stream) taken.push(reply.type); })());
  await settle();
  const { request_id } = net.last.frames[0];
  for (const type of ["start", "item", "item", "end"]) await net.last.says({ type, room: 1, words: "w", request_id });
  assert.deepEqual(taken, ["start", "item", "item", "end"]);
  assert.ok(reading.done && !reading.error);
});

test("a stream that is left early swallows what still comes", async () => {
  const { client, net } = await opened();
  const events = await client._subscription(room, { room: 1 }).open();
  const stream = client._stream("tell", { room: 1 });
  const first = stream.next();
  await settle();
  const { request_id } = net.last.frames.at(-1);
  await net.last.says({ type: "start", room: 1, request_id });
  assert.equal((await first).value.type, "start");
  await stream.return();
  assert.ok((await stream.next()).done);
  await net.last.says({ type: "item", room: 1, words: "late", request_id });
  await net.last.says({ type: "item", room: 1, words: "event" });
  assert.equal((await events.next()).value.words, "event");
});

for (const [title, types, why] of [
  ["an item before the start", ["item"], /item before start/],
  ["a second start", ["start", "start"], /a second start/],
  ["an item after the end", ["start", "end", "item"], /item after the end/],
]) {
  test(`${title} of a stream breaks the protocol`, async () => {
    const { client, net, told } = await opened();
    const stream = client._stream("tell", { room: 1 });
    void watched(stream.next());
    await settle();
    const { request_id } = net.last.frames[0];
    for (const type of types) await net.last.says({ type, room: 1, words: "w", request_id });
    assert.equal(net.last.closed.code, 4002);
    assert.match(net.last.closed.reason, why);
    assert.ok(told.ends[0].error instanceof ProtocolError);
  });
}

test("a stream whose replies nobody reads fails, and drops none of those that it has", async () => {
  const { client, net } = await opened({ reply_queue: 2 });
  const stream = client._stream("tell", { room: 1 });
  const first = stream.next();
  await settle();
  const { request_id } = net.last.frames[0];
  for (const type of ["start", "item", "item", "item"]) await net.last.says({ type, room: 1, words: "w", request_id });
  assert.equal((await first).value.type, "start");
  assert.equal((await stream.next()).value.type, "item");
  assert.equal((await stream.next()).value.type, "item");
  await assert.rejects(stream.next(), QueueOverflow);
});

test("a silence inside a stream that is too long ends it", async () => {
  const { client, clock, net } = await opened({ protocol: chat({ heartbeat: null }) });
  const stream = client._stream("tell", { room: 1 });
  const first = watched(stream.next());
  await settle();
  await net.last.says({ type: "start", room: 1, request_id: net.last.frames[0].request_id });
  assert.equal(first.value.value.type, "start");
  const second = watched(stream.next());
  await clock.pass(60);
  assert.ok(second.error instanceof TimedOut);
});

test("a topic is subscribed to by its first user, and left by its last", async () => {
  const { client, net } = await opened();
  const one = await client._subscription(news, { room: 5 }).open();
  const two = await client._subscription(news, { room: 5 }).open();
  await net.last.says({ type: "note", room: 5, words: "hi" });
  await net.last.says({ type: "note", room: 6, words: "elsewhere" });
  for (const each of [one, two]) assert.equal((await each.next()).value.words, "hi");
  one.close();
  one.close();
  assert.equal(net.last.frames.length, 1);
  await two.return();
  assert.deepEqual(net.last.frames, [
    { topics: ["news:5"], type: "subscribe" },
    { topics: ["news:5"], type: "unsubscribe" },
  ]);
});

test("a loop over a topic subscribes, and leaving it by break unsubscribes", async () => {
  const { client, net } = await opened();
  const reading = (async () => { for await (const note of client._subscription(news, { room: 1 })) return note.words; })();
  await settle();
  await net.last.says({ type: "note", room: 1, words: "hi" });
  assert.equal(await reading, "hi");
  await settle();
  assert.equal(net.last.frames.at(-1).type, "unsubscribe");
});

test("after a lost connection a subscription lives on, and tells of the gap", async () => {
  const { client, clock, net } = await opened();
  const events = await client._subscription(news, { room: 1 }).open();
  const gaps = [];
  events.on_gap((each) => gaps.push(each === events));
  await net.last.says({ type: "note", room: 1, words: "before" });
  await net.last.ends(1006);
  await clock.pass(0.5);
  await net.last.opens();
  await net.last.says({ type: "note", room: 1, words: "after" });
  assert.deepEqual([(await events.next()).value.words, events.gaps], ["before", 0]);
  assert.deepEqual([(await events.next()).value.words, events.gaps], ["after", 1]);
  assert.deepEqual(gaps, [true]);
});

test("where messages have a sequence, what came before is dropped, and missing ones are a gap", async () => {
  const note = message("note", { room: integer, "seq?": integer }, { sequence: ["seq"] });
  const protocol = chat();
  protocol.server_to_client.routes.pop();
  protocol.server_to_client.routes.push(["note", { message: note, reply: null, channels: [protocol.channels[2]] }]);
  protocol.subscribe = { ...messages.subscribe, role_fields: { topics: "topics", after: "after" } };
  const { client, clock, net } = await opened({ protocol });
  const events = await client._subscription(news, { room: 1 }).open();
  for (const seq of [1, 2, 2, 1, 5]) await net.last.says({ type: "note", room: 1, seq });
  const taken = [];
  for (let at = 0; at < 3; at++) taken.push([(await events.next()).value.seq, events.gaps]);
  assert.deepEqual(taken, [[1, 0], [2, 0], [5, 1]]);
  await net.last.ends(1006);
  await clock.pass(0.5);
  await net.last.opens();
  assert.equal(net.last.frames[0].after, 5);
  await net.last.says({ type: "note", room: 1, seq: 6 });
  assert.deepEqual([(await events.next()).value.seq, events.gaps], [6, 1]);
});

test("a subscriber that reads slowly loses the oldest, and can tell", async () => {
  const { client, net } = await opened({ topic_queue: 2 });
  const events = await client._subscription(news, { room: 1 }).open();
  for (const words of ["a", "b", "c"]) await net.last.says({ type: "note", room: 1, words });
  assert.deepEqual([(await events.next()).value.words, events.dropped], ["b", 1]);
});

test("a subscription ends with the client that is closed, and throws where it ends otherwise", async () => {
  const { client, net } = await opened();
  const calm = watched((await client._subscription(news, { room: 1 }).open()).next());
  const closing = client.close();
  await net.last.ends(1000);
  await closing;
  assert.equal(calm.value.done, true);
  const other = await opened();
  const lost = watched((await other.client._subscription(news, { room: 1 }).open()).next());
  await other.net.last.ends(4403);
  assert.equal(lost.error.code, 4403);
});

test("a server that answers subscriptions is waited for, and one that refuses is told of", async () => {
  const done = message("subscribed", { "request_id?": text }, { request_id: ["request_id"] });
  const subscribe = { ...messages.subscribe, request_id: ["request_id"] };
  const protocol = chat({ subscribe });
  const { routes } = protocol.client_to_server;
  routes.splice(1, 1, ["subscribe", { message: subscribe, reply: { one: [done] }, channels: [] }]);
  protocol.server_to_client.routes.push(["subscribed", { message: done, reply: null, channels: [] }]);
  const { client, net } = await opened({ protocol });
  const [good, bad] = [1, 2].map((room) => watched(client._subscription(news, { room }).open()));
  await settle();
  assert.ok(!good.done && !bad.done);
  const [first, second] = net.last.frames.map((frame) => frame.request_id);
  await net.last.says({ type: "subscribed", request_id: first });
  await net.last.says({ type: "error", code: "no", message: "not yours", request_id: second });
  assert.ok(good.value);
  assert.ok(bad.error instanceof wsgen.SubscriptionRefused);
  assert.match(bad.error.message, /news:2.*not yours/);
});

test("all that answers no request is had without a topic, too", async () => {
  const { client, net } = await opened();
  const all = await client._messages().open();
  await net.last.says({ type: "note", room: 1, words: "one" });
  await net.last.says({ type: "item", room: 2, words: "two" });
  assert.deepEqual([(await all.next()).value.words, (await all.next()).value.words], ["one", "two"]);
  assert.equal(all.received.route.message.name, "item");
});

test("a ping is answered with its id, before anything is asked of the user", async () => {
  const { net } = await opened();
  await net.last.says({ type: "ping", ping_id: "p7" });
  assert.deepEqual(net.last.frames, [{ ping_id: "p7", type: "pong" }]);
});

test("an unknown message is told, and changes nothing", async () => {
  const { client, net, told } = await opened();
  await net.last.says({ type: "novelty", x: 1 });
  assert.equal(client.unknown_frames, 1);
  assert.deepEqual(told.unknown[0][0], { type: "novelty", x: 1 });
  assert.match(told.unknown[0][1], /novelty/);
  assert.equal(client.state, "live");
});

test("an unknown message is answered with an error, or the end, where that is wanted", async () => {
  const strict = await opened({ unknown: "close" });
  await strict.net.last.says({ type: "novelty" });
  assert.equal(strict.net.last.closed.code, 4002);
  const protocol = chat();
  protocol.client_to_server.routes.push(["error", { message: messages.error, reply: null, channels: [] }]);
  const polite = await opened({ protocol, unknown: "error" });
  await polite.net.last.says({ type: "novelty", request_id: "x1" });
  const [{ type, code, request_id }] = polite.net.last.frames;
  assert.deepEqual([type, code, request_id], ["error", "unknown", "x1"]);
});

const deep = (levels) => JSON.parse("[".repeat(levels) + "]".repeat(levels));
for (const [title, frame, code, why] of [
  ["a known message that is invalid", { type: "note", room: "1", words: "w" }, 4002, /note at \/room: must be integer/],
  ["text that is no JSON", "{", 4002, /not JSON/],
  ["a frame that is no object", "[]", 4002, /must be a JSON object/],
  ["a number out of range", '{"type":"note","room":1e999}', 4002, /out of range/],
  ["half a character", '{"type":"note","room":1,"words":"\\ud800"}', 4002, /Unicode/],
  ["half a character in a key", '{"type":"note","room":1,"words":"a","\\ud800":1}', 4002, /Unicode/],
  ["a frame that is too deep", { type: "note", room: 1, words: "w", x: deep(100) }, 4002, /deeper than 100/],
  ["a binary frame", new ArrayBuffer(2), 4003, /binary/],
  ["a frame that is too big", { type: "note", room: 1, words: "é".repeat(600_000) }, 4009, /more than/],
]) {
  test(`${title} is refused: who waits is told, and it is the end`, async () => {
    const { client, clock, net, told } = await opened();
    const asked = watched(client._request("ask", { room: 1 }));
    await settle();
    await net.last.says(frame);
    assert.equal(net.last.closed.code, code);
    assert.match(net.last.closed.reason, why);
    assert.ok(asked.error instanceof RequestLost);
    assert.equal(asked.error instanceof ProtocolError, code !== 4009);
    await clock.pass(100);
    assert.equal(client.state, "closed");
    assert.equal(told.ends[0].by_client, true);
    await assert.rejects(client._request("ask", { room: 1 }), why);
  });
}

test("what comes after a frame that was refused reaches nobody", async () => {
  const { client, net } = await opened();
  const events = await client._subscription(news, { room: 1 }).open();
  const say = net.last.onmessage;
  await net.last.says({ type: "note" });
  say({ data: JSON.stringify({ type: "note", room: 1, words: "late" }) });
  await assert.rejects(events.next(), ProtocolError);
});

for (const [title, payload, why] of [
  ["breaks its schema", { room: "one" }, /ask isn't sent.*room.*must be integer/],
  ["has a number that JSON has not", { room: 1, x: Number.NaN }, /JSON has no NaN/],
  ["has an integer without end", { room: 1, x: 1n }, /ask isn't sent/],
  ["holds itself", (() => { const self = { room: 1 }; self.self = self; return self; })(), /ask isn't sent/],
  ["is too deep", { room: 1, x: deep(101) }, /deeper than 100/],
  ["has half a character", { room: 1, x: "\ud800" }, /Unicode/],
]) {
  test(`a message that ${title} is not sent`, async () => {
    const { client, net } = await opened();
    await assert.rejects(client._request("ask", payload), (error) => error instanceof InvalidMessage && why.test(error.message));
    await assert.rejects(client._send("ask", payload), InvalidMessage);
    assert.deepEqual(net.last.sent, []);
    assert.equal(client.state, "live");
  });
}

test("what is undefined is left out, and keys that would touch a prototype are keys", async () => {
  const { client, net } = await opened();
  await client._send("ask", { room: 1, words: undefined, request_id: "a", ...JSON.parse('{"__proto__":{"x":1}}') });
  assert.equal(net.last.sent[0], '{"room":1,"request_id":"a","__proto__":{"x":1},"type":"ask"}');
});

test("a watcher sees each frame both ways with its verdict", async () => {
  const { client, net, told } = await opened();
  await client._subscription(news, { room: 1 }).open();
  await net.last.says({ type: "ping", ping_id: "p" });
  await net.last.says({ type: "novelty" });
  await client.send_text('{"type":"ask","room":"x"}');
  await client.send_text("{");
  await net.last.says({ type: "note" });
  const seen = told.frames.map(({ direction, message: name, fault, is_known }) => [direction[0], name, fault?.at ?? null, is_known]);
  assert.deepEqual(seen, [
    ["c", "subscribe", null, true],
    ["s", "ping", null, true],
    ["c", "pong", null, true],
    ["s", null, "", false],
    ["c", "ask", "/room", true],
    ["c", null, "", true],
    ["s", "note", "", true],
  ]);
  assert.ok(told.frames.every(({ at }) => at > 1_700_000_000_000));
});

test("a watcher or a listener that throws breaks nothing", async (t) => {
  t.mock.method(console, "error", () => undefined);
  const { client, clock, net } = await opened({ on_frame: () => { throw new Error("oops"); } });
  client.on_unknown(() => { throw new Error("oops"); });
  await net.last.says({ type: "novelty" });
  const events = await client._subscription(news, { room: 1 }).open();
  events.on_gap(() => { throw new Error("oops"); });
  await net.last.ends(1006);
  await clock.pass(0.5);
  await net.last.opens();
  await net.last.says({ type: "ping", ping_id: "p" });
  assert.deepEqual(net.last.frames.map(({ type }) => type), ["subscribe", "pong"]);
  assert.equal(client.state, "live");
});

test("what is used with `await using` ends with its block", async () => {
  const { client, net } = await opened();
  const events = await client._subscription(news, { room: 1 }).open();
  const stream = client._stream("tell", { room: 1 });
  const dispose = Symbol.asyncDispose;
  if (dispose === undefined) return;
  await events[dispose]();
  await stream[dispose]();
  assert.ok((await stream.next()).done && (await events.next()).done);
  const closing = client[dispose]();
  await net.last.ends(1000);
  await closing;
  assert.equal(client.state, "closed");
});

test("options that can't be are refused at once", () => {
  for (const options of [{ request_timeout: 0 }, { topic_queue: 0 }, { reconnect_on: [1000] }, { reconnect: { first: 2, factor: 2, most: 1, stable: 0 } }]) {
    assert.throws(() => made(options), RangeError, JSON.stringify(options));
  }
  const object_of = object({ room: anything });
  assert.equal(object_of({ room: 1 }), undefined);
});
