"""Drafts a message: what its payload must be to be recognised among those that travel beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..plan.protocol import Path, Recognition
from ..spec.edit.written import at
from ..spec.node import MappingNode, Value
from .naming import spelled_alike
from .peers import Around, common_keys, has_inside, shared
from .places import keys_at, reference_to, text_at

_SCHEMAS = ("components", "schemas")
_MESSAGES = ("components", "messages")


@dataclass(frozen=True, slots=True)
class Field:
    """One field that the author asked for."""

    name: str
    type: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it could be written: what it says beside its payload, and the payload."""

    keys: dict[str, Value]
    payload: Value


def drafts(where: Around, name: str, fields: Sequence[Field]) -> Iterator[Draft]:
    """What a message `name` could be, the likeliest first: only a plan of the whole document can tell."""
    framing = where.framing
    tag = _tag(where, name)
    keys = common_keys(where, ("contentType", "correlationId"))
    named = {"name": tag, **keys} if _are_named(where) else keys
    envelope = next((each.envelope for each in where.beside if each.envelope), None)
    path = framing.tag if framing and framing.tag else ("type",)
    is_key = bool(framing and framing.recognition is Recognition.KEY)
    plain = _payload(where, path, fields)
    if is_key:
        yield Draft(named, _object({tag: _payload(where, (), fields)}, (tag,)))
    if framing and framing.tag and not has_inside(where, path[0]):
        yield Draft({"name": tag, **keys}, plain)
    if not any(step.isdigit() for step in path):
        data = envelope.data if envelope and envelope.schema is None else ()
        yield Draft(named, _tagged(where, path, tag, data, fields))
    yield Draft({"name": tag, **keys}, plain)
    yield Draft({"name": tag, **keys, "x-wsgen-tag": tag}, plain)


def _tag(where: Around, name: str) -> str:
    """The value of the tag, as the others' are made from their names."""
    own = [each for each in where.protocol.messages.values() if each.tags]
    return spelled_alike(name, ((_key(each.location.pointer), each.tags[0]) for each in own))


def _key(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def _are_named(where: Around) -> bool:
    """Whether most messages of the document say their name beside their key."""
    messages = [at(where.root, (*_MESSAGES, key)) for key in keys_at(where.root, _MESSAGES)] or [*where.nodes]
    said = sum(text_at(each, "name") is not None for each in messages)
    return bool(messages) and said * 2 > len(messages)


def _tagged(where: Around, path: Path, tag: str, data: Path, fields: Sequence[Field]) -> Value:
    """A whole frame: the tag at its place, and the payload proper in a field of its own where there is one."""
    around = shared(where, (path[0], *data[:1]))
    constant: Value = {"type": "string", "const": tag}
    for step in reversed(path[1:]):
        constant = _object({step: constant}, (step,))
    properties: dict[str, Value] = {path[0]: constant, **around.properties}
    required = [path[0], *around.required]
    if len(data) == 1 and data[0] != path[0]:
        properties[data[0]] = _object(*_described(fields))
        return _object(properties, (*required, data[0]))
    own, needed = _described(fields)
    return _object({**properties, **own}, (*required, *(each for each in needed if each not in required)))


def _payload(where: Around, path: Path, fields: Sequence[Field]) -> Value:
    around = shared(where, path[:1])
    own, needed = _described(fields)
    required = (*around.required, *(each for each in needed if each not in around.required))
    return _object({**around.properties, **own}, required)


def _described(fields: Sequence[Field]) -> tuple[dict[str, Value], tuple[str, ...]]:
    properties: dict[str, Value] = {each.name: {"type": each.type} for each in fields}
    return properties, tuple(each.name for each in fields if not each.is_optional)


def _object(properties: dict[str, Value], required: Sequence[str]) -> Value:
    schema: dict[str, Value] = {"type": "object"}
    if required:
        schema["required"] = list(required)
    if properties:
        schema["properties"] = properties
    return schema


def has_schemas(where: Around) -> bool:
    """Whether most payloads of the document are references to its component schemas."""
    messages = [at(where.root, (*_MESSAGES, key)) for key in keys_at(where.root, _MESSAGES)] or [*where.nodes]
    payloads = [each.get("payload") for each in messages if isinstance(each, MappingNode)]
    refers = [text_at(each, "$ref") or "" for each in payloads if each is not None]
    return bool(refers) and sum(each.startswith("#/components/schemas/") for each in refers) * 2 > len(refers)


def free_name(where: Around, name: str) -> str:
    """A name for a component schema that none has yet."""
    taken = keys_at(where.root, _SCHEMAS)
    return next(each for each in (name, f"{name}Payload", *(f"{name}{n}" for n in range(2, 999))) if each not in taken)


def schema_reference(name: str) -> Value:
    """A reference to a component schema."""
    return reference_to((*_SCHEMAS, name))
