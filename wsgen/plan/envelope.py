"""Finds the envelope: one frame around every payload, with the tag beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from ..spec.document import Document
from ..spec.node import MappingNode, Node, ScalarNode, Value, plain
from .accepted import Schemas
from .draft import EnvelopeDraft
from .extensions import BY_NAME, node_at
from .protocol import Path, Scalar
from .shape import Property, Shape, property_at, shape_of
from .tag import Tagged, at, const_tag

KEY: Final = "x-wsgen-envelope"
_TAGS: Final = (
    "type",
    "event",
    "op",
    "action",
    "message_type",
    "messageType",
    "msg_type",
    "kind",
    "command",
    "cmd",
    "method",
)
_DATA: Final = ("data", "payload", "body", "params", "content")
_TOPICS: Final = ("topic", "channel", "room")
_REQUEST_IDS: Final = ("req_id", "request_id", "requestId", "reqId", "correlation_id", "correlationId", "rid", "id")
_TIMESTAMPS: Final = ("ts", "timestamp", "time", "sent_at", "sentAt")


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of an envelope by their meaning, before anything is known of their place."""

    tag: str | None
    data: str | None
    topic: str | None
    request_id: str | None
    timestamp: str | None
    unit: str | None = None


def told_envelope(
    document: Document, node: Node, messages: Sequence[Tagged]
) -> tuple[EnvelopeDraft | None, list[Diagnostic]]:
    """The envelope that `x-wsgen-envelope` describes; None, with a diagnostic, where it can't be.

    Fields that it doesn't name are found by their usual names. Without `schema`, each message's own schema is the
    whole frame and its `data` the payload.
    """
    value = plain(node)
    if not isinstance(value, dict) or not BY_NAME[KEY].type.accepts(value):
        return None, []
    schema, diagnostics = _told_schema(document, node)
    if diagnostics:
        return None, diagnostics
    examined = document.schemas[schema].value if schema else (messages[0].schema if messages else True)
    guessed = _fields(shape_of(document.schemas, examined))
    words = {word: value[word] for word in ("tag", "data", "topic", "request_id", "timestamp") if word in value}
    fields = _Fields(
        tag=_text(words.get("tag")) or guessed.tag,
        data=_text(words.get("data")) or guessed.data,
        topic=_text(words.get("topic")) or guessed.topic,
        request_id=_text(words.get("request_id")) or guessed.request_id,
        timestamp=_text(words.get("timestamp")) or guessed.timestamp,
        unit=_text(value.get("timestamp_unit")),
    )
    for word, told in words.items():
        if property_at(document.schemas, examined, as_path(str(told))) is None:
            near = did_you_mean(str(told), shape_of(document.schemas, examined).properties)
            hint = f"did you mean `{near}`?" if near else "name a property of the envelope"
            diagnostics.append(
                found("WSG409", node_at(node, word).location, f"the envelope has no property `{told}`", hint=hint)
            )
    if fields.tag is None or fields.data is None:
        missing = "tag" if fields.tag is None else "data"
        diagnostics.append(
            found(
                "WSG409", node.location, f"the envelope needs a `{missing}`", hint=f"add `{missing}`: a property's name"
            )
        )
    if diagnostics:
        return None, diagnostics
    return _draft(document, schema, examined, (fields, node.location)), []


def inferred_envelope(document: Document, messages: Sequence[Tagged]) -> EnvelopeDraft | None:
    """The one component schema that nothing refers to and that looks like a frame around payloads.

    It has a required text tag beside an object for the payload, while most messages have no constant tag themselves.
    """
    candidates: list[tuple[str, _Fields]] = []
    for key in document.unlinked.values():
        fields = _fields(shape_of(document.schemas, document.schemas[key].value))
        if fields.tag is not None and fields.data is not None:
            candidates.append((key, fields))
    if len(candidates) != 1 or not messages:
        return None
    key, fields = candidates[0]
    flat = const_tag([messages])
    if flat is not None and flat[-1] == fields.tag:
        return None
    schema = document.schemas[key]
    return _draft(document, key, schema.value, (fields, schema.location))


def _told_schema(document: Document, node: Node) -> tuple[str | None, list[Diagnostic]]:
    written = node.get("schema") if isinstance(node, MappingNode) else None
    if not isinstance(written, ScalarNode):
        return None, []
    text = str(written.value)
    for key in document.schemas:
        if key == text or key.endswith(text if "#" in text else f"#/components/schemas/{text}"):
            return key, []
    names = [key.rpartition("/")[2] for key in document.schemas if "#/components/schemas/" in key]
    near = did_you_mean(text.rpartition("/")[2], names)
    hint = (
        f"did you mean `#/components/schemas/{near}`?"
        if near
        else "refer to a component, as `#/components/schemas/Name`"
    )
    return None, [found("WSG409", written.location, f"there is no schema `{text}`", hint=hint)]


def _fields(shape: Shape) -> _Fields:
    def first(names: Sequence[str], *types: str) -> str | None:
        return next((name for name in names if _has(shape.properties.get(name), types)), None)

    tag = next((name for name in _TAGS if _is_tag(shape.properties.get(name))), None)
    return _Fields(
        tag=tag,
        data=next((name for name in _DATA if _is_data(shape.properties.get(name))), None),
        topic=first(_TOPICS, "string"),
        request_id=first(_REQUEST_IDS, "string", "integer"),
        timestamp=first(_TIMESTAMPS, "integer", "number", "string"),
    )


def _has(each: Property | None, types: Sequence[str]) -> bool:
    return each is not None and each.values is None and bool(each.types & set(types)) and len(each.types) < 3


def _is_tag(each: Property | None) -> bool:
    if each is None or not each.required or "string" not in each.types:
        return False
    return each.values is None or len(each.values) > 1


def _is_data(each: Property | None) -> bool:
    return each is not None and ("object" in each.types) and each.values is None


def _draft(document: Document, schema: str | None, value: Value, told: tuple[_Fields, Location]) -> EnvelopeDraft:
    fields, location = told
    timestamp = as_path(fields.timestamp) or None
    return EnvelopeDraft(
        schema=schema,
        tag=as_path(fields.tag),
        data=as_path(fields.data),
        topic=as_path(fields.topic) or None,
        request_id=as_path(fields.request_id) or None,
        timestamp=timestamp,
        timestamp_unit=fields.unit or _unit(document.schemas, value, timestamp),
        constants=_constants(shape_of(document.schemas, value), as_path(fields.tag)),
        location=location,
    )


def _unit(schemas: Schemas, value: Value, path: Path | None) -> str:
    place = property_at(schemas, value, path) if path else None
    if place is None or "string" not in place.types:
        described = at(place.schema, ("description",)) if place else None
        text = described.lower() if isinstance(described, str) else ""
        return "s" if "second" in text and "milli" not in text else "ms"
    return "iso"


def _constants(shape: Shape, tag: Path) -> Mapping[str, Scalar]:
    """Required fields with one possible value, such as a version."""
    return {
        each.name: each.values[0]
        for each in shape.properties.values()
        if each.required and each.values is not None and len(each.values) == 1 and tag != (each.name,)
    }


def as_path(text: str | None) -> Path:
    """The path that a property's name, or a JSON Pointer, means."""
    if not text:
        return ()
    if not text.startswith("/"):
        return (text,)
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text[1:].split("/"))


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
