"""The names that generated code can't give away, because Python, Pydantic or the runtime has them."""

import builtins
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reserved:
    """Taken names, by where they are.

    `classes` are those of models.py, server.py, client.py and client_sync.py, `server` and `client` attributes of
    those classes, `exports` the names of the generated package's `__init__`, `arguments` the parameters that a method
    has already, `channels` the names that channels.py uses itself.
    """

    classes: frozenset[str]
    server: frozenset[str]
    client: frozenset[str]
    exports: frozenset[str]
    arguments: frozenset[str]
    channels: frozenset[str]


_BUILTINS: Final = frozenset(dir(builtins))

_TYPING: Final = frozenset(
    {
        "Annotated",
        "Any",
        "AsyncIterator",
        "Callable",
        "ClassVar",
        "Final",
        "Future",
        "Generic",
        "Iterator",
        "Literal",
        "Mapping",
        "Never",
        "Optional",
        "Self",
        "Sequence",
        "TypeAlias",
        "TypeAliasType",
        "TypeVar",
        "Union",
        "abstractmethod",
        "annotations",
        "cast",
        "date",
        "datetime",
        "dataclass",
        "overload",
        "time",
        "timedelta",
        "StateT",
        "UserT",
    }
)

_PYDANTIC: Final = frozenset(
    {
        "AnyUrl",
        "AwareDatetime",
        "BaseModel",
        "ConfigDict",
        "Field",
        "RootModel",
        "TypeAdapter",
        "UNSET",
        "UUID",
        "WireModel",
        "WireRoot",
        "confloat",
        "conint",
        "conlist",
        "constr",
    }
)

# Names of generated modules and of what they write beside models, for names that are told and so keep their spelling.
_BESIDE: Final = frozenset(
    {"CLIENT_TO_SERVER", "EXACT", "SERVER_TO_CLIENT", "TYPE_CHECKING", "channels", "given", "messages", "models"}
)

_EXPORTS: Final = frozenset(
    {
        "Broker",
        "BrokerUnavailable",
        "ChannelHandle",
        "Client",
        "ClientError",
        "ClientOptions",
        "ClientState",
        "ClientSync",
        "Closed",
        "Connection",
        "ErrorReply",
        "HandshakeFailed",
        "HeartbeatLost",
        "InvalidMessage",
        "MemoryBroker",
        "NotConnected",
        "Observer",
        "Overloaded",
        "ProtocolError",
        "QueueOverflow",
        "Rate",
        "ReconnectPolicy",
        "RedisBroker",
        "Reject",
        "ReplyStream",
        "ReplyStreamSync",
        "RequestFailed",
        "RequestLost",
        "RuntimeConnection",
        "Server",
        "ServerBase",
        "ServerOptions",
        "Subscription",
        "SubscriptionRefused",
        "SubscriptionSync",
        "Unauthorized",
        "Unreachable",
    }
)

# More than the runtime has today: what it may grow must not rename what users wrote by then.
_SERVER: Final = frozenset(
    {
        "asgi",
        "authenticate",
        "authorize",
        "broadcast",
        "close",
        "connections",
        "gauges",
        "lifespan",
        "mount",
        "on_connect",
        "on_disconnect",
        "on_invalid",
        "on_shutdown",
        "on_startup",
        "on_unknown",
        "options",
        "protocol",
        "publish",
        "run",
        "serve",
        "shutdown",
        "topics",
        "unknown_frames",
    }
)

_CLIENT: Final = frozenset(
    {
        "arguments",
        "close",
        "connect",
        "connection",
        "disconnect",
        "messages",
        "on_close",
        "on_error",
        "on_message",
        "on_state",
        "on_unknown",
        "options",
        "protocol",
        "reconnect",
        "send",
        "state",
        "subprotocol",
        "states",
        "unknown_frames",
        "url",
    }
)

# What annotations in a class mean by a name: they are looked up among its methods first (language reference §4.2.2).
_ANNOTATIONS: Final = frozenset(
    {"abstractmethod", "bool", "dict", "float", "int", "list", "models", "object", "str", "tuple"}
)

DEFAULT: Final = Reserved(
    classes=_BUILTINS | _TYPING | _PYDANTIC | _BESIDE | _EXPORTS,
    server=_SERVER | _ANNOTATIONS,
    client=_CLIENT | _ANNOTATIONS,
    exports=_EXPORTS,
    arguments=frozenset(
        {"self", "url", "options", "address", "timeout", "property", "bool", "float", "int", "str", "tuple"},
    ),
    channels=_BUILTINS | {"Channel", "Final", "Mapping", "dataclass", "property"},
)
