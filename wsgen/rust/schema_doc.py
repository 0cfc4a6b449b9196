"""Says before a type or a field what its schema says beyond the type: words, and limits."""

from collections.abc import Iterator
from typing import Final

from ..code.literal import Code
from ..code.view.prose import filled, paragraphs
from ..spec.node import Value
from .literal import doc, shown_value
from .objects import Schema

_LIMITS: Final = (
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)


def schema_doc(schema: Value, indent: int = 0, *, otherwise: str = "description") -> Code:
    """What stands before what a schema is the type of; empty where it says nothing. A title counts at a definition."""
    return doc("\n".join(_lines(schema, indent, otherwise)), indent)


def _lines(schema: Value, indent: int, otherwise: str) -> Iterator[str]:
    if not isinstance(schema, dict) or "$ref" in schema:
        return
    limits = "; ".join(_rules(schema))
    words = paragraphs(described_by(schema, otherwise), f"{limits}." if limits else "")
    if words:
        yield filled(words, indent + 4)


def described_by(schema: Value, otherwise: str = "description") -> str:
    """The words of a schema itself; `otherwise` is the keyword that is read where there is no description."""
    said = (schema.get("description") or schema.get(otherwise)) if isinstance(schema, dict) else None
    return said if isinstance(said, str) else ""


def _rules(schema: Schema) -> Iterator[str]:
    """Rules that a type doesn't show, in the words of JSON Schema."""
    yield from (f"`{word}: {shown_value(schema[word])}`" for word in _LIMITS if word in schema)
