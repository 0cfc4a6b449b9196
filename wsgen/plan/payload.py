"""Refuses messages whose payload isn't always an object: no other frame has fields that a model could have."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Document, Message
from ..spec.node import Value
from .accepted import OBJECT, Schemas
from .draft import Framings, messages_by_id, told_name
from .envelope import payload_in
from .shape import shape_of

_ANYTHING: Final = shape_of({}, {}).types
_KINDS: Final = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "string": "a text",
    "null": "null",
}


def refuse_payloads(document: Document, framings: Framings, generated: AbstractSet[str]) -> tuple[Diagnostic, ...]:
    """WSG423 for each message among `generated` whose schema says that its payload can be something else.

    A schema that says nothing of types is no fault: it accepts objects too.
    """
    messages = messages_by_id(document)
    return tuple(
        diagnostic
        for id_, message in messages.items()
        if id_ in generated and message.payload
        for diagnostic in _refuse(document.schemas, message, message.payload, framings)
    )


def _refuse(schemas: Schemas, message: Message, payload: str, framings: Framings) -> Iterator[Diagnostic]:
    schema = schemas[payload]
    types = shape_of(schemas, schema.value).types
    if types == OBJECT:
        types = shape_of(schemas, payload_in(schemas, message, framings.envelopes.get(message.id))).types
    fault = _fault(types) or ("is one of a few values" if _is_listed(schemas, schema.value) else "")
    if fault:
        yield found(
            "WSG423",
            schema.positions.get("/type", schema.location),
            f"the payload of `{told_name(message)}` {fault}",
            hint="describe an object with `properties`; frames of another kind come with a later version of wsgen",
        )


def _fault(types: AbstractSet[str]) -> str:
    """What is wrong with a payload of these types; empty where nothing is."""
    if types in (_ANYTHING, OBJECT):
        return ""
    # Every integer is a number.
    others = types - OBJECT - ({"integer"} if "number" in types else set())
    named = " or ".join(words for kind, words in _KINDS.items() if kind in others)
    if "object" in types:
        return f"may be {named}, not only an object"
    return f"is {named}, not an object" if named else "can't be anything"


def _is_listed(schemas: Schemas, value: Value) -> bool:
    """Whether a schema gives the objects themselves, in `const` or `enum`, and not their properties."""
    seen: set[str] = set()
    while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
        if reference in seen or reference not in schemas:
            return False
        seen.add(reference)
        value = schemas[reference].value
    return isinstance(value, dict) and ("const" in value or "enum" in value)
