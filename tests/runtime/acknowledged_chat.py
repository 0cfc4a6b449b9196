"""The chat protocol with a declared reply to subscribe messages, and a server of it."""

import asyncio
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from chat_protocol import ANSWERED, CHAT, DEFINITIONS, REQUEST_ID, SYSTEM, TOPICS
from chat_server import AnyChatConnection, Chat

from wsgen.runtime.protocol import Framing, Message, One, Protocol, Role, Route
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import UNSET, WireModel


class Ask(WireModel):
    type: Literal["subscribe"] = "subscribe"
    topics: list[str]
    request_id: Annotated[str | None, UNSET] = None


class Subscribed(WireModel):
    type: Literal["subscribed"] = "subscribed"
    topics: list[str]
    request_id: Annotated[str | None, UNSET] = None


def _acknowledged(*, with_id: bool) -> Protocol:
    place = REQUEST_ID if with_id else None
    ask = Message(
        "subscribe",
        Ask,
        schema="Subscribe",
        tags=("subscribe",),
        role=Role.SUBSCRIBE,
        role_fields={"topics": "topics"},
        request_id=place,
    )
    subscribed = Message("subscribed", Subscribed, schema="Subscribed", tags=("subscribed",), request_id=place)
    schema: dict[str, Any] = {
        "type": "object",
        "required": ["type", "topics"],
        "properties": {"type": {"const": "subscribed"}, "topics": TOPICS, **ANSWERED},
    }
    return replace(
        CHAT,
        schemas=Schemas.of({"definitions": {**DEFINITIONS, "Subscribed": schema}}),
        client_to_server=Framing(
            tag=("type",),
            routes={
                **CHAT.client_to_server.routes,
                "subscribe": Route(ask, handler="on_subscribe", reply=One((subscribed,)), channels=(SYSTEM,)),
            },
        ),
        server_to_client=Framing(
            tag=("type",),
            routes={**CHAT.server_to_client.routes, "subscribed": Route(subscribed, None, channels=(SYSTEM,))},
        ),
        subscribe=ask,
        by_model={**CHAT.by_model, Ask: ask, Subscribed: subscribed},
    )


BY_ID: Final = _acknowledged(with_id=True)
IN_ORDER: Final = _acknowledged(with_id=False)


class _Generated(Chat):
    """What a generated class is to the runtime: it has the protocol."""

    async def on_subscribe(self, connection: AnyChatConnection, message: Any) -> Any:
        raise NotImplementedError


def server_of(protocol: Protocol, gate: asyncio.Event | None = None) -> Chat:
    generated = type("Generated", (_Generated,), {"protocol": protocol, "on_subscribe": _Generated.on_subscribe})

    async def on_subscribe(self: Chat, connection: AnyChatConnection, message: Any) -> Any:
        if gate is not None:
            await gate.wait()
        return Subscribed(topics=message.topics)

    written: type[Chat] = type("Acknowledging", (generated,), {"on_subscribe": on_subscribe})
    return written(forbidden="agent:9")
