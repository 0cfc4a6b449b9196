"""Makes one JSON Schema bundle of all messages: named definitions, draft 7 keywords, references to its own names."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final

from ..diagnostics.location import Location
from ..spec.document import Document, Message, Schema
from ..spec.keywords import KEYWORDS, Holds
from ..spec.node import Value, escape
from .accepted import OBJECT, Schemas
from .definitions import ASKING, is_named, object_id
from .draft import DefinitionDraft, EnvelopeDraft, Framings, Names, messages_by_id
from .envelope import frame_around, holding, may_be_absent, payload_path, topics_in
from .identifier import Identifier
from .payload import objects_or, of_types, payload_types, typed_at, unsaid_types, without_about, without_null
from .protocol import Definition, Scalar
from .shape import property_at
from .subschemas import references_in

DEFS = "#/$defs/"
UNTIL: Final = "x-wsgen-deprecated-until"
# Keywords of draft 7 that say nothing about a value and could mislead a reader of the bundle.
_DROPPED = frozenset({"$id", "$schema", "$comment", "definitions", "externalDocs", "discriminator"})


def bundle(
    document: Document,
    drafts: Iterable[DefinitionDraft],
    framings: Framings,
    names: Names,
    generated: AbstractSet[str],
) -> tuple[Mapping[Identifier, Definition], tuple[Identifier, ...]]:
    """The definitions, sorted by name, and the names of those that become Python: all but the frames of envelopes.

    Both are what the messages among `generated` need.

    What a schema accepts stays as it is, but for `nullable`, OpenAPI's word, which is given its meaning, and for a
    payload that describes an object and doesn't say so: it gets `type: object`. Extensions and keywords that draft 7
    doesn't know are left out, but for those that say that something will go.
    """
    found: dict[Identifier, Definition] = {}
    copying = _Copying(document, names, framings)
    for draft in drafts:
        name = names.definitions[draft.id]
        found[name] = copying.definition(draft)
    messages = messages_by_id(document)
    for id_ in sorted(framings.envelopes.keys() & generated):
        model, tags = found[names.models[id_]], framings.tags.get(id_, ())
        wrapped = _Wrapped(framings.envelopes[id_], model, names.frames[id_], framings.topics.get(id_))
        if wrapped.envelope.is_around:
            found[wrapped.name] = _around(wrapped, names, tags, has_payload=messages[id_].payload is not None)
        else:
            found[wrapped.name] = _whole(wrapped, document.schemas, messages[id_])
            found[model.name] = _inner(wrapped, found)
    envelopes = (each.schema for id_, each in framings.envelopes.items() if id_ in generated and each.schema)
    models = _closure(
        found, (*(names.models[id_] for id_ in generated), *(names.definitions[key] for key in envelopes))
    )
    kept = models | _closure(found, (names.frames[id_] for id_ in generated))
    return {name: found[name] for name in sorted(kept)}, tuple(sorted(models))


@dataclass(frozen=True, slots=True)
class _Copying:
    """What is copied into a bundle, and under which names."""

    document: Document
    names: Names
    framings: Framings

    def definition(self, draft: DefinitionDraft) -> Definition:
        """One definition, with what it only means written down where it is a payload."""
        name = self.names.definitions[draft.id]
        if draft.key is None:
            # A message without payload: an object of which nothing is said.
            return Definition(name, {"type": "object"}, draft.location, {"": draft.location})
        schema = self.document.schemas[draft.key]
        value = _at(schema.value, draft.pointer)
        copy = _Copy(schema, self.names, draft.key)
        if draft.is_object:
            objects = copy.schema(without_null(value), draft.pointer, "")
            return Definition(name, without_about(of_types(objects, OBJECT)), draft.location, copy.positions)
        result = copy.schema(value, draft.pointer, "")
        part = self.names.definitions.get(object_id(draft.id))
        if part is not None:
            result = objects_or({"$ref": f"{DEFS}{part}"}, result, payload_types(self.document.schemas, value) - OBJECT)
        elif draft.message:
            place = payload_path(self.framings.envelopes.get(draft.message))
            result = typed_at(result, place, unsaid_types(self.document.schemas, value, place))
        return Definition(name, result, draft.location, copy.positions)


@dataclass(frozen=True, slots=True)
class _Copy:
    """One definition while it is made: from which schema, and where each value stands."""

    source: Schema
    names: Names
    key: str
    positions: dict[str, Location] = field(default_factory=dict[str, Location])

    def schema(self, value: Value, source: str, place: str, *, is_asking: bool = False) -> Value:
        """The schema at `source` of the document as it stands at `place` of the definition."""
        self._note(source, place)
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str):
            name = self.names.definitions.get(reference)
            return {"$ref": f"{DEFS}{name}"} if name else True
        result: dict[str, Value] = {}
        for word, held in value.items():
            holds = KEYWORDS.get(word)
            if holds is not None and word not in _DROPPED:
                inner = _Inner(source, place, is_asking or word in ASKING, word != "allOf")
                result[word] = self._held(holds, held, f"/{word}", inner)
        if value.get("deprecated") is True:
            result["deprecated"] = True
        until = value.get(UNTIL)
        if isinstance(until, str):
            result[UNTIL] = until
        return _nullable(result) if value.get("nullable") is True else result

    def _held(self, holds: Holds, held: Value, step: str, inner: "_Inner") -> Value:
        match holds, held:
            case ((Holds.SCHEMA | Holds.SCHEMA_OR_SCHEMAS), (dict() | bool())):
                return self._inner(held, step, inner)
            case ((Holds.SCHEMAS | Holds.SCHEMA_OR_SCHEMAS), list()):
                self._note(inner.source + step, inner.place + step)
                return [self._inner(item, f"{step}/{index}", inner) for index, item in enumerate(held)]
            case Holds.MAP, dict():
                self._note(inner.source + step, inner.place + step)
                return {
                    name: item if isinstance(item, list) else self._inner(item, f"{step}/{escape(name)}", inner)
                    for name, item in held.items()
                }
            case _:
                return self._data(held, inner.source + step, inner.place + step)

    def _inner(self, value: Value, step: str, inner: "_Inner") -> Value:
        source, place = inner.source + step, inner.place + step
        if not inner.may_be_named or inner.is_asking or not is_named(value):
            return self.schema(value, source, place, is_asking=inner.is_asking)
        self._note(source, place)
        reference: Value = {"$ref": f"{DEFS}{self.names.definitions[f'{self.key}>{source}']}"}
        # In draft 7 nothing stands beside a `$ref`, and a default belongs to the property, not to its class.
        if isinstance(value, dict) and "default" in value:
            return {"allOf": [reference], "default": value["default"]}
        return reference

    def _data(self, value: Value, source: str, place: str) -> Value:
        self._note(source, place)
        if isinstance(value, list):
            for index, item in enumerate(value):
                self._data(item, f"{source}/{index}", f"{place}/{index}")
        return value

    def _note(self, source: str, place: str) -> None:
        location = self.source.positions.get(source)
        if location is not None:
            self.positions[place] = location


@dataclass(frozen=True, slots=True)
class _Inner:
    """Where the schemas inside one stand, whether they only ask (`if`, `not` …), and whether they may have names."""

    source: str
    place: str
    is_asking: bool
    may_be_named: bool


def _nullable(value: dict[str, Value]) -> Value:
    """The schema that accepts what this one does, and null (OpenAPI 3.0 §Schema Object, `nullable`)."""
    combined = value.keys() & {"allOf", "anyOf", "oneOf", "not", "if", "const"}
    if combined:
        about: dict[str, Value] = {
            word: value[word] for word in ("title", "description", "default", "deprecated") if word in value
        }
        rest = {word: held for word, held in value.items() if word not in about}
        return {**about, "anyOf": [rest, {"type": "null"}]}
    result = dict(value)
    written = value.get("type")
    if isinstance(written, str):
        result["type"] = [written, "null"] if written != "null" else written
    elif isinstance(written, list) and "null" not in written:
        result["type"] = [*written, "null"]
    listed = value.get("enum")
    if isinstance(listed, list) and None not in listed:
        result["enum"] = [*listed, None]
    return result


@dataclass(frozen=True, slots=True)
class _Wrapped:
    """A message in an envelope: its definition as the document has it, and its whole frame's name and topics."""

    envelope: EnvelopeDraft
    model: Definition
    name: Identifier
    topics: str | None


