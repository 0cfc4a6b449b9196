"""Runs the handler of one message: its replies are checked and sent, what it raises becomes an answer or a close."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final, TypeAlias

from ..core.answers import Fault
from ..core.close import FORBIDDEN, POLICY
from ..core.dispatch import Codec, Received, UnknownFrame
from ..core.lanes import Run
from ..core.session import Effect, Session, find_channel, topics_of
from ..log_events import HANDLER_FAILED, REPLY_INVALID
from ..observing import Guarded
from ..protocol import AnyMessage, Role, Route, Stream
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .connection import HANDLED, Connection
from .options import ServerOptions
from .refusals import ErrorReply, Reject
from .topics import Topics
from .watched_handler import WatchedHandler

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any, Any]
Handler: TypeAlias = Callable[[AnyConnection, Any], Any]
OnUnknown: TypeAlias = Callable[[AnyConnection, Any, str], Awaitable[None]]
Authorize: TypeAlias = Callable[[AnyConnection, str], Awaitable[bool | None]]


_TOO_MANY: Final = "too_many_topics"
_LONGEST_ADDRESS: Final = 1024
"""Characters of an address that a client may subscribe to: it is kept, and a frame may hold 64 KiB."""


class Handling:
    """Runs handlers for all connections of one server.

    `handlers` holds the methods by name; an optional one that the application didn't write is not in it.
    """

    def __init__(
        self,
        protocol: WireProtocol,
        codec: Codec,
        options: ServerOptions,
        *,
        handlers: Mapping[str, Handler],
        authorize: Authorize,
        on_unknown: OnUnknown,
        topics: Topics[AnyConnection],
        observer: Guarded | None = None,
    ) -> None:
        self._protocol = protocol
        self._codec = codec
        self._options = options
        self._handlers = handlers
        self._authorize = authorize
        self._on_unknown = on_unknown
        self._topics = topics
        self._observer = observer

    async def run(self, connection: AnyConnection, session: Session, run: Run) -> list[Effect]:
        """Do the runtime's own work for a message, then let its handler run; gives what follows from its end."""
        received = run.received
        now = self._options.clock.epoch
        try:
            if isinstance(received, UnknownFrame):
                await self._on_unknown(connection, received.frame, received.reason)
            else:
                await self._handle(connection, session, received)
        except ErrorReply as reply:
            return await self._reply_error(connection, session, received, reply)
        except Reject as reject:
            return session.close(reject.code, reject.reason)
        except (Exception, asyncio.CancelledError):
            if is_cancelled():
                raise
            _log_failure(connection, received)
            return session.fail(received, now())
        return []

    async def _handle(self, connection: AnyConnection, session: Session, received: Received) -> None:
        token = HANDLED.set((connection, received))
        try:
            await self._bookkeep(connection, session, received)
            handler = self._handlers.get(received.route.handler or "")
            if handler is not None:
                if self._observer is None:
                    await self._answer(connection, handler, received)
                else:
                    await self._answer_watched(self._observer, connection, handler, received)
        finally:
            HANDLED.reset(token)

    async def _bookkeep(self, connection: AnyConnection, session: Session, received: Received) -> None:
        role = received.route.message.role
        if role is Role.UNSUBSCRIBE:
            for address in topics_of(received):
                self._topics.unsubscribe(connection, address)
        if role is not Role.SUBSCRIBE:
            return
        refused = 0
        for address in dict.fromkeys(topics_of(received)):
            fault = await self._subscribe(connection, address) if refused <= self._topics.limit else self._too_many()
            if fault is None:
                continue
            refused += 1
            answer = fault._replace(request_id=received.request_id)
            connection.link.apply(session.answer(answer, self._options.clock.epoch()))
            if fault.kind == _TOO_MANY:
                return  # One frame may name thousands.
            # To write an answer takes a while, and a hundred of them shouldn't keep other connections waiting.
            await asyncio.sleep(0)

    async def _subscribe(self, connection: AnyConnection, address: str) -> Fault | None:
        if len(address) > _LONGEST_ADDRESS or find_channel(self._protocol, address) is None:
            return Fault(POLICY, "unknown_topic", f"there is no topic {address[:80]}")
        if await self._authorize(connection, address) is False:
            return Fault(FORBIDDEN, "forbidden", f"{address[:80]} is not for this client")
        if not self._topics.has_room(connection, address):
            return self._too_many()
        self._topics.subscribe(connection, address)
        return None

    def _too_many(self) -> Fault:
        return Fault(POLICY, _TOO_MANY, f"a client may have {self._topics.limit} topics")

    async def _answer(self, connection: AnyConnection, handler: Handler, received: Received) -> None:
        route = received.route
        result = handler(connection, received.message)
        if isinstance(route.reply, Stream):
            await self._stream(connection, result, received, route.reply)
            return
        reply = await result
        if route.reply is not None:
            message = _which(reply, route.reply.messages, route, "return")
            await self._send(connection, reply, message, received)
        elif reply is not None:
            raise TypeError(f"{route.handler} returned {type(reply).__name__}, but {route.message.name} has no reply")

    async def _answer_watched(
        self, observer: Guarded, connection: AnyConnection, handler: Handler, received: Received
    ) -> None:
        name, clock = received.route.message.name, self._options.clock
        with WatchedHandler(observer, clock, connection.id, name, received.request_id):
            await self._answer(connection, handler, received)

    async def _stream(self, connection: AnyConnection, result: Any, received: Received, reply: Stream) -> None:
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError(f"{received.route.handler} must be a stream: write it as `async def` with `yield`")
        stream: AsyncIterator[WireValue] = result
        if not hasattr(stream, "aclose"):
            await self._send_all(connection, stream, received, reply)
            return
        closable: Any = stream
        async with aclosing(closable):
            await self._send_all(connection, stream, received, reply)

    async def _send_all(
        self, connection: AnyConnection, stream: AsyncIterator[WireValue], received: Received, reply: Stream
    ) -> None:
        route = received.route
        expected = (reply.start,) if reply.start else (*reply.items, *reply.end)
        ended = False
        async for model in stream:
            if ended:
                raise TypeError(f"{route.handler} yielded {type(model).__name__} after the stream's end")
            message = _which(model, expected, route, "yield")
            await self._send(connection, model, message, received)
            expected = (*reply.items, *reply.end)
            ended = message in reply.end
        if not ended and reply.end:
            names = " or ".join(message.model.__name__ for message in reply.end)
            raise TypeError(f"{route.handler} ended its stream without {names}")

    async def _send(
        self, connection: AnyConnection, model: WireValue, message: AnyMessage, received: Received | UnknownFrame
    ) -> None:
        text = self._codec.encode(
            model,
            request_id=received.request_id,
            topic=received.topic,
            now=self._options.clock.epoch(),
            as_message=message,
        )
        await connection.link.outbox.put(text)

    async def _reply_error(
        self, connection: AnyConnection, session: Session, received: Received | UnknownFrame, reply: ErrorReply
    ) -> list[Effect]:
        try:
            await self._send(connection, reply.message, self._codec.message_of(reply.message), received)
        except ValueError:
            name = None if isinstance(received, UnknownFrame) else received.route.message.name
            REPLY_INVALID.log(logger, trace=True, message_name=name, connection=connection.id)
            return session.fail(received, self._options.clock.epoch())
        return []


def _log_failure(connection: AnyConnection, received: Received | UnknownFrame) -> None:
    known = None if isinstance(received, UnknownFrame) else received
    HANDLER_FAILED.log(
        logger,
        trace=True,
        handler=known.route.handler if known else "on_unknown",
        message_name=known.route.message.name if known else None,
        tag=known.tag if known else None,
        request_id=received.request_id,
        connection=connection.id,
    )


def is_cancelled() -> bool:
    """Say whether this very task is being cancelled; where it isn't, a CancelledError came from one that it awaited."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _which(model: object, messages: tuple[AnyMessage, ...], route: Route, verb: str) -> AnyMessage:
    """Say which of a route's replies a model is; raises TypeError with what was expected."""
    found = next((m for m in messages if type(model) is m.model), None)
    found = found or next((m for m in messages if isinstance(model, m.model)), None)
    if found is None:
        names = " or ".join(message.model.__name__ for message in messages)
        raise TypeError(f"{route.handler} must {verb} {names}, not {type(model).__name__}")
    return found
