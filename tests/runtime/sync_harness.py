"""The client without asyncio for tests that are written for the other: the names of `client_harness`, in threads.

Time is that of `threads_clock`, for the threads and for the event loop that drives them: each call of the client runs
in a thread of its own, and is awaited.
"""

import asyncio
import json
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

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
from client_harness import Frame, error, event, history, obliging_server, piece
from threads_clock import TestSignal, ThreadsClock

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.sync_client import ClientSync
from wsgen.runtime.client.sync_connection import HIGH_WATER
from wsgen.runtime.client.sync_streams import ReplyStreamSync, SubscriptionSync
from wsgen.runtime.client.sync_transport import SyncTransport
from wsgen.runtime.client.transport import TransportClosed, TransportSettings
from wsgen.runtime.core.client_life import ClientLife
from wsgen.runtime.core.opening import Opening
from wsgen.runtime.errors import Ending
from wsgen.runtime.wire import WireModel

__all__ = [
    "ChatClient",
    "Frame",
    "MemoryTransport",
    "QuietClient",
    "SyncChatClient",
    "chat",
    "error",
    "event",
    "history",
    "obliging_server",
    "options_for",
    "piece",
    "run",
    "settle",
]

T = TypeVar("T")


class SyncChatClient(ClientSync):
    """What `generated/client_sync.py` holds for this protocol."""

    protocol = CHAT

    def __init__(self, url: str = "ws://chat.test/ws", *, token: str, options: ClientOptions | None = None) -> None:
        super().__init__(url, ChatArguments(token=token), options)

    def subscribe_thread(self, *, thread_id: int, timeout: float | None = None) -> ThreadHistory:
        reply: ThreadHistory = self._request(
            CLIENT_TO_SERVER["subscribe_thread"], SubscribeThread(thread_id=thread_id), timeout=timeout
        )
        return reply

    def send_message(
        self, *, thread_id: int, content: str, timeout: float | None = None
    ) -> ReplyStreamSync[StreamStart | StreamChunk | StreamEnd]:
        message = SendMessage(thread_id=thread_id, content=content)
        return self._stream(CLIENT_TO_SERVER["send_message"], message, timeout=timeout)

    def send(self, message: WireModel) -> None:
        self._send(message)

    def agent(self, *, agent_id: int) -> SubscriptionSync[AgentEvent]:
        return self._subscription(AGENT, {"agent_id": agent_id})

    def thread(self, *, thread_id: int) -> SubscriptionSync[ThreadHistory | StreamStart | StreamChunk | StreamEnd]:
        return self._subscription(THREAD, {"thread_id": thread_id})

    def everything(self) -> SubscriptionSync[WireModel]:
        return self._messages()


