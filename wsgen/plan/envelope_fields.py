"""Finds the fields of an envelope: those that are told, else by their usual names."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.location import Location
from ..spec.document import Document
from ..spec.node import Node, Value
from .accepted import OBJECT, Schemas
from .draft import EnvelopeDraft
from .envelope_told import ToldEnvelope, missing_field, misspelt
from .place import as_path
from .protocol import Path, Scalar
from .shape import Property, Shape, property_at, shape_of
from .tag import STRONG_NAMES, at

_TAGS: Final = (*STRONG_NAMES, "kind")
_DATA: Final = ("data", "payload", "body", "params", "content", "msg_data")
_TOPICS: Final = ("topic", "channel", "room")
_REQUEST_IDS: Final = ("req_id", "request_id", "requestId", "reqId", "correlation_id", "correlationId", "rid", "id")
_TIMESTAMPS: Final = ("ts", "timestamp", "time", "sent_at", "sentAt")


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of an envelope by their meaning; `names` are the properties that they begin with."""

    tag: Path | None
    data: Path | None
    topic: Path | None = None
    request_id: Path | None = None
    timestamp: Path | None = None
    constants: Mapping[Path, Scalar] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def names(self) -> AbstractSet[str]:
        paths = (self.tag, self.data, self.topic, self.request_id, self.timestamp, *self.constants)
        return {path[0] for path in paths if path}


def around(document: Document, told: ToldEnvelope, node: Node) -> tuple[EnvelopeDraft | None, list[Diagnostic]]:
    """The envelope that stands around each payload: of a component schema, or of nothing but the fields it is told."""
    if told.schema is None:
        fields = _chosen(told, _Fields(None, None))
        absent = [word for word in ("tag", "data") if word not in told.fields]
        diagnostics = [missing_field(node, word) for word in absent]
        value: Value = True
    else:
        value = document.schemas[told.schema].value
        diagnostics = list(misspelt(document.schemas, [value], told, node))
        fields = _chosen(told, _fields(shape_of(document.schemas, value)))
        if not diagnostics:
            diagnostics = [missing_field(node, word) for word in ("tag", "data") if getattr(fields, word) is None]
    if diagnostics:
        return None, diagnostics
    return _draft(document.schemas, value, told, fields, is_around=True), []


def inside(schemas: Schemas, value: Value, told: ToldEnvelope) -> EnvelopeDraft | None:
    """The envelope in a schema of whole frames; None where it has no payload, or must have what nobody would fill."""
    shape = shape_of(schemas, value)
    fields = _chosen(_there(schemas, value, told), _fields(shape, is_frame=True))
    if fields.tag is None or fields.data is None or property_at(schemas, value, fields.data) is None:
        return None
    if any(each.required and each.name not in fields.names for each in shape.properties.values()):
        return None
    return _draft(schemas, value, told, fields, is_around=False)


def misplaced(schemas: Schemas, values: Sequence[Value], told: ToldEnvelope, node: Node) -> list[Diagnostic]:
    """WSG409 for each field that none of the messages' schemas has, and for a payload without a place."""
    diagnostics = list(misspelt(schemas, values, told, node))
    if diagnostics or not values:
        return diagnostics
    guessed = [_fields(shape_of(schemas, value), is_frame=True) for value in values]
    for word in ("tag", "data"):
        if word not in told.fields and all(getattr(each, word) is None for each in guessed):
            diagnostics.append(missing_field(node, word))
    return diagnostics


def inferred_around(document: Document) -> EnvelopeDraft | None:
    """The one component schema that nothing refers to and that looks like a frame around payloads.

    It has a required text tag beside an object for the payload.
    """
    candidates: list[tuple[str, _Fields]] = []
    for key in document.unlinked.values():
        fields = _fields(shape_of(document.schemas, document.schemas[key].value))
        if fields.tag is not None and fields.data is not None:
            candidates.append((key, fields))
    if len(candidates) != 1:
        return None
    key, fields = candidates[0]
    schema = document.schemas[key]
    told = ToldEnvelope(key, is_around=True, fields={}, unit=None, constants={}, location=schema.location)
    return _draft(document.schemas, schema.value, told, fields, is_around=True)


@dataclass(frozen=True, slots=True)
class Usual:
    """Where frames of one direction are looked at for an envelope: by their tag, and what other fields may mean there.

    Where there are no topics, a `channel` is the application's own; so is the plain `id` of what a server sends.
    """

    tag: Path
    has_topics: bool
    is_request: bool

    @property
    def others(self) -> AbstractSet[str]:
        """Names that mean nothing here."""
        return {*(() if self.has_topics else _TOPICS), *(() if self.is_request else ("id",))}


