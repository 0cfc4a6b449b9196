// What somebody writes who uses the client of asyncapi/chat.yml: what compiles, and what must not.
import { ChatClient, Closed, type ChatArguments, type ReplyStream, type SendMessageReply } from "./index.js";
import type { AgentEvent, StreamChunk, StreamEnd, StreamStart, Subscribe, ThreadHistory } from "./messages.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : [never]): void {}

export async function use(): Promise<void> {
  const chat = new ChatClient("ws://localhost:8000/ws", { token: "t" }, { request_timeout: 5 });
  await chat.connect();

  const history = await chat.subscribe_thread({ thread_id: 42 });
  same<typeof history, ThreadHistory>();
  const role: "user" | "assistant" | "system" | "tool" = history.messages[0]?.role ?? "user";

  const replies = chat.send_message({ thread_id: 42, content: "Hi", metadata: { role } }, { timeout: 5 });
  same<typeof replies, ReplyStream<SendMessageReply>>();
  same<SendMessageReply, StreamStart | StreamChunk | StreamEnd>();
  for await (const reply of replies) {
    if (reply.type === "stream_chunk") same<typeof reply, StreamChunk>();
    else same<typeof reply, StreamStart | StreamEnd>();
  }

  for await (const event of chat.agent({ agent_id: 7 })) {
    same<typeof event, AgentEvent>();
    // @ts-expect-error: no chunk crosses this topic.
    const chunk: StreamChunk = event;
    void chunk;
    break;
  }

  await chat.send("send_message", { thread_id: 42, content: "Hi" });
  const stop = chat.on_state((state) => void (state satisfies "connecting" | "live" | "stale" | "closed"));
  stop();
  chat.on_close(({ code, meaning }) => void [code.toFixed(), meaning]);
  try {
    await chat.close();
  } catch (error) {
    if (error instanceof Closed) same<typeof error.code, number>();
  }

  // @ts-expect-error: the token must be given.
  const other = new ChatClient("ws://localhost:8000/ws");
  void other;
  // @ts-expect-error: `content` is missing.
  void chat.send_message({ thread_id: 42 });
  // @ts-expect-error: a thread's id is a number.
  void chat.subscribe_thread({ thread_id: "42" });
  // @ts-expect-error: the tag is never given by hand.
  void chat.subscribe_thread({ type: "subscribe_thread", thread_id: 42 });
  // @ts-expect-error: a field that there isn't, most likely a slip.
  void chat.send_message({ thread_id: 42, content: "Hi", meta_data: {} });
  // @ts-expect-error: the topic has another parameter.
  void chat.agent({ thread_id: 7 });
  // @ts-expect-error: there is no such message.
  void chat.send("send_mesage", { thread_id: 42, content: "Hi" });
  // @ts-expect-error: the runtime sends it.
  void chat.send("pong", { ping_id: "1" });
  // @ts-expect-error: another constant.
  const wrong: Subscribe = { type: "unsubscribe", topics: ["agent:7"] };
  void wrong;
  const given: ChatArguments = { token: "t" };
  // @ts-expect-error: the server knows no such argument.
  given.user = "u";
}
