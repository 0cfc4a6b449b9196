"""Checks every `x-wsgen-…` key of a document against the table of extensions."""

from collections.abc import Iterator

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from ..spec.document import Document, Extensions, Schema
from ..spec.node import Value, escape, plain
from .extensions import ANY, BY_NAME, EXTENSIONS, PREFIX
from .subschemas import walk

Place = tuple[str, str, Value, Location]
"""The object's kind, the key, its value, and where that stands."""


def examine(document: Document) -> tuple[Diagnostic, ...]:
    """WSG401 for a key that doesn't exist or can't stand there, WSG402 for a value of another type.

    The value of a key that may stand in any object was judged when the files were read.
    """
    places = [*_of_objects(document)]
    for schema in document.schemas.values():
        places.extend(_of_schema(schema))
    return tuple(diagnostic for place in places for diagnostic in _check(*place))


def _check(where: str, name: str, value: Value, location: Location) -> Iterator[Diagnostic]:
    extension = BY_NAME.get(name)
    if extension is None:
        own = name.removeprefix(PREFIX)
        known = (each.name for each in EXTENSIONS if each.may_stand_in(where) and each.name.startswith(PREFIX))
        near = did_you_mean(own, [each.removeprefix(PREFIX) for each in known])
        hint = f"did you mean `{PREFIX}{near}`?" if near else f"remove it, or call it `x-{own}` if it is your own"
        yield found("WSG401", location, f"there is no extension `{name}`", hint=hint)
    elif not extension.may_stand_in(where):
        places = ", ".join(extension.where)
        text = f"`{name}` means nothing {'at the root' if where == 'root' else f'in this {where}'}"
        yield found("WSG401", location, text, hint=f"it belongs to: {places}")
    elif ANY not in extension.where and not extension.type.accepts(value):
        yield found(
            "WSG402",
            location,
            f"`{name}` is not {extension.type.text}",
            hint=f"leave it out for the default: {extension.default}",
        )


def _of_objects(document: Document) -> Iterator[Place]:
    yield from _of("root", document.extensions)
    for server in document.servers:
        yield from _of("server", server.extensions)
        for scheme in server.security:
            yield from _of("security scheme", scheme.extensions)
    seen: set[str] = set()
    for channel in document.channels:
        yield from _of("channel", channel.extensions)
        for parameter in channel.parameters:
            yield from _of("parameter", parameter.extensions)
        for message in channel.messages:
            if message.id not in seen:
                seen.add(message.id)
                yield from _of("message", message.extensions)
    for operation in document.operations:
        yield from _of("operation", operation.extensions)
        if operation.reply:
            yield from _of("reply", operation.reply.extensions)


def _of(where: str, extensions: Extensions) -> Iterator[Place]:
    for name, node in extensions.items():
        if name.startswith(PREFIX):
            yield where, name, plain(node), node.location


def _of_schema(schema: Schema) -> Iterator[Place]:
    for pointer, value in walk(schema.value):
        for name, held in value.items() if isinstance(value, dict) else ():
            if name.startswith(PREFIX):
                yield "schema", name, held, schema.positions.get(f"{pointer}/{escape(name)}", schema.location)