def is_form(schemas: Schemas, value: Value, usual: Usual) -> bool:
    """Whether frames have nothing but a tag, perhaps a payload, and an envelope's usual fields."""
    shape = shape_of(schemas, value)
    known = {*_fields(shape, usual.others, is_frame=True).names, *usual.tag, *_DATA}
    return len(usual.tag) == 1 and shape.types == OBJECT and known.issuperset(shape.properties)


def inferred_inside(schemas: Schemas, value: Value, usual: Usual, location: Location) -> EnvelopeDraft | None:
    """The envelope in a schema of whole frames where their payload is an object that they must have; else None."""
    fields = _fields(shape_of(schemas, value), usual.others, is_frame=True)
    place = property_at(schemas, value, fields.data) if fields.data else None
    if place is None or not place.required or place.types != OBJECT:
        return None
    told = ToldEnvelope(None, is_around=False, fields={"tag": usual.tag[0]}, unit=None, constants={}, location=location)
    return _draft(schemas, value, told, _chosen(told, fields), is_around=False)


def _there(schemas: Schemas, value: Value, told: ToldEnvelope) -> ToldEnvelope:
    """The fields among those told that a schema has."""
    kept = {word: text for word, text in told.fields.items() if property_at(schemas, value, as_path(text)) is not None}
    return ToldEnvelope(told.schema, told.is_around, kept, told.unit, told.constants, told.location)


def _chosen(told: ToldEnvelope, guessed: _Fields) -> _Fields:
    """The fields as told, else as guessed."""
    paths = {word: as_path(text) for word, text in told.fields.items()}
    tag = paths.get("tag", guessed.tag)
    constants = {path: each for path, each in guessed.constants.items() if path not in {tag, *paths.values()}}
    return _Fields(
        tag=tag,
        data=paths.get("data", guessed.data),
        topic=paths.get("topic", guessed.topic),
        request_id=paths.get("request_id", guessed.request_id),
        timestamp=paths.get("timestamp", guessed.timestamp),
        constants={**constants, **told.constants},
    )


def _fields(shape: Shape, others: AbstractSet[str] = frozenset(), *, is_frame: bool = False) -> _Fields:
    """The fields by their usual names, but for `others`; a whole frame's tag may have the message's own value."""

    def first(names: Sequence[str], *types: str) -> Path | None:
        mine = (name for name in names if name not in others)
        return next(((name,) for name in mine if _has(shape.properties.get(name), types)), None)

    tag = next(((name,) for name in _TAGS if _is_tag(shape.properties.get(name), is_frame=is_frame)), None)
    return _Fields(
        tag=tag,
        data=next(((name,) for name in _DATA if _is_data(shape.properties.get(name))), None),
        topic=first(_TOPICS, "string"),
        request_id=first(_REQUEST_IDS, "string", "integer"),
        timestamp=first(_TIMESTAMPS, "integer", "number", "string"),
        constants=_constants(shape),
    )


def _constants(shape: Shape) -> Mapping[Path, Scalar]:
    """Fields with one possible value, such as a version. One that may be left out is one if it's a text.

    Whether a `true` is there or not says something, and nobody but the application knows what.
    """
    return {
        (each.name,): each.values[0]
        for each in shape.properties.values()
        if each.values is not None and len(each.values) == 1
        if each.required or isinstance(each.values[0], str)
    }


def _has(each: Property | None, types: Sequence[str]) -> bool:
    return each is not None and each.values is None and bool(each.types & set(types)) and len(each.types) < 3


def _is_tag(each: Property | None, *, is_frame: bool) -> bool:
    if each is None or "string" not in each.types:
        return False
    return is_frame or (each.required and (each.values is None or len(each.values) > 1))


def _is_data(each: Property | None) -> bool:
    return each is not None and ("object" in each.types) and each.values is None


def _draft(schemas: Schemas, value: Value, told: ToldEnvelope, fields: _Fields, *, is_around: bool) -> EnvelopeDraft:
    return EnvelopeDraft(
        schema=told.schema,
        is_around=is_around,
        is_topic_told="topic" in told.fields,
        tag=fields.tag or (),
        data=fields.data or (),
        topic=fields.topic,
        request_id=fields.request_id,
        timestamp=fields.timestamp,
        timestamp_unit=told.unit or _unit(schemas, value, fields.timestamp),
        constants=fields.constants,
        location=told.location,
    )


def _unit(schemas: Schemas, value: Value, path: Path | None) -> str:
    place = property_at(schemas, value, path) if path else None
    if place is None or "string" not in place.types:
        described = at(place.schema, ("description",)) if place else None
        text = described.lower() if isinstance(described, str) else ""
        return "s" if "second" in text and "milli" not in text else "ms"
    return "iso"
