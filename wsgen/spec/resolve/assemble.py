"""Puts a `Document` together from what the other modules read."""

from collections.abc import Iterator
from types import MappingProxyType

from ...diagnostics.diagnostic import Diagnostic
from ..document import Channel, Document, Info, Message, Schema, Spare
from ..node import Node
from ..reading import child, extensions, fields, text
from ..references import place_of
from ..sources import Sources
from ..subschemas import references_in
from .channels import read_channels
from .messages import read_message
from .operations import read_operations
from .schemas import add_schema
from .scope import Scope
from .servers import read_servers


def resolve(sources: Sources) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The document in `sources`, which is AsyncAPI 3.x and valid, and what is wrong with its references.

    References are followed where the specification expects one: local, into other files of `sources`, in chains.
    With an error among the diagnostics the document lacks what couldn't be resolved.
    """
    root = sources.document
    scope = Scope(sources)
    content_type = text(root, "defaultContentType") or "application/json"
    servers = read_servers(scope, root)
    channels = read_channels(scope, root, content_type=content_type)
    operations = read_operations(scope, root, channels)
    unlinked = _component_schemas(scope, root, channels)
    schemas = MappingProxyType(dict(scope.schemas))
    spare = tuple(_spare_messages(scope, root, channels, content_type=content_type))
    document = Document(
        path=sources.root,
        info=_read_info(root),
        servers=servers,
        channels=channels,
        operations=operations,
        schemas=schemas,
        unlinked=MappingProxyType(unlinked),
        spare=Spare(spare, MappingProxyType({key: each for key, each in scope.schemas.items() if key not in schemas})),
        extensions=extensions(root),
        location=root.location,
    )
    return document, tuple(scope.diagnostics)


def _read_info(root: Node) -> Info:
    node = child(root, "info")
    location = root.location if node is None else node.location
    return Info(text(node, "title"), text(node, "version"), text(node, "description"), location)


def _component_schemas(scope: Scope, root: Node, channels: tuple[Channel, ...]) -> dict[str, str]:
    """Adds each component schema, and gives those that nothing in a channel reaches, by name.

    One that was added as another dialect's, because who refers to it is in that, isn't added once more.
    """
    reached = _reachable(scope.schemas, channels)
    unlinked: dict[str, str] = {}
    for name, entry in fields(child(root, "components"), "schemas"):
        target = scope.follow(entry.value)
        if target is None or (place_of(target) in scope.placed and scope.key(target) not in scope.schemas):
            continue
        key = add_schema(scope, entry.value)
        if key is not None and key not in reached:
            unlinked[name] = key
    # A component that another component refers to is linked by it.
    named = {key: name for name, key in unlinked.items()}
    for key in list(named):
        for other in references_in(scope.schemas[key].value):
            if other != key:
                unlinked.pop(named.get(other, ""), None)
    return unlinked


def _spare_messages(scope: Scope, root: Node, channels: tuple[Channel, ...], *, content_type: str) -> Iterator[Message]:
    """Each message and trait of one in the components that no channel has, the components' channels included."""
    known = {message.id for channel in channels for message in channel.messages}
    components = child(root, "components") or root
    spare_channels = (channel for _, _, channel in scope.followed(components, "channels"))
    holders = (
        (components, "messages"),
        (components, "messageTraits"),
        *((each, "messages") for each in spare_channels),
    )
    for holder, key in holders:
        for name, _, target in scope.followed(holder, key):
            identity = scope.key(target)
            message = None if identity in known else read_message(scope, name, target, content_type=content_type)
            if message is not None:
                known.add(identity)
                yield message


def _reachable(schemas: dict[str, Schema], channels: tuple[Channel, ...]) -> set[str]:
    waiting = [key for channel in channels for key in _roots(channel)]
    reached: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in reached and key in schemas:
            reached.add(key)
            waiting.extend(references_in(schemas[key].value))
    return reached


def _roots(channel: Channel) -> Iterator[str]:
    holders: list[Message] = list(channel.messages)
    keys = [key for message in holders for key in (message.payload, message.headers)]
    if channel.websocket is not None:
        keys += [channel.websocket.query, channel.websocket.headers]
    yield from (key for key in keys if key is not None)
