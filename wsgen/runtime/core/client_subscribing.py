"""Writes what a client says of topics, asks for what it missed, and follows what the server answers (no IO)."""

from typing import Any

from ..errors import ClientError, RequestFailed
from ..protocol import AnyMessage, One, Protocol, Route
from .client_topics import ClientTopics
from .dispatch import Codec, InvalidMessage, Received, RequestId
from .inbox import EMPTY, Inbox
from .open_channels import open_channels
from .replies import Pending, Replies
from .request_ids import RequestIds


class ClientSubscribing:
    """The subscribe and unsubscribe messages of one connection.

    Where the protocol declares a reply to subscribe messages, it acknowledges the topic, and an error message refuses
    it. Where the connection is lost before either, the next one subscribes again.
    """

    def __init__(
        self, protocol: Protocol, codec: Codec, topics: ClientTopics, *, replies: Replies, ids: RequestIds
    ) -> None:
        self._protocol = protocol
        self._codec = codec
        self._topics = topics
        self._replies = replies
        self._ids = ids
        opened = open_channels(protocol)
        # An open channel has no parameters, so its address is always the same.
        self._for_everyone = frozenset(channel.address for channel in protocol.channels if channel.name in opened)
        self._after = protocol.subscribe.role_fields.get("after") if protocol.subscribe else None
        self._answered = _answered(protocol)
        topics.resumes = self._after is not None
        topics.is_acknowledged = self._answered is not None
        topics.for_everyone = self._for_everyone

    def subscribe(self, address: str, now: float, epoch: float) -> str | None:
        """Write the Subscribe message for an address; None where the protocol has none, or where everyone is on it."""
        kind = self._protocol.subscribe
        if kind is None or address in self._for_everyone:
            return None
        last = self._topics.last(address) if self._after else None
        # One number, or one for each address; without either where the schema refuses both.
        forms: tuple[dict[str, Any], ...] = (
            ({},) if last is None else ({self._after or "": last}, {self._after or "": {address: last}}, {})
        )
        text, request_id = self._write(kind, address, epoch, forms)
        if self._answered is not None:
            self._replies.add(self._pending(self._answered, request_id, address), now)
        return text

    def unsubscribe(self, address: str, epoch: float) -> str | None:
        """Write the Unsubscribe message for an address; None where `subscribe` gives none."""
        kind = self._protocol.unsubscribe
        if kind is None or address in self._for_everyone:
            return None
        return self._write(kind, address, epoch, ({},))[0]

    def _write(
        self, kind: AnyMessage, address: str, epoch: float, forms: tuple[dict[str, Any], ...]
    ) -> tuple[str, RequestId | None]:
        field = kind.role_fields.get("topics")
        # One text where the schema wants no list; where no field says it, the envelope's topic does.
        named: tuple[dict[str, Any], ...] = ({field: [address]}, {field: address}) if field else ({},)

        def encode(request_id: RequestId | None) -> str:
            for payload in ({**topics, **form} for form in forms for topics in named):
                text = self._codec.try_encode(
                    kind, payload, request_id=request_id, topic=None if field else address, now=epoch
                )
                if text is not None:
                    return text
            raise InvalidMessage(f"{kind.name} isn't sent, its schema has no room for the topic {address}")

        return self._ids.write(kind, encode) if kind.request_id is not None else (encode(None), None)

    def _pending(self, route: Route, request_id: RequestId | None, address: str) -> Pending:
        inbox: Inbox[Received] = Inbox(1, "fail")

        def settle() -> None:
            try:
                item = inbox.take()
            except RequestFailed as failed:
                self._topics.refuse(address, failed)
            except (ClientError, EOFError):
                return
            else:
                if item is not EMPTY:
                    self._topics.acknowledge(address, item)

        inbox.wake = settle
        return Pending(route, request_id, {}, inbox)


def _answered(protocol: Protocol) -> Route | None:
    """Give the route of subscribe messages where one reply answers them."""
    framing, kind = protocol.client_to_server, protocol.subscribe
    routes = (*framing.routes.values(), *framing.untagged)
    found = next((route for route in routes if kind is not None and route.message.name == kind.name), None)
    return found if found is not None and isinstance(found.reply, One) else None
