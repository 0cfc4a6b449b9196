"""Lists the schemas that get a name of their own: payloads, components, and the objects and enums inside them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..spec.document import Document, Message
from ..spec.node import Value
from .accepted import Schemas
from .draft import DefinitionDraft, Framings, messages_by_id, own_key, split_place, told_name
from .envelope import payload_path
from .extensions import text_of
from .payload import has_object_part
from .shape import shape_of
from .spelling import class_name, singular, words
from .subschemas import Child, children_of, references_in

COMPONENTS: Final = "#/components/schemas/"
# Steps of a pointer that say what stands there, not what it is called.
_STRUCTURE: Final = frozenset(
    {
        "components",
        "schemas",
        "definitions",
        "$defs",
        "properties",
        "messages",
        "payload",
        "channels",
        "items",
        "schema",
    }
)
# Words at the end of a name that say what kind of thing it is: SendMessageData is the payload of SendMessageRequest.
_NOISE: Final = frozenset(
    {
        "data",
        "payload",
        "message",
        "msg",
        "schema",
        "body",
        "content",
        "request",
        "response",
        "event",
        "frame",
        "dto",
        "params",
    }
)
# Inside these a schema is asked about a value and never describes one, so nothing there becomes a class.
ASKING: Final = frozenset({"if", "then", "else", "not", "contains", "propertyNames", "dependencies"})


def list_definitions(document: Document, framings: Framings) -> tuple[DefinitionDraft, ...]:
    """Every definition of the bundle, those that stand by themselves before those inside them.

    A message's payload that is a component of the same meaning (`SendMessage` and `SendMessageData`) is that component;
    one of another meaning, which others may share, is a copy under the message's name, so that each message has a
    model of its own whatever is added. Every component keeps its name, used or not.
    """
    messages = messages_by_id(document)
    owners = _owners(messages)
    used = _reachable(document, messages.values(), framings)
    drafts: list[DefinitionDraft] = []
    for key in document.schemas:
        if key in used or COMPONENTS in key:
            drafts.append(_standing(document, messages, key, owners.get(key), used))
    drafts.extend(_copy(message) for message in messages.values() if owners.get(message.payload or "") != message.id)
    for draft in tuple(drafts):
        # A copy shares what stands inside with the component it is a copy of.
        if draft.key is not None and draft.id == draft.key:
            drafts.extend(_inside(document, draft))
        if draft.message and draft.key and not payload_path(framings.envelopes.get(draft.message)):
            if has_object_part(document.schemas, document.schemas[draft.key].value):
                drafts.append(_object_part(draft))
    return tuple(drafts)


def copy_id(message: str) -> str:
    """The id of the definition that is a message's own copy of its payload."""
    return f"message {message}"


def object_id(payload: str) -> str:
    """The id of the definition that is the objects among what a payload can be, by the payload's."""
    return f"{payload} object"


def payload_definitions(document: Document) -> Mapping[str, str]:
    """By message, the id of the definition that is its payload."""
    messages = messages_by_id(document)
    owners = _owners(messages)
    return {
        id_: message.payload if message.payload and owners.get(message.payload) == id_ else copy_id(id_)
        for id_, message in messages.items()
    }


def is_named(value: Value) -> bool:
    """Whether a schema inside another gets a name: an object with properties, an `allOf`, a longer enum."""
    if not isinstance(value, dict) or "$ref" in value:
        return False
    if value.get("properties") or value.get("allOf"):
        return True
    listed = value.get("enum")
    return isinstance(listed, list) and len(listed) > 1


def named_children(value: Value) -> Iterator[tuple[Child, bool]]:
    """The schemas inside one that describe values, each with whether it gets a name; parts of `allOf` never do."""
    for child in children_of(value):
        if child.keyword not in ASKING:
            yield child, child.keyword != "allOf" and is_named(child.value)


def _owners(messages: Mapping[str, Message]) -> Mapping[str, str]:
    """By schema, the one message whose payload it is by name; of several the first by id."""
    owners: dict[str, str] = {}
    for message in sorted(messages.values(), key=lambda each: each.id):
        key = message.payload
        if key is not None and (COMPONENTS not in key or _means_same(message, key)):
            owners.setdefault(key, message.id)
    return owners


def _means_same(message: Message, key: str) -> bool:
    name = _last_step(key)
    return bool(_stems(name) & (_stems(message.name) | _stems(own_key(message))))


def _stems(name: str) -> set[tuple[str, ...]]:
    if not name:
        return set()
    spelled = words(name)
    stems = {spelled}
    while len(spelled) > 1 and spelled[-1] in _NOISE:
        spelled = spelled[:-1]
        stems.add(spelled)
    return stems