class ThreadsLoop(asyncio.SelectorEventLoop):
    """An event loop in the time of a ThreadsClock, for which its thread is one among others."""

    def __init__(self) -> None:
        self.clock = ThreadsClock()
        self._called: TestSignal = self.clock.signal()
        super().__init__()

    def time(self) -> float:
        return self.clock.monotonic()

    def call_soon_threadsafe(self, *args: Any, **kwargs: Any) -> asyncio.Handle:
        handle = super().call_soon_threadsafe(*args, **kwargs)
        self._called.set()
        return handle

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]  # not in typeshed: asyncio's own
        while not ready:
            while scheduled and scheduled[0]._cancelled:
                scheduled.pop(0)
            when = min((timer.when() for timer in scheduled), default=math.inf)
            if not self._called.wait(when - self.time()):
                break
        super()._run_once()  # type: ignore[misc]  # the same


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in test time; no thread may be left after it."""
    with asyncio.Runner(loop_factory=ThreadsLoop) as runner:
        result = runner.run(scenario)
        loop = runner.get_loop()
        assert isinstance(loop, ThreadsLoop)
        assert loop.clock.left() == []
        return result


async def settle() -> None:
    """Let every task and every thread run until it waits."""
    for _ in range(5):
        _loop().clock.settle()
        for _ in range(5):
            await asyncio.sleep(0)


async def in_thread(call: Callable[[], T]) -> T:
    """Await a call that may wait."""
    loop = _loop()
    future: asyncio.Future[T] = loop.create_future()

    def whole() -> None:
        try:
            result = call()
        except StopIteration:
            loop.call_soon_threadsafe(_fail, future, StopAsyncIteration())
        except BaseException as error:
            loop.call_soon_threadsafe(_fail, future, error)
        else:
            loop.call_soon_threadsafe(_succeed, future, result)

    loop.clock.call(whole)
    return await future


class MemoryTransport:
    """The server's end is the test: `deliver` and `end` are what it does, `frames` what it saw."""

    def __init__(self, answer: Callable[[Frame], list[Frame]] = lambda frame: [], lag: int = 0) -> None:
        self.frames: list[Frame] = []
        self.closed_with: tuple[int, str] | None = None
        self.is_aborted = False
        self.answers_close = True
        self._answer = answer
        self._lag = lag
        self._arrived: deque[str | bytes] = deque()
        self._ending: Ending | None = None
        self._is_blocked = False
        self._closes_at = math.inf
        self._changed: TestSignal | None = None
        self._clock: ThreadsClock | None = None

    @property
    def is_open(self) -> bool:
        return self._ending is None and self.closed_with is None

    @property
    def buffered(self) -> int:
        return HIGH_WATER + 1 if self._is_blocked else 0

    def attach(self, clock: ThreadsClock) -> None:
        self._clock, self._changed = clock, clock.signal()

    def block(self) -> None:
        self._is_blocked = True

    def unblock(self) -> None:
        self._is_blocked = False
        self._wake()

    def deliver(self, *frames: Frame | str | bytes) -> None:
        self._arrived.extend(json.dumps(frame) if isinstance(frame, dict) else frame for frame in frames)
        self._wake()

    def end(self, code: int, reason: str = "", *, by_client: bool = False) -> None:
        if self._ending is None:
            self._ending = Ending(code, reason, by_client)
            self._wake()

    def recv(self, seconds: float) -> str | bytes | None:
        assert self._changed is not None
        assert self._clock is not None
        if not self._arrived and self._ending is None:
            self._changed.wait(min(seconds, self._closes_at - self._clock.monotonic()))
        if self._arrived:
            return self._arrived.popleft()
        if self._ending is None and self._clock.monotonic() >= self._closes_at:
            self.abort()
        if self._ending is not None:
            raise TransportClosed(self._ending)
        return None

    def send(self, text: str) -> None:
        if self._ending is not None:
            raise TransportClosed(self._ending)
        frame = json.loads(text)
        self.frames.append(frame)
        self.deliver(*self._answer(frame))

    def close(self, code: int, reason: str, seconds: float) -> None:
        if self.closed_with is None and self._ending is None:
            self.closed_with = (code, reason)
            assert self._clock is not None
            self._closes_at = self._clock.monotonic() + seconds
            if self.answers_close:
                self._ending = Ending(code, reason, by_client=True)
            self._wake()

    def abort(self) -> None:
        self.is_aborted = True
        self.end(1006)

    def disown(self) -> None:
        self.abort()

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()


