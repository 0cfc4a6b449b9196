"""Makes envelopes for random schemas: what stands around a payload, in the forms that documents have, and odd ones."""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from built import HERE, ref

from wsgen.plan.envelope import holding
from wsgen.plan.protocol import Envelope, Path, Scalar

_TEXT: Final = {"type": "string"}
_FIELDS: Final[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
    {
        "v": ({"const": 1}, {"const": "2.0"}, {"enum": [1, 2]}, {"enum": [1, "1"]}, {"const": True}, {"const": 1.0}),
        "topic": (
            *(_TEXT, {"type": ["string", "null"]}, {"type": "string", "pattern": "^[a-z]+:\\d$"}, {}, True),
            *({"type": "string", "minLength": 1}, {"anyOf": [_TEXT, {"type": "null"}]}, {"const": None}),
        ),
        "id": (
            *(_TEXT, {"type": "integer"}, {"type": ["string", "integer", "null"]}, {"type": "number"}),
            *({"type": "integer", "minimum": 1}, {"type": "string", "format": "uuid"}, {"allOf": [_TEXT, {}]}),
        ),
        "ts": ({"type": "integer"}, {"type": ["number", "null"]}, {"type": "string", "format": "date-time"}, False),
        "more": (
            *({"type": "object"}, {"type": "array", "items": _TEXT}, {"type": "boolean"}, {"not": _TEXT}, ref("Aa")),
            *({"type": "object", "properties": {"a": _TEXT}, "required": ["a"]}, {"enum": ["a", None, 2]}),
        ),
    }
)
_ODD: Final[tuple[dict[str, Any], ...]] = (
    {"minProperties": 3},
    {"patternProperties": {"^t": _TEXT}},
    {"propertyNames": {"maxLength": 5}},
    {"anyOf": [{"required": ["topic"]}, {"required": ["id"]}]},
    {"additionalProperties": _TEXT},
    {"not": {"required": ["other"]}},
)


class Frame(NamedTuple):
    """How the frames of one message are made: `schemas` are definitions, `name` is that of the whole frame."""

    name: str
    schemas: dict[str, Any]
    envelope: Envelope
    tag: Scalar
    is_empty: bool


def frame_of(payload: str, random: Random) -> Frame:
    """A frame around the payload that is the definition `payload`."""
    data: Path = random.choice([("data",), ("data",), ("body", "data")])
    tag_at: Path = random.choice([("type",), ("type",), ("type",), ("head", "type")])
    tag: Scalar = random.choice(["a", "a", "b", 1, 0])
    is_empty = random.random() < 0.2
    held: dict[Path, Any] = {tag_at: {"const": tag}, data: _payload(payload, random, is_empty=is_empty)}
    fields = {name: random.choice(options) for name, options in _FIELDS.items() if random.random() < 0.6}
    envelope = Envelope(None, tag_at, data, ("topic",), ("id",), ("ts",), "ms", {}, HERE)
    required = [name for name in fields if random.random() < 0.5]
    own: dict[str, Any] = {"type": "object", "properties": fields, **({"required": required} if required else {})}
    if random.random() < 0.15:
        own = {**own, **random.choice(_ODD)}
    elif random.random() < 0.2:
        around = {each[0]: random.choice([{}, True]) for each in (data, tag_at)}
        own = {**own, "properties": {**around, **fields}, "additionalProperties": False}
    optional = [data] if is_empty else []
    around, name = f"{payload}Envelope", f"{payload}Frame"
    if random.random() < 0.6:
        schemas = {around: own, name: {"allOf": [ref(around), holding(held, optional)]}}
    else:
        one: Any = holding({**held, **{(each,): fields[each] for each in fields}}, [*optional, *((f,) for f in fields)])
        schemas = {name: one}
    return Frame(name, schemas, envelope, tag, is_empty)


def _payload(name: str, random: Random, *, is_empty: bool) -> Any:
    if is_empty:
        return random.choice([{"type": ["object", "null"]}, {"type": "object"}])
    return random.choice([ref(name), ref(name), {"allOf": [ref(name)]}])