def _around(wrapped: _Wrapped, names: Names, tags: tuple[Scalar, ...], *, has_payload: bool) -> Definition:
    """The whole frame of one message: the envelope, with the message's tag values and its payload."""
    envelope, model = wrapped.envelope, wrapped.model
    reference: Mapping[str, Value] | None = (
        {"$ref": f"{DEFS}{names.definitions[envelope.schema]}"} if envelope.schema else None
    )
    payload: Value = {"$ref": f"{DEFS}{model.name}"} if has_payload else None
    value = frame_around(envelope, tags, payload, reference, wrapped.topics)
    return Definition(wrapped.name, value, model.location, {"": model.location})


def _whole(wrapped: _Wrapped, schemas: Schemas, message: Message) -> Definition:
    """The whole frame that a message's own schema describes, with a payload unless it may do without."""
    envelope, model = wrapped.envelope, wrapped.model
    inside = property_at(schemas, {"$ref": message.payload}, envelope.data)
    held = dict(topics_in(envelope, wrapped.topics))
    if not (inside is not None and inside.required) and not may_be_absent(schemas, message, envelope):
        held = {envelope.data: True, **held}
    if not held:
        return replace(model, name=wrapped.name)
    value: Value = {"allOf": [model.value, holding(held, {envelope.topic})]}
    return Definition(wrapped.name, value, model.location, {"": model.location})


