"""A chat client as it is generated, an event loop whose time is the test's, and a transport without a socket."""

import asyncio
import heapq
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from chat_protocol import (
    AGENT,
    CHAT,
    CLIENT_TO_SERVER,
    THREAD,
    AgentEvent,
    ChatArguments,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SubscribeThread,
    ThreadHistory,
)

from wsgen.runtime.client.client import Client
from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.streams import ReplyStream, Subscription
from wsgen.runtime.client.transport import Transport, TransportClosed, TransportSettings
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.errors import Ending
from wsgen.runtime.wire import WireModel

T = TypeVar("T")
Frame = dict[str, Any]


class ChatClient(Client):
    """What `generated/client.py` holds for this protocol."""

    protocol = CHAT

    def __init__(self, url: str = "ws://chat.test/ws", *, token: str, options: ClientOptions | None = None) -> None:
        super().__init__(url, ChatArguments(token=token), options)

    async def subscribe_thread(self, *, thread_id: int, timeout: float | None = None) -> ThreadHistory:
        reply: ThreadHistory = await self._request(
            CLIENT_TO_SERVER["subscribe_thread"], SubscribeThread(thread_id=thread_id), timeout=timeout
        )
        return reply

    def send_message(
        self, *, thread_id: int, content: str, timeout: float | None = None
    ) -> ReplyStream[StreamStart | StreamChunk | StreamEnd]:
        message = SendMessage(thread_id=thread_id, content=content)
        return self._stream(CLIENT_TO_SERVER["send_message"], message, timeout=timeout)

    async def send(self, message: WireModel) -> None:
        await self._send(message)

    def agent(self, *, agent_id: int) -> Subscription[AgentEvent]:
        return self._subscription(AGENT, {"agent_id": agent_id})

    def thread(self, *, thread_id: int) -> Subscription[ThreadHistory | StreamStart | StreamChunk | StreamEnd]:
        return self._subscription(THREAD, {"thread_id": thread_id})

    def everything(self) -> Subscription[WireModel]:
        return self._messages()


class QuietClient(ChatClient):
    """The same where the server sends no pings, so that it may be silent as long as it likes."""

    protocol = replace(CHAT, heartbeat=None)


class TestTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits: when nothing is ready its clock jumps to the next timer.

    With no timer either, nothing could ever happen again: an error here, and a test that hangs elsewhere.
    """

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self._test_time = 1000.0

    def time(self) -> float:
        return self._test_time

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]  # not in typeshed: asyncio's own
        if not ready:
            while scheduled and scheduled[0].cancelled():
                heapq.heappop(scheduled)
            assert scheduled, "everything waits, and nothing is left that could end it"
            self._test_time = max(self._test_time, min(timer.when() for timer in scheduled))
        super()._run_once()  # type: ignore[misc]  # the same


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in test time."""
    with asyncio.Runner(loop_factory=TestTimeLoop) as runner:
        return runner.run(scenario)


class MemoryTransport:
    """The server's end is the test: `deliver` and `end` are what it does, `frames` what it saw.

    `answer` is called with each frame; what it returns is delivered `lag` turns of the event loop later.
    """

    def __init__(self, answer: Callable[[Frame], list[Frame]] = lambda frame: [], lag: int = 0) -> None:
        self.frames: list[Frame] = []
        self.closed_with: tuple[int, str] | None = None
        self.is_aborted = False
        self.answers_close = True
        self._answer = answer
        self._lag = lag
        self._arrived: asyncio.Queue[str | bytes | Ending] = asyncio.Queue()
        self._ending: Ending | None = None
        self._unblocked = asyncio.Event()
        self._unblocked.set()

    @property
    def is_open(self) -> bool:
        return self._ending is None

    def block(self) -> None:
        self._unblocked.clear()

    def unblock(self) -> None:
        self._unblocked.set()

    def deliver(self, *frames: Frame | str | bytes) -> None:
        for frame in frames:
            self._arrived.put_nowait(json.dumps(frame) if isinstance(frame, dict) else frame)

    def _deliver_after(self, turns: int, frame: Frame) -> None:
        if turns:
            asyncio.get_running_loop().call_soon(self._deliver_after, turns - 1, frame)
        else:
            self.deliver(frame)

    def end(self, code: int, reason: str = "", *, by_client: bool = False) -> None:
        if self._ending is None:
            self._ending = Ending(code, reason, by_client)
            self._arrived.put_nowait(self._ending)
            self._unblocked.set()

    async def recv(self) -> str | bytes:
        item = await self._arrived.get()
        if isinstance(item, Ending):
            self._arrived.put_nowait(item)
            raise TransportClosed(item)
        return item

    async def send(self, text: str) -> None:
        if self._ending is not None:
            raise TransportClosed(self._ending)
        frame = json.loads(text)
        self.frames.append(frame)
        for turn, answer in enumerate(self._answer(frame)):
            self._deliver_after(self._lag + turn if self._lag else 0, answer)
        await asyncio.sleep(0)
        await self._unblocked.wait()
        if self._ending is not None:
            raise TransportClosed(self._ending)

    async def close(self, code: int, reason: str) -> None:
        self.closed_with = (code, reason)
        if not self.answers_close:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        self.end(code, reason, by_client=True)

    def abort(self) -> None:
        self.is_aborted = True
        self.end(1006)


def options_for(transport: Transport, **settings: Any) -> ClientOptions:
    """Give options with which a client gets this transport, and no other when it is lost."""

    async def connect(opening: Opening, settings: TransportSettings) -> Transport:
        await asyncio.sleep(0)
        return transport

    return ClientOptions(connect=connect, **{"reconnect": None, **settings})


def chat(transport: Transport, **settings: Any) -> ChatClient:
    """Make a client on a transport; not open yet."""
    return ChatClient(token="t", options=options_for(transport, **settings))


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(20):
        await asyncio.sleep(0)


def history(thread_id: int, request_id: str | None = None, *messages: str) -> Frame:
    frame: Frame = {"type": "thread_history", "thread_id": thread_id, "messages": list(messages)}
    return frame | ({"request_id": request_id} if request_id else {})


def piece(kind: str, thread_id: int, request_id: str | None = None, content: str = "x") -> Frame:
    """Make a frame of a stream: `start`, `chunk` or `end`."""
    frame: Frame = {"type": f"stream_{kind}", "thread_id": thread_id}
    return (
        frame | ({"content": content} if kind == "chunk" else {}) | ({"request_id": request_id} if request_id else {})
    )


def event(agent_id: int, **data: Any) -> Frame:
    return {"type": "agent_event", "agent_id": agent_id, "data": data}


def error(request_id: str | None = None, code: int = 404, message: str = "no such thread") -> Frame:
    return {"type": "error", "code": code, "message": message} | ({"request_id": request_id} if request_id else {})


def obliging_server(frame: Frame) -> list[Frame]:
    """Answer as the document says."""
    match frame["type"]:
        case "subscribe_thread":
            return [history(frame["thread_id"], frame["request_id"], "hello")]
        case "send_message":
            return [piece(kind, frame["thread_id"], frame["request_id"]) for kind in ("start", "chunk", "end")]
        case "subscribe":
            return [event(int(topic.partition(":")[2])) for topic in frame["topics"] if topic.startswith("agent:")]
        case _:
            return []
