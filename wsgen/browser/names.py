"""Gives what Python has a name for the same name in JavaScript, but where JavaScript or the runtime has it already."""

from collections.abc import Iterable
from typing import Final

from ..code.literal import Code, compose, identifier
from ..plan.identifier import Identifier
from ..plan.protocol import Protocol

# ECMA-262 §12.7.2, TypeScript's own types, and what client.d.ts means by a name.
_TYPE_WORDS: Final = """
any arguments as async await bigint boolean break case catch class const constructor continue debugger default delete do
else enum eval export extends false finally for function globalThis if implements import in infer instanceof interface
is keyof let never new null number object of package private protected public readonly require return static string
super switch symbol this throw true try type typeof undefined unique unknown var void while with yield
AsyncIterable AsyncIterator Promise Protocol Readonly Record
"""

_RUNTIME_WORDS: Final = """
Client ClientError Closed HeartbeatLost InvalidMessage Overloaded ProtocolError QueueOverflow ReplyStream RequestFailed
RequestLost Subscription SubscriptionRefused TimedOut Unauthorized Unreachable
"""

_RUNTIME_TYPE_WORDS: Final = "CallOptions ClientOptions ClientState CloseEvent ReconnectPolicy Without"

# The members of a client that it hasn't from its document, or may have one day, those of every object among them. One
# called `then` would make a promise of the client.
_MEMBER_WORDS: Final = """
addEventListener arguments close connect connection constructor disconnect dispatchEvent gaps hasOwnProperty
isPrototypeOf messages on_close on_error on_frame on_message on_state on_unknown options propertyIsEnumerable protocol
reconnect refresh removeEventListener send send_text servers state states subprotocol then toJSON toLocaleString
toString topics unknown_frames url valueOf
"""

RUNTIME: Final = tuple(_RUNTIME_WORDS.split())
"""The classes of the runtime that a package exports."""

RUNTIME_TYPES: Final = tuple(_RUNTIME_TYPE_WORDS.split())
"""The types of the runtime that it exports besides."""

_TYPES: Final = frozenset((*_TYPE_WORDS.split(), *RUNTIME, *RUNTIME_TYPES))

MEMBERS: Final = frozenset(_MEMBER_WORDS.split())
"""Names that no method of a client can have."""


def type_name(name: Identifier, taken: frozenset[str]) -> Code:
    """What the type of a definition is called; `taken` are the names of the protocol's classes, see `class_names`."""
    return _free(name, _TYPES | taken)


def method_name(name: Identifier) -> Code:
    """What a client's method is called."""
    return _free(name, MEMBERS)


def class_names(protocol: Protocol) -> frozenset[str]:
    """The names that the package exports beside its types."""
    routes = (route for each in protocol.connections for route in each.client_to_server)
    aliases: Iterable[str] = (route.reply_alias for route in routes if route.reply_alias)
    classes = {name for each in protocol.connections for name in (each.client_class, each.arguments_class)}
    return frozenset(classes.union(aliases))


def _free(name: Identifier, taken: frozenset[str]) -> Code:
    """The name, with one `_` more where it is taken but for such: so no two names become one."""
    return compose("{name}_", name=identifier(name)) if name.rstrip("_") in taken else identifier(name)
