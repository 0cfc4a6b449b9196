"""Finds what nobody gives of a payload: fields that can have one value only, and those that the runtime fills in."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..plan.identifier import Identifier
from ..plan.protocol import Definition, Framing, Message, Protocol
from ..spec.node import Value
from .directly import DEFS, Schema, schemas_in


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the only one."""

    value: Value


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever sends a message must give of its payload.

    `left_out` are fields that somebody else fills in. `is_any`: all the others may be left out too, so that nothing
    need be given. `fixed` is the only value that the payload can be, None where there are others.
    """

    left_out: tuple[str, ...]
    is_any: bool
    fixed: Constant | None


def given(protocol: Protocol, message: Message, framing: Framing) -> Given:
    """The same as Python's clients ask for.

    Constants are left out, and what the runtime sets: a tag that may be left out, or is the only one; an id of the
    request, where no schema wants one.
    """
    fields = {name for each in _objects(protocol, message.payload) for name in _properties(each)}
    required = _required(protocol, message.payload)
    prefix = message.envelope.data if message.envelope else ()
    fixed = constants(protocol, message)
    is_own_tag = message.envelope is None and len(message.tags) == 1
    filled = [
        name
        for name in sorted(fields)
        if name in fixed
        or ((*prefix, name) == message.request_id and name not in required)
        or (is_own_tag and framing.tag == (name,))
    ]
    is_plain = _is_object(protocol, message.payload)
    only = _constant(protocol, {"$ref": f"{DEFS}{message.payload}"})
    return Given(tuple(filled), is_plain and required <= {*filled}, only)


def constants(protocol: Protocol, message: Message) -> Mapping[str, Value]:
    """By name, the value of each required field of the payload that can have no other."""
    required = _required(protocol, message.payload)
    found: dict[str, Value] = {}
    for schema in _objects(protocol, message.payload):
        for name, held in _properties(schema).items():
            value = _constant(protocol, held) if name in required else None
            if value is not None:
                found.setdefault(name, value.value)
    return found


def is_only_object(protocol: Protocol, name: Identifier) -> bool:
    """Whether a definition says that it is of objects alone; a choice of objects doesn't, as in Python's models."""
    return any(each.get("type") == "object" for each in _objects(protocol, name))


def _constant(protocol: Protocol, schema: Value, seen: AbstractSet[str] = frozenset()) -> Constant | None:
    """The only value that a schema allows; None where there may be others."""
    if not isinstance(schema, dict):
        return None
    reference = schema.get("$ref")
    if isinstance(reference, str):
        held = protocol.definitions.get(Identifier(reference.removeprefix(DEFS)))
        return None if held is None or reference in seen else _constant(protocol, held.value, seen | {reference})
    if "const" in schema:
        return Constant(schema["const"])
    if schema.get("type") == "null":
        return Constant(None)
    listed = schema.get("enum")
    if isinstance(listed, list):
        return Constant(listed[0]) if len(listed) == 1 else None
    return next((each for part in schemas_in(schema, "allOf") if (each := _constant(protocol, part, seen))), None)


def _objects(protocol: Protocol, name: Identifier, seen: AbstractSet[str] = frozenset()) -> Iterator[Schema]:
    """A definition's schema and those that it must keep to besides: references, and the parts of `allOf`."""
    definition: Definition | None = protocol.definitions.get(name)
    if definition is not None and name not in seen:
        yield from _parts(protocol, definition.value, seen | {name})


def _parts(protocol: Protocol, value: Value, seen: AbstractSet[str]) -> Iterator[Schema]:
    if not isinstance(value, dict):
        return
    reference = value.get("$ref")
    if isinstance(reference, str):
        yield from _objects(protocol, Identifier(reference.removeprefix(DEFS)), seen)
        return
    yield value
    for each in schemas_in(value, "allOf"):
        yield from _parts(protocol, each, seen)


def _properties(schema: Schema) -> Mapping[str, Value]:
    held = schema.get("properties")
    return held if isinstance(held, dict) else {}


def _required(protocol: Protocol, name: Identifier) -> frozenset[str]:
    return frozenset(
        each for schema in _objects(protocol, name) for each in schemas_in(schema, "required") if isinstance(each, str)
    )


def _is_object(protocol: Protocol, name: Identifier) -> bool:
    """Whether a payload is an object of which everything is known: no choice decides what is required."""
    schemas = tuple(_objects(protocol, name))
    choices = {"anyOf", "oneOf", "if", "not", "dependencies", "minProperties", "const", "enum"}
    return any(each.get("type") == "object" for each in schemas) and all(map(choices.isdisjoint, schemas))