def _inner(wrapped: _Wrapped, found: Mapping[Identifier, Definition]) -> Definition:
    """The payload inside a message's own frame; everything, where its schema doesn't say what stands there."""
    frame, data = wrapped.model, wrapped.envelope.data
    values: list[Value] = [frame.value]
    for step in data:
        values = [inner for value in values for inner in _at_step(value, step, found)]
    pointer = "".join(f"/properties/{escape(step)}" for step in data)
    positions = {
        place.removeprefix(pointer): location
        for place, location in frame.positions.items()
        if place.startswith(pointer)
    }
    if len(values) == 1:
        return replace(frame, value=values[0], positions=positions or {"": frame.location})
    return Definition(frame.name, {"allOf": values} if values else True, frame.location, {"": frame.location})


def _at_step(value: Value, step: str, found: Mapping[Identifier, Definition]) -> Iterator[Value]:
    """What a schema and the parts of its `allOf` say of one property, or of one place in an array."""
    value = _resolved(value, found)
    if not isinstance(value, dict):
        return
    properties, items, parts = value.get("properties"), value.get("items"), value.get("allOf")
    if isinstance(properties, dict) and step in properties:
        yield properties[step]
    if isinstance(items, list) and step.isdecimal() and int(step) < len(items):
        yield items[int(step)]
    for part in parts if isinstance(parts, list) else ():
        yield from _at_step(part, step, found)


def _resolved(value: Value, found: Mapping[Identifier, Definition]) -> Value:
    while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
        value = found[Identifier(reference.removeprefix(DEFS))].value
    return value


def _closure(found: Mapping[Identifier, Definition], start: Iterable[Identifier]) -> set[Identifier]:
    reached: set[Identifier] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(Identifier(each.removeprefix(DEFS)) for each in references_in(found[name].value))
    return reached


def _at(value: Value, pointer: str) -> Value:
    """The schema at a pointer inside another (RFC 6901)."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name] if isinstance(value, dict) else None
    return value
