"""The dialects after draft 7 as differences from it: 2019-09, 2020-12, and OpenAPI 3.1, which is 2020-12 and more."""

from types import MappingProxyType
from typing import Final

from ..keywords import KEYWORDS, Holds
from ..node import Entry, MappingNode, ScalarNode, SequenceNode
from ..reading import entries_of
from .dialect import Conversion, Dialect, Entries, judges, require, schema_of
from .older import words
from .unevaluated import REFERRING, unevaluated_items, unevaluated_properties


def _references(entries: Entries, conversion: Conversion) -> None:
    """What stands beside a `$ref` counts, as in `allOf`; a dynamic reference is a plain one where it can be."""
    known = [name for name in REFERRING if name in conversion.dialect.keywords]
    found = [entries.pop(name) for name in known if name in entries]
    plain: list[MappingNode] = []
    for each in found:
        text = each.value if each.key == "$ref" else conversion.plain(each)
        if text is None:
            hint = "refer to one schema, with `$ref`"
            conversion.refuse(each.location, f"a `{each.key}` whose target depends on who refers here", hint=hint)
        else:
            plain.append(schema_of(Entry("$ref", each.location, text)))
    if len(plain) == 1 and not judges(entries, conversion.dialect):
        entries.clear()
        entries.update(plain[0].entries)
        return
    for schema in plain:
        require(entries, schema, schema.location)


def _dependents(entries: Entries, _: Conversion) -> None:
    """`dependentRequired` and `dependentSchemas` are one keyword in draft 7, `dependencies`."""
    found = [entries.pop(name) for name in ("dependentRequired", "dependentSchemas") if name in entries]
    members: Entries = {}
    for keyword in found:
        for name, each in entries_of(keyword.value).items():
            members[name] = _both(members[name], each) if name in members else each
    if found:
        value = MappingNode(MappingProxyType(members), found[0].value.location)
        entries["dependencies"] = Entry("dependencies", found[0].location, value)


def _both(names: Entry, schema: Entry) -> Entry:
    """Properties that are required and a schema that must fit, as one dependency."""
    required = schema_of(Entry("required", names.location, names.value))
    parts = SequenceNode((required, schema.value), schema.location)
    return Entry(schema.key, schema.location, schema_of(Entry("allOf", schema.location, parts)))


def _contains(entries: Entries, conversion: Conversion) -> None:
    """Of `minContains` and `maxContains` draft 7 can say 0, and 1 of the first, which `contains` means by itself."""
    fewest, most = entries.pop("minContains", None), entries.pop("maxContains", None)
    held = entries.get("contains")
    if held is None:
        return
    if fewest and _number(fewest) == 0:
        del entries["contains"]
    elif fewest and _number(fewest) != 1:
        conversion.refuse(fewest.location, "a `minContains` of more than 1", hint="remove it, or write `minItems`")
    if most and _number(most) == 0:
        array = Entry("type", most.location, ScalarNode("array", most.location))
        require(entries, schema_of(Entry("not", most.location, schema_of(array, held))), most.location)
    elif most:
        conversion.refuse(most.location, "a `maxContains` of 1 or more", hint="remove it, or write `maxItems`")


def _number(entry: Entry) -> int | float | None:
    value = entry.value.value if isinstance(entry.value, ScalarNode) else None
    return value if isinstance(value, int | float) else None


def _items(entries: Entries, _: Conversion) -> None:
    """`prefixItems` is a list of `items` in draft 7, and the `items` beside it is `additionalItems`."""
    prefix, others = entries.pop("prefixItems", None), entries.get("items")
    if prefix is None:
        return
    entries["items"] = Entry("items", prefix.location, prefix.value)
    if others is not None:
        entries["additionalItems"] = Entry("additionalItems", others.location, others.value)


_ONLY_7: Final = frozenset({"dependencies", "discriminator", "externalDocs"})
DRAFT_2019_09: Final = Dialect(
    name="JSON Schema 2019-09",
    mark="2019-09",
    format="application/schema+json;version=2019-09",
    keywords=MappingProxyType(
        {name: holds for name, holds in KEYWORDS.items() if name not in _ONLY_7}
        | {"$anchor": Holds.TEXT, "$vocabulary": Holds.MEMBERS, "$defs": Holds.MAP}
        | {"$recursiveRef": Holds.TEXT, "$recursiveAnchor": Holds.FLAG}
        | {"dependentSchemas": Holds.MAP, "dependentRequired": Holds.MAP_OF_NAMES}
        | {"minContains": Holds.COUNT, "maxContains": Holds.COUNT}
        | {"unevaluatedItems": Holds.SCHEMA, "unevaluatedProperties": Holds.SCHEMA, "contentSchema": Holds.SCHEMA}
    ),
    siblings=True,
    instead=MappingProxyType({"dependencies": "write `dependentSchemas` or `dependentRequired`"}),
    steps=(unevaluated_properties, unevaluated_items, _references, _dependents, _contains),
)
_ONLY_2019_09: Final = frozenset({"$recursiveRef", "$recursiveAnchor", "additionalItems"})
DRAFT_2020_12: Final = Dialect(
    name="JSON Schema 2020-12",
    mark="2020-12",
    format="application/schema+json;version=2020-12",
    keywords=MappingProxyType(
        {name: holds for name, holds in DRAFT_2019_09.keywords.items() if name not in _ONLY_2019_09}
        | {"$dynamicRef": Holds.TEXT, "$dynamicAnchor": Holds.TEXT}
        | {"prefixItems": Holds.SCHEMAS, "items": Holds.SCHEMA}
    ),
    siblings=True,
    instead=MappingProxyType(
        {
            **DRAFT_2019_09.instead,
            "additionalItems": "write the list in `prefixItems`, and this in `items`",
            "$recursiveRef": "write `$dynamicRef`",
        }
    ),
    steps=(*DRAFT_2019_09.steps, _items),
)
OPENAPI_3_1: Final = Dialect(
    name="OpenAPI 3.1",
    mark="OpenAPI 3.1",
    format="application/vnd.oai.openapi;version=3.1.0",
    keywords=MappingProxyType(
        {**DRAFT_2020_12.keywords, "example": Holds.VALUE, "externalDocs": Holds.DOCS}
        | {"discriminator": Holds.MEMBERS, "xml": Holds.MEMBERS}
    ),
    siblings=True,
    instead=DRAFT_2020_12.instead,
    steps=(*DRAFT_2020_12.steps, words),
)
