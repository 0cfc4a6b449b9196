"""Says in a comment of TSDoc what a schema says beyond its type: words, limits, and when it will be gone."""

from collections.abc import Iterable
from typing import Final

from ..code.literal import Code, compose
from ..code.view.prose import filled, paragraphs
from ..spec.node import Value
from .directly import Schema, schemas_in
from .literal import literal, tsdoc_deprecated

_INDENT: Final = 5
_UNTIL: Final = "x-wsgen-deprecated-until"
_LIMITS: Final = (
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)


def schema_doc(schema: Value, *, otherwise: str = "description") -> Code:
    """The comment before what a schema is the type of; empty where it says nothing. A title counts at a definition.

    `otherwise` is the keyword that is read where there is no description.
    """
    if not isinstance(schema, dict) or "$ref" in schema:
        return compose("")
    described = schema.get("description") or schema.get(otherwise)
    words = described if isinstance(described, str) else ""
    marks = [said for word, said in (("readOnly", "Read only."), ("writeOnly", "Write only.")) if schema.get(word)]
    said = paragraphs(words, *marks, _limits(schema))
    return tsdoc_deprecated(filled(said, _INDENT) if said else "", deprecated(schema))


def deprecated(schema: Schema) -> str:
    """What a tag `@deprecated` says of it; empty where it isn't."""
    until = schema.get(_UNTIL)
    return until_when(until if isinstance(until, str) else "", is_deprecated=bool(schema.get("deprecated")))


def until_when(until: str, *, is_deprecated: bool = False) -> str:
    """The same of what may be gone from a date on (`2027-01-31`), or has none."""
    if until:
        return f"It may be gone from {until} on."
    return "The document says so." if is_deprecated else ""


def _limits(schema: Schema) -> str:
    """Rules that a type doesn't show, in the words of JSON Schema."""
    found = list(_rules(schema))
    return f"{'; '.join(found)}." if found else ""


def _rules(schema: Schema) -> Iterable[str]:
    types = schema.get("type")
    listed = types if isinstance(types, list) else [types]
    if "integer" in listed and "number" not in listed and not schemas_in(schema, "enum") and "const" not in schema:
        yield "Integer"
    yield from (f"`{word}: {literal(schema[word])}`" for word in _LIMITS if word in schema)