class _ReplyFace(AsyncIterator[T], Generic[T]):
    def __init__(self, stream: ReplyStreamSync[T]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    async def __aenter__(self) -> Self:
        await in_thread(self._stream.__enter__)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def __anext__(self) -> T:
        return await in_thread(self._stream.__next__)

    async def aclose(self) -> None:
        await in_thread(self._stream.close)


class _TopicFace(AsyncIterator[T], Generic[T]):
    def __init__(self, subscription: SubscriptionSync[T]) -> None:
        self._subscription = subscription

    def __getattr__(self, name: str) -> Any:
        return getattr(self._subscription, name)

    def on_gap(self, callback: Callable[[Any], object]) -> Callable[[], None]:
        return self._subscription.on_gap(lambda _: callback(self))

    async def __aenter__(self) -> Self:
        await in_thread(self._subscription.__enter__)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await in_thread(lambda: self._subscription.__exit__(kind, error, traceback))

    async def __anext__(self) -> T:
        return await in_thread(self._subscription.__next__)


class ChatClient:
    """A SyncChatClient with the surface of the other; options are those of the other too."""

    protocol = CHAT

    def __init__(self, url: str = "ws://chat.test/ws", *, token: str, options: ClientOptions | None = None) -> None:
        made: dict[str, Any] = {"protocol": self.protocol}
        if hasattr(self, "_greeting"):
            made["_greeting"] = lambda _: self._greeting()
        kind = type("ChatClient", (SyncChatClient,), made)
        options = options or ClientOptions()
        loop = _loop()
        if options.connect is not None:
            options = replace(options, connect=None, connect_sync=_connector(options.connect, loop))
        if options.refresh is not None:
            limit = options.connect_timeout
            options = replace(options, refresh=partial(_waiting(options.refresh, loop), seconds=limit))
        self._client = kind(url, token=token, options=replace(options, clock_sync=loop.clock))

    def __getattr__(self, name: str) -> Any:
        if name == "_greeting":
            raise AttributeError(name)
        return getattr(self._client, name)

    @property
    def _life(self) -> ClientLife:
        return self._client._live.life

    async def states(self) -> AsyncIterator[str]:
        states = self._client.states()
        while (state := await in_thread(lambda: next(states, None))) is not None:
            yield state

    async def _request(self, *args: Any, **kwargs: Any) -> Any:
        return await in_thread(lambda: self._client._request(*args, **kwargs))

    async def __aenter__(self) -> Self:
        await in_thread(self._client.__enter__)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await in_thread(self._client.close)

    async def send(self, message: WireModel) -> None:
        await in_thread(lambda: self._client.send(message))

    async def subscribe_thread(self, *, thread_id: int, timeout: float | None = None) -> ThreadHistory:
        return await in_thread(lambda: self._client.subscribe_thread(thread_id=thread_id, timeout=timeout))

    def send_message(self, *, thread_id: int, content: str, timeout: float | None = None) -> Any:
        return _ReplyFace(self._client.send_message(thread_id=thread_id, content=content, timeout=timeout))

    def agent(self, *, agent_id: int) -> Any:
        return _TopicFace(self._client.agent(agent_id=agent_id))

    def thread(self, *, thread_id: int) -> Any:
        return _TopicFace(self._client.thread(thread_id=thread_id))

    def everything(self) -> Any:
        return _TopicFace(self._client.everything())


class QuietClient(ChatClient):
    """The same where the server sends no pings, so that it may be silent as long as it likes."""

    protocol = replace(CHAT, heartbeat=None)


def options_for(transport: MemoryTransport, **settings: Any) -> ClientOptions:
    """Give options with which a client gets this transport."""

    async def connect(opening: Opening, settings: TransportSettings) -> Any:
        await asyncio.sleep(0)
        return transport

    return ClientOptions(connect=connect, **{"reconnect": None, **settings})


def chat(transport: MemoryTransport, **settings: Any) -> ChatClient:
    """Make a client on a transport; not open yet."""
    return ChatClient(token="t", options=options_for(transport, **settings))


def _loop() -> ThreadsLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, ThreadsLoop)
    return loop


def _connector(connect: Callable[..., Awaitable[Any]], loop: ThreadsLoop) -> Callable[..., SyncTransport]:
    waiting = _waiting(connect, loop)

    def opened(opening: Opening, settings: TransportSettings, seconds: float) -> SyncTransport:
        transport = waiting(opening, settings, seconds=seconds)
        transport.attach(loop.clock)
        return transport  # type: ignore[no-any-return]  # the test's

    return opened


def _waiting(function: Callable[..., Awaitable[Any]], loop: ThreadsLoop) -> Callable[..., Any]:
    """Make a function that a thread can call of one that the event loop must run."""

    def call(*args: Any, seconds: float = math.inf) -> Any:
        done = loop.clock.signal()

        async def whole() -> Any:
            return await function(*args)

        future = asyncio.run_coroutine_threadsafe(whole(), loop)
        future.add_done_callback(lambda _: done.set())
        if not done.wait(seconds):
            future.cancel()
            raise TimeoutError
        return future.result()

    return call


def _succeed(future: "asyncio.Future[T]", result: T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: "asyncio.Future[Any]", error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
