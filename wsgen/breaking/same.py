"""Says whether two schemas are written so alike that they mean the same: references followed, order left aside."""

from collections.abc import Sequence
from typing import Final

from ..instances.same import identity
from ..instances.schemas import Schemas
from ..spec.node import Value

_SETS: Final = frozenset({"allOf", "anyOf", "oneOf"})
_MAPS: Final = frozenset({"properties", "patternProperties", "dependencies"})
_ONES: Final = frozenset(
    {
        *("additionalProperties", "additionalItems", "contains", "propertyNames"),
        *("not", "if", "then", "else"),
    }
)
_REMARKS: Final = frozenset({"examples", "default"})
_NOTHING: Final[tuple[tuple[str, Value], ...]] = (
    *(("minLength", 0), ("minItems", 0), ("minProperties", 0)),
    *(("uniqueItems", False), ("required", []), ("properties", {}), ("patternProperties", {})),
)


def is_same(schemas: Schemas, one: Value, other: Value) -> bool:
    """Whether two schemas mean the same as far as their words go; False is no proof that they don't."""
    return _Comparison(schemas).is_same(one, other)


class _Comparison:
    """What is taken for the same while it is looked at: a schema may lead back to itself."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._pairs: set[tuple[int, int]] = set()

    def is_same(self, one: Value, other: Value) -> bool:
        one, other = self._plain(one), self._plain(other)
        if not isinstance(one, dict) or not isinstance(other, dict):
            return type(one) is type(other) and one == other
        pair = id(one), id(other)
        if one is other or pair in self._pairs:
            return True
        words = _words(one)
        if words != _words(other):
            return False
        before = self._pairs.copy()
        self._pairs.add(pair)
        if all(self._holds(word, _held(one, word), _held(other, word)) for word in words):
            return True
        # What was taken for granted on the way isn't any more.
        self._pairs = before
        return False

    def _plain(self, schema: Value) -> Value:
        schema = self._schemas.followed(schema)
        if not isinstance(schema, dict):
            return schema
        words = _words(schema)
        if not words:
            return True
        parts = schema.get("allOf")
        return self._plain(parts[0]) if words == {"allOf"} and isinstance(parts, list) and len(parts) == 1 else schema

    def _holds(self, word: str, one: Value, other: Value) -> bool:
        if word in _ONES or (word == "items" and not isinstance(one, list) and not isinstance(other, list)):
            return self.is_same(one, other)
        if word in _MAPS and isinstance(one, dict) and isinstance(other, dict):
            return one.keys() == other.keys() and all(self._member(one[name], other[name]) for name in one)
        if not isinstance(one, list) or not isinstance(other, list):
            if word == "type":
                return _types(one) == _types(other)
            return identity(one) == identity(other)
        if word in _SETS:
            return self._as_sets(one, other)
        if word == "items":
            return len(one) == len(other) and all(map(self.is_same, one, other))
        return _types(one) == _types(other)

    def _member(self, one: Value, other: Value) -> bool:
        if isinstance(one, list) or isinstance(other, list):
            return isinstance(one, list) and isinstance(other, list) and _types(one) == _types(other)
        return self.is_same(one, other)

    def _as_sets(self, one: Sequence[Value], other: Sequence[Value]) -> bool:
        left = [*other]
        for each in one:
            found = next((at for at, candidate in enumerate(left) if self.is_same(each, candidate)), None)
            if found is None:
                return False
            left.pop(found)
        return not left


def _words(schema: dict[str, Value]) -> set[str]:
    return {
        "enum" if word == "const" else word
        for word, held in schema.items()
        if word not in _REMARKS and (word, held) not in _NOTHING
    }


def _held(schema: dict[str, Value], word: str) -> Value:
    return [schema["const"]] if word == "enum" and "const" in schema else schema.get(word)


def _types(held: Value) -> set[str]:
    return {identity(each) for each in (held if isinstance(held, list) else [held])}
