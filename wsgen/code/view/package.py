"""What `__init__.py.jinja` needs: every name that users import, and the module that has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, LiteralString

from ...plan.protocol import Protocol
from ..literal import Code, compose, identifier, literal
from .imports import Import, import_lines, sorted_names
from .page import Head, Page, head
from .prose import one_line, paragraphs
from .server import connection_alias, handles


@dataclass(frozen=True, slots=True)
class ExportView:
    """One line of the table from names to modules."""

    name: Code
    module: Code


@dataclass(frozen=True, slots=True)
class PackageView:
    """The file: the imports that type checkers see, and the same as data."""

    head: Head
    imports: tuple[Code, ...]
    exports: tuple[ExportView, ...]


_RUNTIME: Final[tuple[tuple[LiteralString, LiteralString], ...]] = (
    ("ErrorReply", "._runtime.server.server"),
    ("Reject", "._runtime.server.server"),
    ("ServerOptions", "._runtime.server.options"),
    ("Broker", "._runtime.broker.broker"),
    ("BrokerUnavailable", "._runtime.broker.broker"),
    ("MemoryBroker", "._runtime.broker.memory"),
    ("Rate", "._runtime.core.rate"),
    ("RedisBroker", "._runtime.broker.redis"),
    ("ClientOptions", "._runtime.client.options"),
    ("Observer", "._runtime.observing"),
    ("ClientState", "._runtime.core.client_life"),
    ("ReplyStream", "._runtime.client.streams"),
    ("ReplyStreamSync", "._runtime.client.sync_streams"),
    ("Subscription", "._runtime.client.streams"),
    ("SubscriptionSync", "._runtime.client.sync_streams"),
    ("ClientError", "._runtime.errors"),
    ("Closed", "._runtime.errors"),
    ("HandshakeFailed", "._runtime.errors"),
    ("HeartbeatLost", "._runtime.errors"),
    ("InvalidMessage", "._runtime.core.dispatch"),
    ("Overloaded", "._runtime.errors"),
    ("ProtocolError", "._runtime.errors"),
    ("QueueOverflow", "._runtime.errors"),
    ("ReconnectPolicy", "._runtime.core.reconnect"),
    ("RequestFailed", "._runtime.errors"),
    ("RequestLost", "._runtime.errors"),
    ("SubscriptionRefused", "._runtime.errors"),
    ("Unauthorized", "._runtime.errors"),
    ("Unreachable", "._runtime.errors"),
)


def package_page(protocol: Protocol) -> Page:
    """The package's own file. Where two names are the same, the runtime's stands (the other is in its module)."""
    by_name: dict[Code, Code] = {}
    for name, module in (*_runtime_exports(), *_planned_exports(protocol)):
        by_name.setdefault(name, module)
    exports = tuple(ExportView(literal(str(name)), literal(str(by_name[name]))) for name in sorted_names(by_name))
    imports = import_lines(Import(module, name) for name, module in by_name.items())
    text = paragraphs(
        f"{one_line(protocol.title) or protocol.name}: server and client.",
        protocol.description,
        "Nothing is loaded before it is used; models are in `.models`, and need pydantic only.",
    )
    return Page("__init__.py", "__init__.py.jinja", PackageView(head(protocol, text), imports, exports))


def _runtime_exports() -> Iterable[tuple[Code, Code]]:
    return ((compose(name), compose(module)) for name, module in _RUNTIME)


def _planned_exports(protocol: Protocol) -> Iterable[tuple[Code, Code]]:
    for each in protocol.connections:
        yield identifier(connection_alias(protocol, each)), compose(".server")
        yield identifier(each.server_class), compose(".server")
        yield identifier(each.client_class), compose(".client")
        yield identifier(each.client_class_sync), compose(".client_sync")
        yield identifier(each.arguments_class), compose(".dispatch")
        yield identifier(each.constant), compose(".dispatch")
    for topic in handles(protocol):
        yield identifier(topic.handle), compose(".server")
    for each in protocol.connections:
        for route in each.client_to_server:
            if route.reply_alias:
                yield identifier(route.reply_alias), compose(".server")
