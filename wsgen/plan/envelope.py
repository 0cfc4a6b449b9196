"""Says what an envelope means for schemas: that of the frame around a payload, and that of the payload in a frame."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ..spec.document import Message
from ..spec.node import Value
from .accepted import OBJECT, Schemas
from .draft import EnvelopeDraft
from .protocol import Path, Scalar
from .shape import property_at, shape_of

_NOTHING: Final[Value] = {"type": ["object", "null"]}
_TIMES: Final[Mapping[str, Value]] = {
    "ms": {"type": ["number", "null"]},
    "s": {"type": ["number", "null"]},
    "iso": {"type": ["string", "null"]},
}


def frame_around(
    envelope: EnvelopeDraft,
    tags: Sequence[Scalar],
    payload: Value,
    reference: Mapping[str, Value] | None,
    pattern: str | None = None,
) -> Value:
    """The schema of a whole frame: the envelope's own, to which `reference` leads, with this tag and payload in it.

    Without a reference the fields that the envelope is told to have are all of it. A `payload` of None is a message
    that has none: nothing, null or an object stands in its place. `pattern` is that of the topics.
    """
    held: dict[Path, Value] = {}
    optional: set[Path] = set()
    if tags:
        held[envelope.tag] = {"const": tags[0]} if len(tags) == 1 else {"enum": [*tags]}
    elif reference is None:
        held[envelope.tag] = {"type": "string"}
    held[envelope.data] = _NOTHING if payload is None else payload
    if payload is None:
        optional.add(envelope.data)
    if reference is not None:
        return {
            "allOf": [dict(reference), holding({**held, **topics_in(envelope, pattern)}, {*optional, envelope.topic})]
        }
    held |= {path: {"const": value} for path, value in envelope.constants.items()}
    fields: Mapping[Path | None, Value] = {
        envelope.topic: {"type": ["string", "null"], **({"pattern": pattern} if pattern else {})},
        envelope.request_id: {"type": ["string", "integer", "null"]},
        envelope.timestamp: _TIMES[envelope.timestamp_unit],
    }
    more = {path: schema for path, schema in fields.items() if path is not None}
    return holding({**held, **more}, optional | more.keys())


def topics_in(envelope: EnvelopeDraft, pattern: str | None) -> Mapping[Path, Value]:
    """What stands at an envelope's topic, by its path: text of this pattern."""
    return {envelope.topic: {"pattern": pattern}} if envelope.topic and pattern else {}


def holding(values: Mapping[Path, Value], optional: Collection[Path | None] = ()) -> dict[str, Value]:
    """The schema of what has a value at each path, but for `optional` ones; steps of digits are places in an array."""
    inner: dict[str, dict[Path, Value]] = {}
    for path, value in values.items():
        inner.setdefault(path[0], {})[path[1:]] = value
    needed = dict.fromkeys(path[0] for path in values if path not in optional)
    schemas = {
        step: each[()] if () in each else holding(each, {path[1:] for path in optional if path and path[0] == step})
        for step, each in inner.items()
    }
    if not all(step.isdecimal() for step in inner):
        required: list[Value] = [*needed]
        return {"type": "object", "required": required, "properties": dict(schemas)}
    places = range(1 + max(map(int, schemas)))
    return {
        "type": "array",
        "minItems": 1 + max(map(int, needed), default=-1),
        "items": [schemas.get(str(place), True) for place in places],
    }


def payload_path(envelope: EnvelopeDraft | None) -> Path:
    """Where a payload stands in its message's own schema: at the root, unless that is of the whole frame."""
    return () if envelope is None or envelope.is_around else envelope.data


def payload_in(schemas: Schemas, message: Message, envelope: EnvelopeDraft | None) -> Value:
    """The schema of a message's payload: what stands at `data`, where its own schema is of the whole frame."""
    value: Value = schemas[message.payload].value if message.payload else True
    if envelope is None or envelope.is_around:
        return value
    inside = property_at(schemas, value, envelope.data)
    return inside.schema if inside else True


def may_be_absent(schemas: Schemas, message: Message, envelope: EnvelopeDraft | None) -> bool:
    """Whether a frame of this message may lack its payload, which is then one without fields."""
    if envelope is None:
        return False
    if envelope.is_around:
        return message.payload is None
    inside = property_at(schemas, schemas[message.payload].value if message.payload else True, envelope.data)
    if inside is None or inside.required or inside.types != OBJECT:
        return False
    return not any(each.required for each in shape_of(schemas, inside.schema).properties.values())
