"""What handlers and hooks know of the client that they serve."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol

from typing_extensions import TypeVar

from ..core.close import NORMAL, POLICY
from ..core.dispatch import Received, RequestId
from ..core.handshake import Handshake, read_query
from ..wire import WireValue
from .link import Link
from .refusals import Reject
from .topics import Topics

ArgumentsT = TypeVar("ArgumentsT", default=Any)
StateT = TypeVar("StateT", default=Any)
UserT = TypeVar("UserT", default=Any)


HANDLED: Final[ContextVar[tuple[object, Received | None]]] = ContextVar("HANDLED")
"""The connection whose handler runs in this context, and the message that it handles."""


class Addressed(Protocol):
    """Whatever has a topic's address: a channel handle of a server, or a typed address."""

    @property
    def address(self) -> str:
        """The topic's address."""
        ...


class Connection(Generic[ArgumentsT, StateT, UserT]):
    """One client's connection.

    `arguments` is what the client gave when it connected, typed. `user` is who it is: what `Server.authenticate` gave.
    `state` is the application's own: set it in `on_connect`. `subprotocol` is what was chosen of those that the client
    offers, if any. `id` is different for each connection of a server. `link` and
    `introduction` belong to the runtime.
    """

    state: StateT
    _user: UserT

    if not TYPE_CHECKING:

        def __class_getitem__(cls, arguments: object) -> GenericAlias:
            # Of `typing`'s own alias Python 3.13.0 can't leave out the last arguments, whatever their defaults.
            return GenericAlias(cls, arguments)

    def __init__(
        self,
        handshake: Handshake,
        arguments: ArgumentsT,
        *,
        link: Link,
        subprotocol: str | None,
        topics: Topics["Connection[Any, Any, Any]"],
        encode: Callable[[WireValue, RequestId | None, str | None], str],
    ) -> None:
        self.id = handshake.id
        self.arguments = arguments
        self.subprotocol = subprotocol
        self.link = link
        self._handshake = handshake
        self._topics = topics
        self._encode = encode
        self.introduction: Received | None = None

    def __repr__(self) -> str:
        return f"<Connection {self.id}>"

    @property
    def user(self) -> UserT:
        """What `Server.authenticate` gave for this client; raises RuntimeError before it has."""
        try:
            return self._user
        except AttributeError:
            raise RuntimeError(
                f"{self!r}.user: nobody is authenticated yet; it is what the server's `authenticate` returns"
            ) from None

    @property
    def client(self) -> tuple[str, int] | None:
        """The peer's host and port as the ASGI server tells them; None where it doesn't."""
        return self._handshake.client

    @property
    def headers(self) -> Mapping[str, str]:
        """The handshake's headers, names in lower case; several of one name are one, with commas between."""
        return self._handshake.headers

    @property
    def path(self) -> str:
        """The path that the client asked for, decoded."""
        return self._handshake.requested

    @property
    def path_parameters(self) -> Mapping[str, str]:
        """The parameters of the path as text, with those of the mount that the document doesn't know."""
        return self._handshake.path

    @property
    def query(self) -> Mapping[str, tuple[str, ...]]:
        """All that stands in the query, decoded: the values of each name in their order."""
        return {name: tuple(texts) for name, texts in read_query(self._handshake.query).items()}

    @property
    def query_string(self) -> str:
        """The query as the client sent it."""
        return self._handshake.query.decode("latin-1")

    @property
    def subprotocols(self) -> tuple[str, ...]:
        """What the client offers as subprotocols, in its order; a token may be among them."""
        return self._handshake.subprotocols

    @property
    def topics(self) -> tuple[str, ...]:
        """The addresses that this connection is subscribed to."""
        return self._topics.addresses(self)

    @property
    def dropped(self) -> int:
        """How many frames of topics it went without, because it reads too slowly (`slow_consumer="drop"`)."""
        return self.link.dropped

    @property
    def received(self) -> Received:
        """What came with the message that is being handled: `tag`, `request_id`, `topic`, and the whole `frame`.

        Each handler sees its own message's, also of those that run at once, and so do the tasks that it starts. Raises
        RuntimeError where no message of this connection is being handled.
        """
        connection, received = HANDLED.get((None, None))
        if connection is not self or received is None:
            raise RuntimeError(f"{self!r}.received: no message of this connection is being handled here")
        return received

    def identify(self, user: UserT) -> None:
        """Set `user`; the runtime's part, done when `Server.authenticate` has returned."""
        self._user = user

    def subscribe(self, topic: Addressed) -> None:
        """Let this connection get what is sent to a topic; nothing happens when it does already, or when it has ended.

        Raises Reject (1008) when the connection has `ServerOptions.max_topics` of them.
        """
        if self.link.outbox.closing:
            return
        if not self._topics.has_room(self, topic.address):
            raise Reject(POLICY, f"a client may have {self._topics.limit} topics")
        self._topics.subscribe(self, topic.address)

    def unsubscribe(self, topic: Addressed) -> None:
        """Let it get no more of a topic."""
        self._topics.unsubscribe(self, topic.address)

    async def send(
        self, message: WireValue, *, request_id: RequestId | None = None, topic: Addressed | None = None
    ) -> None:
        """Send a message to this client alone; waits while its queue is full.

        Where an envelope names the topic, `topic` says which; it isn't needed where the payload itself tells.

        Raises InvalidMessage when the message's own schema forbids it, and RuntimeError before the connection is
        accepted, as in `on_connect` where `ServerOptions.refuse` is `http`. After it has ended it goes nowhere.
        """
        if not self.link.has_started:
            raise RuntimeError(
                f"{self!r}.send: the connection isn't accepted yet, since ServerOptions.refuse is `http`: "
                "send from a handler, or refuse by `close`"
            )
        await self.link.outbox.put(self._encode(message, request_id, None if topic is None else topic.address))

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close after what was sent before; other handlers of this connection are cancelled."""
        self.link.close(code, reason)
