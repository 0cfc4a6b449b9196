"""A server of the hand-written chat protocol, as generated code would have it, with handlers that tests can set."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from chat_protocol import (
    AGENT,
    CHAT,
    SYSTEM,
    THREAD,
    AgentEvent,
    ChatArguments,
    Ping,
    Pong,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    Subscribe,
    SubscribeThread,
    ThreadHistory,
    Unsubscribe,
)

from wsgen.runtime.server.server import ChannelHandle, Connection, Reject, Server, ServerOptions, StateT, UserT

SendMessageReply: TypeAlias = StreamStart | StreamChunk | StreamEnd
ChatConnection: TypeAlias = Connection[ChatArguments, StateT, UserT]


class ThreadChannel(ChannelHandle):
    """`thread:{thread_id}`."""

    async def send(self, message: ThreadHistory | StreamStart | StreamChunk | StreamEnd) -> int:
        return await self._publish(message)

    def send_threadsafe(self, message: ThreadHistory | StreamStart | StreamChunk | StreamEnd) -> Future[int]:
        return self._publish_from_thread(message)


class AgentChannel(ChannelHandle):
    """`agent:{agent_id}`."""

    async def send(self, message: AgentEvent) -> int:
        return await self._publish(message)

    def send_threadsafe(self, message: AgentEvent) -> Future[int]:
        return self._publish_from_thread(message)


class SystemChannel(ChannelHandle):
    """Everyone."""

    async def send(self, message: Ping) -> int:
        return await self._publish(message)

    def send_threadsafe(self, message: Ping) -> Future[int]:
        return self._publish_from_thread(message)


class ChatServer(Server[ChatArguments, StateT, UserT]):
    """What a generated server looks like."""

    protocol = CHAT

    @abstractmethod
    async def on_subscribe_thread(
        self, connection: ChatConnection[StateT, UserT], message: SubscribeThread
    ) -> ThreadHistory: ...

    @abstractmethod
    def on_send_message(
        self, connection: ChatConnection[StateT, UserT], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]: ...

    async def on_pong(self, connection: ChatConnection[StateT, UserT], message: Pong) -> None:
        """Optional."""

    async def on_subscribe(self, connection: ChatConnection[StateT, UserT], message: Subscribe) -> None:
        """Optional."""

    async def on_unsubscribe(self, connection: ChatConnection[StateT, UserT], message: Unsubscribe) -> None:
        """Optional."""

    def thread(self, *, thread_id: int) -> ThreadChannel:
        return ThreadChannel(self, THREAD, {"thread_id": thread_id})

    def agent(self, *, agent_id: int) -> AgentChannel:
        return AgentChannel(self, AGENT, {"agent_id": agent_id})

    def system(self) -> SystemChannel:
        return SystemChannel(self, SYSTEM, {})


AnyChatConnection: TypeAlias = ChatConnection[Any]
StreamHandler: TypeAlias = Callable[[AnyChatConnection, SendMessage], AsyncIterator[SendMessageReply]]
ReplyHandler: TypeAlias = Callable[[AnyChatConnection, SubscribeThread], Awaitable[ThreadHistory]]


async def echo(connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
    """The stream that a test gets when it sets no other."""
    yield StreamStart(thread_id=message.thread_id)
    yield StreamChunk(thread_id=message.thread_id, content=message.content)
    yield StreamEnd(thread_id=message.thread_id)


async def history(connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
    """The reply that a test gets when it sets no other."""
    return ThreadHistory(thread_id=message.thread_id, messages=["hello"])


@dataclass
class Seen:
    """What the hooks of a server were called with."""

    connected: list[AnyChatConnection] = field(default_factory=list)
    disconnected: list[int] = field(default_factory=list)
    subscribed: list[list[str]] = field(default_factory=list)


class Chat(ChatServer[Any]):
    """Echoes, and remembers what it saw."""

    def __init__(
        self,
        options: ServerOptions | None = None,
        *,
        stream: StreamHandler = echo,
        reply: ReplyHandler = history,
        forbidden: str = "",
    ) -> None:
        super().__init__(options)
        self.seen = Seen()
        self._stream = stream
        self._reply = reply
        self._forbidden = forbidden

    async def on_connect(self, connection: AnyChatConnection) -> None:
        if connection.arguments.token == "expired":
            raise Reject(4401, "token expired")
        if connection.arguments.token == "broken":
            raise RuntimeError("no database")
        self.seen.connected.append(connection)

    async def on_disconnect(self, connection: AnyChatConnection, code: int) -> None:
        self.seen.disconnected.append(code)

    async def authorize(self, connection: AnyChatConnection, address: str) -> bool | None:
        return False if address == self._forbidden else None

    async def on_subscribe_thread(self, connection: AnyChatConnection, message: SubscribeThread) -> ThreadHistory:
        connection.subscribe(self.thread(thread_id=message.thread_id))
        return await self._reply(connection, message)

    def on_send_message(self, connection: AnyChatConnection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        return self._stream(connection, message)

    async def on_subscribe(self, connection: AnyChatConnection, message: Subscribe) -> None:
        self.seen.subscribed.append(message.topics)
