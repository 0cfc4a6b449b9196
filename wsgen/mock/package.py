"""What a mock needs of a generated package, which is handed over as a module and has a runtime of its own."""

import importlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from types import ModuleType
from typing import Any, Protocol

from ..plan.protocol import Connection
from ..spec.node import Value


class Model(Protocol):
    """A message as Python has it."""

    def to_wire(self) -> Value:
        """The JSON value that is sent."""
        ...


class ModelClass(Protocol):
    """What makes such messages."""

    def model_validate(self, value: Value) -> Model:
        """The message that has a payload's value; raises ValueError for one that none has."""
        ...


class Peer(Protocol):
    """A client's connection, as handlers know it."""

    @property
    def id(self) -> int:
        """Its number among those of its server."""
        ...

    @property
    def arguments(self) -> Any:
        """What the client gave when it connected."""
        ...

    @property
    def close(self) -> Callable[[int, str], Awaitable[None]]:
        """Closes the connection with a code and a reason."""
        ...

    @property
    def send(self) -> Callable[..., Awaitable[None]]:
        """Sends a message to this client alone; `topic` says whose it is."""
        ...

    @property
    def topics(self) -> tuple[str, ...]:
        """The addresses that it is subscribed to."""
        ...


class Server(Protocol):
    """A generated server with all its handlers, as far as a mock is concerned with it."""

    def asgi(self) -> Callable[..., Awaitable[None]]:
        """The ASGI application."""
        ...

    def lifespan(self, app: object) -> AbstractAsyncContextManager[None]:
        """Starts and stops with what serves it."""
        ...


class MessageEntry(Protocol):
    """One message in `messages.py`."""

    @property
    def name(self) -> str:
        """Its name on the wire."""
        ...

    @property
    def model(self) -> ModelClass:
        """Its class in `models.py`."""
        ...


def server_class(package: ModuleType, connection: Connection) -> type[Any]:
    """The class that the server of a connection extends."""
    found: type[Any] = getattr(importlib.import_module(f"{package.__name__}.server"), connection.server_class)
    return found


def client_class(package: ModuleType, connection: Connection) -> type[Any]:
    """The class of a connection's client with asyncio."""
    found: type[Any] = getattr(importlib.import_module(f"{package.__name__}.client"), connection.client_class)
    return found


def models_of(server: type[Any]) -> Mapping[str, ModelClass]:
    """What makes the messages that a server sends, by their names on the wire."""
    return {each.name: each.model for each in _sent(server)}


def _sent(server: type[Any]) -> Iterator[MessageEntry]:
    framing = server.protocol.server_to_client
    for route in (*framing.routes.values(), *framing.untagged):
        yield route.message
