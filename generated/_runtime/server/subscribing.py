"""Does what subscribe and unsubscribe messages ask: known topics only, authorised, bounded, resumed where asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias, cast

from ..broker.broker import BrokerUnavailable
from ..core.answers import Fault
from ..core.close import FORBIDDEN, POLICY, TRY_AGAIN_LATER
from ..core.dispatch import Received
from ..core.frame import value_at
from ..core.session import Session, find_channel, topics_of
from ..protocol import Protocol as WireProtocol
from ..protocol import Role
from .options import ServerOptions
from .publishing import AnyConnection, Publishing

Authorize: TypeAlias = Callable[[AnyConnection, str], Awaitable[bool | None]]

_TOO_MANY: Final = "too_many_topics"
_LONGEST_ADDRESS: Final = 1024
"""Characters of an address that a client may subscribe to: it is kept, and a frame may hold 64 KiB."""


class Subscribing:
    """Subscribes and unsubscribes the connections of one server as their messages say."""

    def __init__(
        self, protocol: WireProtocol, options: ServerOptions, authorize: Authorize, publishing: Publishing
    ) -> None:
        self._protocol = protocol
        self._clock = options.clock
        self._authorize = authorize
        self._publishing = publishing
        self._topics = publishing.topics

    async def run(self, connection: AnyConnection, session: Session, received: Received) -> bool:
        """Do a message's work, if it has any; what can't be done is answered with an error. Says if all was done."""
        role = received.route.message.role
        if role is Role.UNSUBSCRIBE:
            for address in topics_of(received):
                self._topics.unsubscribe(connection, address)
        if role is not Role.SUBSCRIBE:
            return True
        refused = 0
        for address in dict.fromkeys(topics_of(received)):
            if refused > self._topics.limit:
                fault: Fault | None = self._too_many()
            else:
                fault = await self._subscribe(connection, address, _after(received, address))
            if fault is None:
                continue
            refused += 1
            answer = fault._replace(request_id=received.request_id)
            connection.link.apply(session.answer(answer, self._clock.epoch()))
            if fault.kind == _TOO_MANY:
                break  # One frame may name thousands.
            # To write an answer takes a while, and a hundred of them shouldn't keep other connections waiting.
            await asyncio.sleep(0)
        return not refused

    async def _subscribe(self, connection: AnyConnection, address: str, after: int | None) -> Fault | None:
        if len(address) > _LONGEST_ADDRESS or find_channel(self._protocol, address) is None:
            return Fault(POLICY, "unknown_topic", f"there is no topic {address[:80]}")
        if await self._authorize(connection, address) is False:
            return Fault(FORBIDDEN, "forbidden", f"{address[:80]} is not for this client")
        if not self._topics.has_room(connection, address):
            return self._too_many()
        try:
            await self._publishing.subscribe(connection, address, after)
        except BrokerUnavailable:
            return Fault(TRY_AGAIN_LATER, "unavailable", f"{address[:80]} can't be subscribed to now, try again later")
        return None

    def _too_many(self) -> Fault:
        return Fault(POLICY, _TOO_MANY, f"a client may have {self._topics.limit} topics")


def _after(received: Received, address: str) -> int | None:
    """Give the sequence after which a client wants to go on: one number, or one for each address."""
    field = received.route.message.role_fields.get("after")
    value: object = value_at(received.message.to_wire(), (field,)) if field is not None else None
    if isinstance(value, dict):
        value = cast("dict[str, Any]", value).get(address)
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
