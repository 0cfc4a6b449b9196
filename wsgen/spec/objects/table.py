"""Finds the table of objects for a version, and what became of a field in another version."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from . import version2, version3
from .kinds import Kind, ListOf, MapOf, Object, ObjectKind, Version

VERSIONS: Final[tuple[Version, ...]] = (*((2, minor) for minor in range(7)), (3, 0), (3, 1))

_BY_MAJOR: Final[Mapping[int, Mapping[str, ObjectKind]]] = MappingProxyType({2: version2.OBJECTS, 3: version3.OBJECTS})


def objects_of(version: Version) -> Mapping[str, ObjectKind]:
    """The objects of a major version, by their name in the specification; KeyError for a major that isn't known."""
    return _BY_MAJOR[version[0]]


def kind_at(version: Version, steps: Iterable[str]) -> Kind | None:
    """What stands at a place of a document; None where the table doesn't tell, as inside a schema or an extension."""
    kind: Kind = Object("Root")
    for step in steps:
        if isinstance(kind, Object):
            field = objects_of(version)[kind.name].fields.get(step)
            inner = None if field is None else field.kind
        else:
            inner = kind.item if isinstance(kind, ListOf | MapOf) and not step.startswith("x-") else None
        if inner is None:
            return None
        kind = inner
    return kind


ELSEWHERE: Final[Mapping[tuple[int, str, str], str]] = MappingProxyType(
    {
        (3, "Root", "tags"): "move it into `info`",
        (3, "Root", "externalDocs"): "move it into `info`",
        (3, "Server", "url"): "3.x writes it as `protocol`, `host` and `pathname`",
        (3, "Channel", "publish"): "3.x has `operations` at the top level: this becomes one with `action: receive`",
        (3, "Channel", "subscribe"): "3.x has `operations` at the top level: this becomes one with `action: send`",
        (3, "Channel", "message"): "list it in `messages`, by a name of its own",
        (3, "Parameter", "schema"): "a parameter is a string in 3.x: write `enum`, `default` and `examples` here",
        (3, "Operation", "operationId"): "remove it: the operation's key in `operations` is its id",
        (3, "Operation", "message"): "list its place in the channel under `messages`",
        (3, "Operation Trait", "operationId"): "remove it: the operation's key in `operations` is its id",
        (3, "Message", "messageId"): "remove it: the message's key in its channel is its id",
        (3, "Message", "oneOf"): "give the channel one entry in `messages` for each of them",
        (3, "Message", "schemaFormat"): "move both into the payload: `payload: {schemaFormat: …, schema: …}`",
        (3, "Message Trait", "schemaFormat"): "move it into the message's payload",
        (2, "Root", "operations"): "2.x writes them as `publish` and `subscribe` of a channel",
        (2, "Server", "host"): "2.x writes it as `url`",
        (2, "Server", "pathname"): "2.x writes it as part of `url`",
        (2, "Channel", "address"): "in 2.x the channel's key is its address",
        (2, "Channel", "messages"): "2.x names them in the `message` of `publish` and `subscribe`",
        (2, "Info", "tags"): "2.x has it at the top level",
        (2, "Info", "externalDocs"): "2.x has it at the top level",
        (2, "Parameter", "enum"): "2.x writes it inside `schema`",
        (2, "Parameter", "default"): "2.x writes it inside `schema`",
        (2, "Parameter", "examples"): "2.x writes it inside `schema`",
    }
)
"""What to do with a field that an object had or will have in the other major version: (major here, object, field)."""
