"""The dialects before draft 7 as differences from it: draft 4, draft 6, and OpenAPI 3.0, which began as draft 5."""

from types import MappingProxyType
from typing import Final

from ..keywords import KEYWORDS, Holds
from ..node import Entry, Node, ScalarNode, SequenceNode
from .dialect import Conversion, Dialect, Entries

_OF_DRAFT_7: Final = frozenset({"$comment", "readOnly", "writeOnly", "contentMediaType", "contentEncoding"}) | {
    *("if", "then", "else", "discriminator", "externalDocs", "deprecated")
}
_OF_DRAFT_6: Final = frozenset({"$id", "contains", "propertyNames", "const", "examples"})
_SINCE_6: Final = MappingProxyType(
    {
        "const": "write `enum` with one value",
        "contains": "name draft 6 or a newer one in `schemaFormat`, or remove it",
        "propertyNames": "name draft 6 or a newer one in `schemaFormat`, or remove it",
    }
)


def limits(entries: Entries, _: Conversion) -> None:
    """`exclusiveMinimum: true` makes `minimum` the limit that `exclusiveMinimum` has been itself since draft 6."""
    for limit, name in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        exclusive = entries.pop(name, None)
        if exclusive and _is_true(exclusive.value) and limit in entries:
            held = entries.pop(limit)
            entries[name] = Entry(name, held.location, held.value)


def words(entries: Entries, _: Conversion) -> None:
    """OpenAPI's `example` is one of `examples`; its `discriminator` and `xml` say nothing about a value."""
    for name in ("discriminator", "xml"):
        entries.pop(name, None)
    if example := entries.pop("example", None):
        others = entries["examples"].value if "examples" in entries else None
        items = others.items if isinstance(others, SequenceNode) else ()
        listed = SequenceNode((*items, example.value), example.location)
        entries["examples"] = Entry("examples", example.location, listed)


def _nullable(entries: Entries, _: Conversion) -> None:
    """`nullable` adds null to the `type` beside it, and means nothing without one (OpenAPI 3.0.3 §Schema Object)."""
    nullable, held = entries.pop("nullable", None), entries.get("type")
    if nullable and held and _is_true(nullable.value):
        types = SequenceNode((held.value, ScalarNode("null", nullable.value.location)), held.value.location)
        entries["type"] = Entry("type", held.location, types)


def _is_true(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is True


DRAFT_6: Final = Dialect(
    name="JSON Schema draft 6",
    mark="draft 6",
    format="application/schema+json;version=draft-06",
    keywords=MappingProxyType({name: holds for name, holds in KEYWORDS.items() if name not in _OF_DRAFT_7}),
    instead=MappingProxyType(
        {"if": "name draft 7 or a newer one in `schemaFormat`, or combine `anyOf` and `not`"},
    ),
    # It has no words that draft 7 lacks, but draft 7 has some that mean nothing in it.
    steps=(lambda _entries, _conversion: None,),
)
DRAFT_4: Final = Dialect(
    name="JSON Schema draft 4",
    mark="draft 4",
    format="application/schema+json;version=draft-04",
    keywords=MappingProxyType(
        {name: holds for name, holds in DRAFT_6.keywords.items() if name not in _OF_DRAFT_6}
        | {"id": Holds.TEXT, "exclusiveMinimum": Holds.FLAG, "exclusiveMaximum": Holds.FLAG}
        | {"additionalProperties": Holds.SCHEMA_OR_FLAG, "additionalItems": Holds.SCHEMA_OR_FLAG}
        | {"required": Holds.SOME_NAMES}
    ),
    booleans=False,
    instead=_SINCE_6,
    steps=(limits,),
)
OPENAPI_3_0: Final = Dialect(
    name="OpenAPI 3.0",
    mark="OpenAPI 3.0",
    format="application/vnd.oai.openapi;version=3.0.0",
    keywords=MappingProxyType(
        {
            name: holds
            for name, holds in DRAFT_4.keywords.items()
            if name not in {"$schema", "id", "definitions", "patternProperties", "dependencies", "additionalItems"}
        }
        | {"type": Holds.TYPE, "items": Holds.SCHEMA, "nullable": Holds.FLAG, "example": Holds.VALUE}
        | {"readOnly": Holds.FLAG, "writeOnly": Holds.FLAG, "deprecated": Holds.FLAG}
        | {"discriminator": Holds.MEMBERS, "xml": Holds.MEMBERS, "externalDocs": Holds.DOCS}
    ),
    booleans=False,
    instead=MappingProxyType({"const": "write `enum` with one value"}),
    steps=(limits, _nullable, words),
)
