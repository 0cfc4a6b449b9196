"""Derives from schemas what may be different about another message of a kind: Pact's matching rules and generators."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..instances.schemas import Schemas
from ..spec.node import Value
from .applying import Applied, applied
from .patterns import full_pattern
from .scalars import Matcher, generator, is_constant, rule, scalar_rule

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TYPE: Final[Matcher] = {"match": "type"}


@dataclass(frozen=True, slots=True)
class Derived:
    """A message that stands for its kind, with rules and generators by path.

    An array whose items differ in form is empty in `value`: Pact compares all items to the first one.
    """

    value: Value
    rules: Mapping[str, Value]
    generators: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Deriving:
    """How rules are derived; `made` says of a value at a path by which generator it's made, None for the schema's."""

    schemas: Schemas
    made: Callable[[str, Value], Value | None]
    may_be_made: Callable[[str, Value], bool]

    def derive(self, schema: Value, value: Value) -> Derived:
        """The rules of a value that a schema accepts."""
        return self._of((schema,), value, "$", is_inside=False)

    def _of(self, wanted: Sequence[Value], value: Value, path: str, *, is_inside: bool) -> Derived:
        """Of a place; `is_inside` says that a rule above it holds here too, unless another one does."""
        said = applied(self.schemas, wanted, value)
        if is_constant(said):
            return Derived(value, {path: rule([{"match": "equality"}])} if is_inside else {}, {})
        if isinstance(value, dict):
            return self._of_object(said, value, path, is_inside=is_inside)
        if isinstance(value, list):
            return self._of_array(said, value, path, is_inside=is_inside)
        found = scalar_rule(said, value)
        if found is None:
            return Derived(value, {}, {})
        generated = self.made(path, value)
        if generated is None and self.may_be_made(path, value):
            generated = generator(said, value)
        return Derived(value, {path: found}, {path: generated} if generated is not None else {})

    def _of_object(self, said: Applied, value: dict[str, Value], path: str, *, is_inside: bool) -> Derived:
        if said.is_map and value:
            return self._of_map(said, value, path)
        places = {key: step(path, key) for key in value}
        if None in places.values():
            # Pact can't write such a key in a path.
            return Derived(value, {path: rule([_TYPE])}, {})
        is_free = not any(said.of_key(key) for key in value)
        if value and is_free:
            return Derived(value, {path: rule([_TYPE])}, {})
        parts = {
            key: self._of(said.of_key(key), value[key], place, is_inside=is_inside)
            for key, place in places.items()
            if place is not None
        }
        return Derived({key: each.value for key, each in parts.items()}, *_merged(parts.values()))

    def _of_map(self, said: Applied, value: dict[str, Value], path: str) -> Derived:
        entries = [self._of(said.of_key(key), each, f"{path}.*", is_inside=True) for key, each in sorted(value.items())]
        first = entries[0]
        if any(not _is_alike(first, each) for each in entries):
            return Derived(value, {path: rule([_TYPE])}, {})
        names = [each for part in said.all_of("propertyNames") for each in _patterns(part)]
        keys: list[Matcher] = [{"match": "eachKey", "rules": [{"match": "regex", "regex": each}]} for each in names]
        alone = first.rules.get(f"{path}.*")
        kept = {sorted(value)[0]: first.value}
        if len(first.rules) == 1 and isinstance(alone, dict) and alone["combine"] == "AND":
            return Derived(kept, {path: rule([*keys, {"match": "eachValue", "rules": alone["matchers"]}])}, {})
        return Derived(kept, {path: rule([*keys, {"match": "values"}]), **first.rules}, {})

    def _of_array(self, said: Applied, value: list[Value], path: str, *, is_inside: bool) -> Derived:
        if said.is_tuple:
            items = [
                self._of(said.of_item(index), each, f"{path}[{index}]", is_inside=is_inside)
                for index, each in enumerate(value)
            ]
            return Derived([each.value for each in items], *_merged(items))
        inner = [self._of(said.of_item(index), each, f"{path}[*]", is_inside=True) for index, each in enumerate(value)]
        is_mixed = any(
            isinstance(each, dict | list) and applied(self.schemas, said.of_item(index), each).is_choice
            for index, each in enumerate(value)
        )
        if not value or is_mixed or any(not _is_alike(inner[0], each) for each in inner):
            return Derived([], {path: rule([_TYPE])}, {})
        sizes = [each for each in said.all_of("maxItems") if isinstance(each, int)]
        matcher: Matcher = {"match": "type", "min": max([1, *_sizes(said)]), **({"max": min(sizes)} if sizes else {})}
        return Derived([each.value for each in inner], {path: rule([matcher]), **inner[0].rules}, inner[0].generators)


def step(path: str, key: str) -> str | None:
    """The path of an object's value; None where Pact has no way to write it."""
    if _PLAIN.fullmatch(key):
        return f"{path}.{key}"
    return None if not key or "'" in key or key == "*" else f"{path}['{key}']"


def _sizes(said: Applied) -> list[int]:
    return [each for each in said.all_of("minItems") if isinstance(each, int)]


def _patterns(part: Value) -> list[str]:
    pattern = part.get("pattern") if isinstance(part, dict) else None
    whole = full_pattern(pattern) if isinstance(pattern, str) else None
    return [] if whole is None else [whole]


def _merged(parts: Iterable[Derived]) -> tuple[dict[str, Value], dict[str, Value]]:
    rules: dict[str, Value] = {}
    generators: dict[str, Value] = {}
    for each in parts:
        rules |= each.rules
        generators |= each.generators
    return rules, generators


def _is_alike(one: Derived, other: Derived) -> bool:
    return one.rules == other.rules and _form(one.value) == _form(other.value)


def _form(value: Value) -> object:
    if isinstance(value, dict):
        return {key: _form(each) for key, each in value.items()}
    return [_form(each) for each in value[:1]] if isinstance(value, list) else None
