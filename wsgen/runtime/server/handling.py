"""Runs the handler of one message: its replies are checked and sent, what it raises becomes an answer or a close."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from ..clock import OutOfTime, within
from ..core.close import UNAUTHORIZED
from ..core.dispatch import Codec, Received, UnknownFrame
from ..core.lanes import Run
from ..core.session import Effect, Session
from ..log_events import HANDLER_FAILED, REPLY_INVALID
from ..observing import Guarded
from ..protocol import AnyMessage, Role, Route, Stream
from ..protocol import Protocol as WireProtocol
from ..wire import WireValue
from .connection import HANDLED, Connection
from .options import ServerOptions
from .publishing import Publishing
from .refusals import ErrorReply, Reject
from .subscribing import Authorize, Subscribing
from .watched_handler import WatchedHandler

logger = logging.getLogger(__name__)

AnyConnection: TypeAlias = Connection[Any, Any, Any]
Handler: TypeAlias = Callable[[AnyConnection, Any], Any]
OnUnknown: TypeAlias = Callable[[AnyConnection, Any, str], Awaitable[None]]
# What is done with one message: its handler, its replies by their models unless it has a stream of them, and that.
_Plan: TypeAlias = tuple[Handler, Mapping[type[Any], AnyMessage], Stream | None]
Authenticate: TypeAlias = Callable[..., Awaitable[Any]]
"""An application's hook: given a connection, and the message that authenticates it where the protocol has one."""

FAILURES_TOLD: Final = 10
"""Failures of one connection's handlers that are logged as errors; further ones are for who debugs."""


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
        publishing: Publishing,
        authenticate: Authenticate | None = None,
        observer: Guarded | None = None,
    ) -> None:
        self._codec = codec
        self._write = codec.write
        self._options = options
        self._now = options.clock.epoch
        routes = (*protocol.client_to_server.routes.values(), *protocol.client_to_server.untagged)
        self._plans = {
            r.message.name: _plan(r, handlers[r.handler]) for r in routes if r.handler and r.handler in handlers
        }
        self._on_unknown = on_unknown
        self._authenticate = authenticate
        self._publishing = publishing
        self._subscribing = Subscribing(protocol, options, authorize, publishing)
        self._observer = observer
        self._failures: WeakKeyDictionary[AnyConnection, int] = WeakKeyDictionary()

    async def run(self, connection: AnyConnection, session: Session, run: Run) -> list[Effect]:
        """Do the runtime's own work for a message, then let its handler run; gives what follows from its end."""
        received = run.received
        try:
            if isinstance(received, UnknownFrame):
                await self._on_unknown(connection, received.frame, received.reason)
                return []
            # In the context of this handler alone, so nobody has to set it back.
            HANDLED.set((connection, received))
            message = received.route.message
            if message.role is None or await self._is_done(connection, session, received):
                plan, observer = self._plans.get(message.name), self._observer
                if plan is None:
                    return []
                if observer is None:
                    await self._answer(connection, plan, received)
                else:
                    await self._answer_watched(observer, connection, plan, received)
        except ErrorReply as reply:
            return await self._reply_error(connection, session, received, reply)
        except Reject as reject:
            return session.close(reject.code, reject.reason)
        except (Exception, asyncio.CancelledError) as error:
            # Whoever cancels a handler of an open connection is the application: others must not wait for it.
            if isinstance(error, asyncio.CancelledError) and session.closed and is_cancelled():
                raise
            self._log_failure(connection, received)
            return session.fail(received, self._now())
        return []

    async def _is_done(self, connection: AnyConnection, session: Session, received: Received) -> bool:
        """Do the runtime's own part; False where a reply would say that all is well, and an error was the answer."""
        if received.route.message.role is Role.AUTHENTICATE and self._authenticate is not None:
            await self._identify(self._authenticate, connection, received)
        return await self._subscribing.run(connection, session, received) or received.route.reply is None

    async def _identify(self, authenticate: Authenticate, connection: AnyConnection, received: Received) -> None:
        """Ask once more who a client is; of its first message that is known already."""
        if connection.introduction is received:
            connection.introduction = None
            return
        options = self._options
        try:
            asked = authenticate(connection, received.message)
            connection.identify(await within(options.clock, options.auth_timeout, asked))
        except OutOfTime:
            raise Reject(UNAUTHORIZED, "not authenticated in time") from None

    async def _answer(self, connection: AnyConnection, plan: _Plan, received: Received) -> None:
        handler, replies, stream = plan
        result = handler(connection, received.message)
        if stream is not None:
            await self._stream(connection, result, received, stream)
            return
        reply = await result
        route = received.route
        if route.reply is not None:
            message = replies.get(reply.__class__) or _which(reply, route.reply.messages, route, "return")
            text = self._write(reply, message, received.request_id, received.topic, self._now())
            # Most peers take it now. Other than a stream, one reply needs no pause: the reader makes those.
            outbox = connection.link.outbox
            if not outbox.offer(text):
                await outbox.put(text)
        elif reply is not None:
            raise TypeError(f"{route.handler} returned {type(reply).__name__}, but {route.message.name} has no reply")

    async def _answer_watched(
        self, observer: Guarded, connection: AnyConnection, plan: _Plan, received: Received
    ) -> None:
        name, clock = received.route.message.name, self._options.clock
        with WatchedHandler(observer, clock, connection.id, name, received.request_id):
            await self._answer(connection, plan, received)

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
        text = self._write(model, message, received.request_id, received.topic, self._now())
        await connection.link.outbox.put(text)

    def _log_failure(self, connection: AnyConnection, received: Received | UnknownFrame) -> None:
        known = None if isinstance(received, UnknownFrame) else received
        # Where the connection is kept, a client could fill the log by one request again and again.
        count = self._failures[connection] = self._failures.get(connection, 0) + 1
        HANDLER_FAILED.log(
            logger,
            trace=True,
            level=None if count <= FAILURES_TOLD else logging.DEBUG,
            handler=known.route.handler if known else "on_unknown",
            message_name=known.route.message.name if known else None,
            tag=known.tag if known else None,
            request_id=received.request_id,
            connection=connection.id,
        )

    async def _reply_error(
        self, connection: AnyConnection, session: Session, received: Received | UnknownFrame, reply: ErrorReply
    ) -> list[Effect]:
        try:
            await self._send(connection, reply.message, self._codec.message_of(reply.message), received)
        except ValueError:
            name = None if isinstance(received, UnknownFrame) else received.route.message.name
            REPLY_INVALID.log(logger, trace=True, message_name=name, connection=connection.id)
            return session.fail(received, self._now())
        return []


def is_cancelled() -> bool:
    """Say whether this very task is being cancelled; where it isn't, a CancelledError came from one that it awaited."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _plan(route: Route, handler: Handler) -> _Plan:
    if isinstance(route.reply, Stream):
        return handler, {}, route.reply
    messages = () if route.reply is None else route.reply.messages
    # Of those that share a model the first is meant.
    return handler, {message.model: message for message in reversed(messages)}, None


def _which(model: object, messages: tuple[AnyMessage, ...], route: Route, verb: str) -> AnyMessage:
    """Say which of a route's replies a model is; raises TypeError with what was expected."""
    if messages and messages[0].model is type(model):
        return messages[0]
    found = next((m for m in messages if type(model) is m.model), None)
    found = found or next((m for m in messages if isinstance(model, m.model)), None)
    if found is None:
        names = " or ".join(message.model.__name__ for message in messages)
        raise TypeError(f"{route.handler} must {verb} {names}, not {type(model).__name__}")
    return found
