"""Says `unevaluatedProperties` and `unevaluatedItems` in draft 7, where the value doesn't decide what is evaluated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import Final

from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from ..reading import child, entries_of, items
from .dialect import Conversion, Dialect, Entries

REFERRING: Final = ("$ref", "$dynamicRef", "$recursiveRef")
"""The keywords that lead to another schema for the same value, of which each dialect has some."""


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """What a schema has looked at: properties by name and by pattern, the first items of an array, or everything.

    `may` are the parts that it may have looked at, by the value: what one branch of an `anyOf` has, for example.
    """

    names: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    count: int = 0
    everything: bool = False
    may: "tuple[_Evaluated, ...]" = ()

    def with_(self, other: "_Evaluated") -> "_Evaluated":
        """What both have looked at, together."""
        return _Evaluated(
            self.names | other.names,
            self.patterns | other.patterns,
            max(self.count, other.count),
            self.everything or other.everything,
            (*self.may, *other.may),
        )

    def covers(self, other: "_Evaluated") -> bool:
        """Whether the other has looked at nothing more."""
        is_less = self.names >= other.names and self.patterns >= other.patterns and self.count >= other.count
        return self.everything or (is_less and not other.everything and all(map(self.covers, other.may)))


_NOTHING: Final = _Evaluated()
_EVERYTHING: Final = _Evaluated(everything=True)


def unevaluated_properties(entries: Entries, conversion: Conversion) -> None:
    """`unevaluatedProperties` as `additionalProperties`, with every property known that a part of the schema knows."""
    held, found = _settled("unevaluatedProperties", entries, conversion, _properties_of)
    if held is None or found.everything:
        return
    for keyword, names in (("properties", found.names), ("patternProperties", found.patterns)):
        own = entries.get(keyword)
        known = entries_of(own.value if own else None)
        others = {name: _anything(name, held) for name in sorted(names - known.keys())}
        if others:
            location = (own or held).location
            value = MappingNode(MappingProxyType({**known, **others}), own.value.location if own else location)
            entries[keyword] = Entry(keyword, location, value)
    entries["additionalProperties"] = Entry("additionalProperties", held.location, held.value)


def unevaluated_items(entries: Entries, conversion: Conversion) -> None:
    """`unevaluatedItems` as what follows the first items, with as many of them as a part of the schema knows."""
    held, found = _settled("unevaluatedItems", entries, conversion, _items_of)
    if held is None or found.everything:
        return
    is_list_in_items = "prefixItems" not in conversion.dialect.keywords
    first, rest = ("items", "additionalItems") if is_list_in_items else ("prefixItems", "items")
    own = entries.get(first)
    known = own.value.items if own and isinstance(own.value, SequenceNode) else ()
    if not found.count:
        entries["items"] = Entry("items", held.location, held.value)
        return
    others = (ScalarNode(value=True, location=held.location) for _ in range(found.count - len(known)))
    entries[first] = Entry(first, (own or held).location, SequenceNode((*known, *others), (own or held).location))
    entries[rest] = Entry(rest, held.location, held.value)


def _anything(name: str, at: Entry) -> Entry:
    return Entry(name, at.location, ScalarNode(value=True, location=at.location))


_Own = Callable[[MappingNode, Dialect], _Evaluated]


def _settled(keyword: str, entries: Entries, conversion: Conversion, own: _Own) -> tuple[Entry | None, _Evaluated]:
    """Takes the keyword out, and gives it with what is evaluated; None, and refused, where the value decides that."""
    held = entries.pop(keyword, None)
    if held is None:
        return None, _NOTHING
    rest = MappingNode(MappingProxyType(dict(entries)), held.location)
    found = _Survey(conversion, own).of(rest, conversion.dialect)
    if all(map(found.covers, found.may)):
        return held, found
    hint = f"list all of them in one schema, and forbid others there: `additional{keyword.removeprefix('unevaluated')}`"
    conversion.refuse(held.location, f"`{keyword}` beside schemas of which only some hold", hint=hint)
    return None, _NOTHING


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a schema looks at by itself is `own`; `seen` are the schemas that were passed, by their places."""

    conversion: Conversion
    own: _Own
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def of(self, node: Node, dialect: Dialect) -> _Evaluated:
        """What a schema and those that it applies to the same value look at."""
        if not isinstance(node, MappingNode):
            return _NOTHING
        if "$ref" in node.entries and not dialect.siblings:
            return self._behind(node)
        parts = [self.own(node, dialect), *(self.of(each, dialect) for each in items(node, "allOf"))]
        parts += [self._behind(each) for each in _references(node, dialect, self.conversion)]
        result = reduce(_Evaluated.with_, parts)
        branches = tuple(self.of(each, dialect) for each in _branches(node, dialect))
        return result.with_(_Evaluated(may=branches))

    def _behind(self, reference: MappingNode | None) -> _Evaluated:
        found = self.conversion.follow(reference) if reference else None
        if found is None:
            # Nobody can tell what it looks at; whatever it is, it's not certain.
            return _Evaluated(may=(_EVERYTHING,))
        node, dialect = found
        place = node.location.path, node.location.pointer
        if place in self.seen:
            return _NOTHING
        self.seen.add(place)
        return self.of(node, dialect)


def _references(node: MappingNode, dialect: Dialect, conversion: Conversion) -> Iterator[MappingNode | None]:
    for name in REFERRING:
        entry = node.entries.get(name)
        if entry is not None and name in dialect.keywords:
            text = entry.value if name == "$ref" else conversion.plain(entry)
            held = Entry("$ref", entry.location, text) if text else None
            yield MappingNode(MappingProxyType({"$ref": held}), entry.location) if held else None


def _branches(node: MappingNode, dialect: Dialect) -> Iterator[Node]:
    """The schemas that are applied to the same value, and don't have to accept it."""
    for name in ("anyOf", "oneOf"):
        yield from items(node, name)
    if "if" in node.entries:
        yield from (node.entries[name].value for name in ("if", "then", "else") if name in node.entries)
    for name in ("dependentSchemas", "dependencies"):
        if name in dialect.keywords:
            yield from (each.value for each in entries_of(child(node, name)).values())


def _properties_of(node: MappingNode, dialect: Dialect) -> _Evaluated:
    if "additionalProperties" in node.entries or _has(node, dialect, "unevaluatedProperties"):
        return _EVERYTHING
    names = frozenset(entries_of(child(node, "properties")))
    return _Evaluated(names, frozenset(entries_of(child(node, "patternProperties"))))


def _items_of(node: MappingNode, dialect: Dialect) -> _Evaluated:
    if _has(node, dialect, "unevaluatedItems"):
        return _EVERYTHING
    is_2020 = "prefixItems" in dialect.keywords
    first, rest = ("prefixItems", "items") if is_2020 else ("items", "additionalItems")
    listed = child(node, first)
    if isinstance(listed, SequenceNode):
        found = _EVERYTHING if rest in node.entries else _Evaluated(count=len(listed.items))
    else:
        found = _EVERYTHING if "items" in node.entries else _NOTHING
    # Since 2020-12 an item that `contains` accepts has been looked at.
    return found.with_(_Evaluated(may=(_EVERYTHING,))) if is_2020 and "contains" in node.entries else found


def _has(node: MappingNode, dialect: Dialect, keyword: str) -> bool:
    return keyword in dialect.keywords and keyword in node.entries
