"""Finds which schemas say something about a value, and what the places inside it are described by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..instances.kinds import KINDS, kinds_of
from ..instances.schemas import Schemas
from ..plan.accepted import type_of
from ..spec.node import Value

Part = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Applied:
    """What is said about one value.

    `parts` are the schemas that hold for it, references followed, of each choice those that accept it. `kinds` are the
    types that it may have, JSON's and `integer`. `is_choice` says that it could as well be built in another way.
    """

    parts: tuple[Part, ...]
    kinds: frozenset[str]
    is_choice: bool

    @property
    def is_map(self) -> bool:
        """Whether it's an object whose keys are the sender's own, with values that are described."""
        values = [*self.all_of("additionalProperties")]
        for part in self.parts:
            values += _mapping(part, "patternProperties").values()
        has_own = any(_mapping(part, "properties") for part in self.parts)
        return not has_own and any(isinstance(each, dict) for each in values)

    def required(self) -> frozenset[str]:
        """The keys that an object must have."""
        return frozenset(str(name) for part in self.parts for name in _list(part, "required"))

    def of_key(self, key: str) -> list[Value]:
        """The schemas of an object's value."""
        found: list[Value] = []
        for part in self.parts:
            own = _mapping(part, "properties")
            matching = [each for pattern, each in _mapping(part, "patternProperties").items() if _matches(pattern, key)]
            found += [own[key]] if key in own else []
            found += matching
            if key not in own and not matching and "additionalProperties" in part:
                found.append(part["additionalProperties"])
        return found

    def of_item(self, index: int) -> list[Value]:
        """The schemas of an array's item."""
        found: list[Value] = []
        for part in self.parts:
            items = part.get("items", True)
            if isinstance(items, list):
                found.append(items[index] if index < len(items) else part.get("additionalItems", True))
            else:
                found.append(items)
        return found

    @property
    def is_tuple(self) -> bool:
        """Whether the items of an array have schemas of their own."""
        return any(isinstance(part.get("items"), list) for part in self.parts)

    def all_of(self, word: str) -> Iterator[Value]:
        """What a keyword says, of each schema that has it."""
        return (part[word] for part in self.parts if word in part)


def applied(schemas: Schemas, wanted: Sequence[Value], value: Value) -> Applied:
    """What the schemas `wanted`, which all accept a value, say about it."""
    waiting = [*wanted]
    parts: list[Part] = []
    # Of choices those too that do not accept this value: another one may be of their types.
    kinds = frozenset[str](KINDS).intersection(*(_kinds(schemas, each, 0) for each in wanted))
    is_choice = False
    while waiting:
        schema = schemas.followed(waiting.pop(0))
        if not isinstance(schema, dict) or any(schema is each for each in parts):
            continue
        parts.append(schema)
        waiting += _list(schema, "allOf")
        for word in ("anyOf", "oneOf"):
            options = _list(schema, word)
            if not options:
                continue
            waiting += [each for each in options if schemas.judge(each)(value)]
            is_choice = is_choice or sum(bool(_kinds(schemas, each, 0) - {"null"}) for each in options) > 1
        if "if" in schema:
            is_choice = True
            holds = schemas.judge(schema["if"])(value)
            waiting += [schema["if"]] if holds else []
            waiting.append(schema.get("then" if holds else "else", True))
    return Applied(tuple(parts), kinds | {type_of(value)}, is_choice or len(kinds - {"null", "integer"}) > 1)


def _kinds(schemas: Schemas, schema: Value, depth: int) -> frozenset[str]:
    """The types that a schema admits, as far as is seen at once."""
    schema = schemas.followed(schema)
    if not isinstance(schema, dict):
        return frozenset() if schema is False else kinds_of({})
    kinds = kinds_of(schema)
    if "const" in schema:
        kinds &= {type_of(schema["const"])}
    if depth > 5:  # A schema that holds itself in its own place.
        return kinds
    for each in _list(schema, "allOf"):
        kinds &= _kinds(schemas, each, depth + 1)
    for word in ("anyOf", "oneOf"):
        if options := _list(schema, word):
            kinds &= frozenset().union(*(_kinds(schemas, each, depth + 1) for each in options))
    return kinds


def _mapping(part: Part, word: str) -> Mapping[str, Value]:
    held = part.get(word)
    return held if isinstance(held, dict) else {}


def _list(part: Part, word: str) -> list[Value]:
    held = part.get(word)
    return held if isinstance(held, list) else []


def _matches(pattern: str, key: str) -> bool:
    try:
        return re.search(pattern, key) is not None
    except re.error:  # A pattern that only ECMA 262 has.
        return False
