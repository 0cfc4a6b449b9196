"""Finds the messages that a class of objects can't hold as they are: each gets a root model, with its value inside."""

from collections.abc import Iterable, Mapping
from typing import Final

from ..spec.node import Value
from .bundle import Schema, schemas_in, target, types_of

_OBJECT: Final = frozenset({"object"})
_VALUES: Final = frozenset({"const", "enum"})
_UNIONS: Final = ("anyOf", "oneOf")


def roots(definitions: Mapping[str, Value], messages: Iterable[str]) -> frozenset[str]:
    """Those of `messages` that can be something else than an object, or that say what whole objects are.

    The second are one of several schemas, one of a few values, or a map: properties of their own they have none.
    Others, also objects of which nothing is said, are classes.
    """
    return frozenset(
        name for name in messages if types_of(definitions[name], definitions) != _OBJECT or _is_whole(name, definitions)
    )


def _is_whole(name: str, definitions: Mapping[str, Value]) -> bool:
    own = _parts([definitions[name]], definitions, ("allOf",))
    if any(not each.keys().isdisjoint(_VALUES) for each in own):
        return True
    if any(each.get("properties") for each in own):
        return False
    unions = [branch for each in own for keyword in _UNIONS for branch in schemas_in(each, keyword)]
    branches = _parts(unions, definitions, ("allOf", *_UNIONS))
    return any(map(_is_map, own)) or any(
        _is_map(each) or each.get("properties") or not each.keys().isdisjoint(_VALUES) for each in branches
    )


def _is_map(part: Schema) -> bool:
    additional = part.get("additionalProperties")
    return bool(part.get("patternProperties")) or (isinstance(additional, dict) and bool(additional))


def _parts(schemas: Iterable[Value], definitions: Mapping[str, Value], keywords: Iterable[str]) -> list[Schema]:
    """`schemas` and what stands under `keywords` in them, seen through references; each definition once."""
    found: list[Schema] = []
    seen: set[str] = set()
    waiting = [*schemas]
    while waiting:
        value = waiting.pop()
        if not isinstance(value, dict):
            continue
        if (name := target(value)) is None:
            found.append(value)
            waiting.extend(each for keyword in keywords for each in schemas_in(value, keyword))
        elif name not in seen:
            seen.add(name)
            waiting.append(definitions[name])
    return found
