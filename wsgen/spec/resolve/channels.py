"""Reads channels and their parameters."""

from ...diagnostics.location import Location
from ..document import Channel, Message, Parameter, WebSocketBinding
from ..node import Node
from ..reading import child, extensions, fields, items, optional_text, text, texts
from ..references import place_of
from .messages import read_message
from .schemas import add_schema
from .scope import Scope


def read_channels(scope: Scope, root: Node, *, content_type: str) -> tuple[Channel, ...]:
    """The channels of the document, in its order (AsyncAPI 3.0 §Channels Object); `servers` were read before."""
    found = scope.registered(root, "channels", scope.channels)
    return tuple(_channel(scope, name, node, content_type=content_type) for name, node in found)


def _channel(scope: Scope, name: str, node: Node, *, content_type: str) -> Channel:
    messages: list[Message] = []
    for key, entry in fields(node, "messages"):
        message = read_message(scope, key, entry.value, content_type=content_type)
        if message is not None:
            scope.messages.setdefault(place_of(entry.value), {})[name] = message.id
            messages.append(message)
    return Channel(
        name=name,
        address=optional_text(node, "address"),
        title=text(node, "title"),
        summary=text(node, "summary"),
        description=text(node, "description"),
        parameters=_parameters(scope, node),
        messages=_distinct(messages),
        servers=_servers(scope, node),
        websocket=_websocket(scope, node),
        extensions=extensions(node),
        location=node.location,
    )


def _distinct(messages: list[Message]) -> tuple[Message, ...]:
    """One channel may name the same message twice; it is one message, by its first name."""
    return tuple({message.id: message for message in reversed(messages)}.values())[::-1]


def _parameters(scope: Scope, node: Node) -> tuple[Parameter, ...]:
    found = scope.followed(node, "parameters")
    return tuple(_parameter(name, target, entry.location) for name, entry, target in found)


def _parameter(name: str, node: Node, location: Location) -> Parameter:
    return Parameter(
        name=name,
        description=text(node, "description"),
        enum=texts(node, "enum"),
        default=optional_text(node, "default"),
        examples=texts(node, "examples"),
        extensions=extensions(node),
        location=location,
    )


def _servers(scope: Scope, node: Node) -> tuple[str, ...]:
    """The names of the root's servers that a channel refers to."""
    names: list[str] = []
    for item in items(node, "servers"):
        passed = scope.chain(item)
        known = [name for each in passed if (name := scope.servers.get(place_of(each))) is not None]
        if known:
            names.append(known[0])
        elif passed:
            message = "a channel's server must be one of the document's `servers`"
            scope.report("WSG306", item.location, message, hint="refer to it as `#/servers/<name>`")
    return tuple(names)


def _websocket(scope: Scope, node: Node) -> WebSocketBinding | None:
    bindings = child(node, "bindings")
    target = None if bindings is None else scope.follow(bindings)
    binding = child(target, "ws")
    if binding is None:
        return None
    binding = scope.follow(binding)
    if binding is None:
        return None
    query, headers = child(binding, "query"), child(binding, "headers")
    return WebSocketBinding(
        method=optional_text(binding, "method"),
        query=None if query is None else add_schema(scope, query),
        headers=None if headers is None else add_schema(scope, headers),
        location=binding.location,
    )
