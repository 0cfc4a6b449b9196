"""Servers with one fault each, in what an application writes: its handlers."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import ClassVar

from generated import Connection
from generated.models import (
    SendMessage,
    SubscribeThread,
    ThreadHistory,
)
from generated.server import SendMessageReply

from .correct import AGENT, Correct


class LargeNumber(Correct):
    """Raises where a thread's number has no room in 32 bits, as a database column would."""

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        message.thread_id.to_bytes(4, "big")
        return await super().on_subscribe_thread(connection, message)


class EmptyMetadata(Correct):
    """Takes for granted that whoever gives metadata gives some."""

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        if message.metadata is not None:
            next(iter(message.metadata))
        async for frame in super().on_send_message(connection, message):
            yield frame


class ThirdMessage(Correct):
    """Closes 1000, without a word, at the third message of a connection."""

    async def on_connect(self, connection: Connection) -> None:
        await super().on_connect(connection)
        connection.state = 0

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        connection.state += 1
        if connection.state == 3:
            await connection.close(1000)
        async for frame in super().on_send_message(connection, message):
            yield frame


class IdUsedAgain(Correct):
    """Never ends its answer to a request whose id it has seen on this connection."""

    async def on_connect(self, connection: Connection) -> None:
        await super().on_connect(connection)
        connection.state = set()

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        if message.request_id in connection.state:
            await asyncio.Event().wait()
        connection.state |= {message.request_id} - {None}
        async for frame in super().on_send_message(connection, message):
            yield frame


class SlowMessage(Correct):
    """Answers at once, but for one kind of request, which takes a third of a second."""

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        await asyncio.sleep(0.3)
        return await super().on_subscribe_thread(connection, message)


class LeakPerConnection(Correct):
    """Keeps something of every connection."""

    kept: ClassVar[list[bytearray]] = []

    async def on_connect(self, connection: Connection) -> None:
        await super().on_connect(connection)
        self.kept.append(bytearray(b"x") * 400_000)


class MixedTopics(Correct):
    """Sends an agent's events to everyone, asked or not."""

    async def on_connect(self, connection: Connection) -> None:
        await super().on_connect(connection)
        connection.subscribe(self.agent(agent_id=AGENT))


class OtherThread(Correct):
    """Answers with the history of the thread that was opened first, whichever is asked for."""

    async def on_connect(self, connection: Connection) -> None:
        await super().on_connect(connection)
        connection.state = None

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        history = await super().on_subscribe_thread(connection, message)
        connection.state = connection.state or message.thread_id
        return history.model_copy(update={"thread_id": connection.state})


class DiesInAStream(Correct):
    """Takes the whole process down when a client goes away in the middle of an answer."""

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        try:
            async for frame in super().on_send_message(connection, message):
                yield frame
                await asyncio.sleep(0.02)
        except (asyncio.CancelledError, GeneratorExit):
            os._exit(70)


large_number = LargeNumber().asgi()
empty_metadata = EmptyMetadata().asgi()
third_message = ThirdMessage().asgi()
id_used_again = IdUsedAgain().asgi()
slow_message = SlowMessage().asgi()
leak_per_connection = LeakPerConnection().asgi()
mixed_topics = MixedTopics().asgi()
other_thread = OtherThread().asgi()
dies_in_a_stream = DiesInAStream().asgi()