def _object_part(draft: DefinitionDraft) -> DefinitionDraft:
    return replace(draft, id=object_id(draft.id), parent=draft.id, suffix="Object", told=None, is_object=True)


def _reachable(document: Document, messages: Iterable[Message], framings: Framings) -> set[str]:
    waiting = [each.payload for each in messages if each.payload]
    waiting.extend(each.schema for each in framings.envelopes.values() if each.schema)
    used: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in used and key in document.schemas:
            used.add(key)
            waiting.extend(references_in(document.schemas[key].value))
    return used


def _standing(
    document: Document, messages: Mapping[str, Message], key: str, owner: str | None, used: set[str]
) -> DefinitionDraft:
    schema = document.schemas[key]
    message = messages[owner] if owner else None
    told = schema.value.get("x-wsgen-name") if isinstance(schema.value, dict) else None
    if message is not None:
        told = text_of(message.extensions, "x-wsgen-name") or told
    spelling = own_key(message) if message and COMPONENTS not in key else _spelling(key)
    return DefinitionDraft(
        id=key,
        key=key,
        pointer="",
        parent=None,
        spelling=spelling,
        suffix="",
        told=told if isinstance(told, str) else None,
        message=owner,
        used=key in used,
        location=message.location if message and COMPONENTS not in key else schema.location,
    )


def _copy(message: Message) -> DefinitionDraft:
    return DefinitionDraft(
        id=copy_id(message.id),
        key=message.payload,
        pointer="",
        parent=None,
        spelling=own_key(message) or told_name(message),
        suffix="",
        told=text_of(message.extensions, "x-wsgen-name"),
        message=message.id,
        used=True,
        location=message.location,
    )


def _spelling(key: str) -> str:
    """What a schema is called by its place: `a.yml#/definitions/Point` is `Point`, `point.yml#` is `point`."""
    path, pointer = split_place(key)
    steps = [_unescaped(step) for step in pointer.split("/") if step]
    kept = [step for index, step in enumerate(steps) if step not in _STRUCTURE or index == len(steps) - 1]
    named = [step for step in kept if step not in _STRUCTURE]
    return " ".join(named or kept) or path.rpartition("/")[2].rpartition(".")[0]


def _last_step(key: str) -> str:
    return _unescaped(key.rpartition("/")[2])


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


@dataclass(frozen=True, slots=True)
class _Within:
    document: Document
    key: str
    parent: str
    used: bool


def _inside(document: Document, draft: DefinitionDraft) -> Iterator[DefinitionDraft]:
    """The named schemas inside one, outside in."""
    if draft.key is not None:
        value = document.schemas[draft.key].value
        yield from _named(_Within(document, draft.key, draft.id, draft.used), value, "", "")


def _named(within: _Within, value: Value, pointer: str, suffix: str) -> Iterator[DefinitionDraft]:
    for child, gets_name in named_children(value):
        place = pointer + child.pointer
        piece = _piece(within.document.schemas, child, suffix)
        if not gets_name:
            yield from _named(within, child.value, place, piece)
            continue
        schema = within.document.schemas[within.key]
        told = child.value.get("x-wsgen-name") if isinstance(child.value, dict) else None
        id_ = f"{within.key}>{place}"
        yield DefinitionDraft(
            id=id_,
            key=within.key,
            pointer=place,
            parent=within.parent,
            spelling=child.name,
            suffix=piece or "Value",
            told=told if isinstance(told, str) else None,
            message=None,
            used=within.used,
            location=schema.positions.get(place, schema.location),
        )
        yield from _named(_Within(within.document, within.key, id_, within.used), child.value, place, "")


def _piece(schemas: Schemas, child: Child, before: str) -> str:
    """What a place adds to a name, `before` included: a property its name, an item the singular of its list's."""
    match child.keyword:
        case "properties":
            return before + class_name(child.name)
        case "items" if not child.name:
            return singular(before) or f"{before}Item"
        case "items":
            return f"{before}Item{int(child.name) + 1}"
        case "anyOf" | "oneOf":
            return before + _branch(schemas, child)
        case "allOf":
            return before
        case _:
            return f"{before}Value"


def _branch(schemas: Schemas, child: Child) -> str:
    """What tells a branch from the others: a constant in it, else its title, else its place."""
    for each in shape_of(schemas, child.value).properties.values():
        if (
            each.required
            and each.values
            and len(each.values) == 1
            and isinstance(each.values[0], str)
            and each.values[0]
        ):
            return class_name(each.values[0])
    title = child.value.get("title") if isinstance(child.value, dict) else None
    return class_name(title) if isinstance(title, str) and title else f"Option{int(child.name) + 1}"
