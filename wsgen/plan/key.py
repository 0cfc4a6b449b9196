"""Finds the keys by which messages without a tag are told: those that no other message of their direction has."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..spec.node import Value
from .accepted import OBJECT, Schemas
from .shape import shape_of
from .tag import Tagged, letters

_APPLIED: Final = ("allOf", "anyOf", "oneOf", "if", "then", "else")


@dataclass(frozen=True, slots=True)
class Keys:
    """What messages of one direction have of their own.

    `required` is a key of each message that requires one; `may_have` all keys of each of the others that has some.
    `maps` are the messages that may have any key.
    """

    required: Mapping[str, str]
    may_have: Mapping[str, tuple[str, ...]]
    maps: frozenset[str]

    def tell(self, one: str, other: str) -> bool:
        """Whether a key tells two messages apart: one requires it, and the other never speaks of it."""
        return (one in self.required and other not in self.maps) or (other in self.required and one not in self.maps)

    @property
    def by_key(self) -> Mapping[str, str]:
        """The message that each key means."""
        found = {key: id_ for id_, key in self.required.items()}
        return found | {key: id_ for id_, keys in self.may_have.items() for key in keys}


def own_keys(schemas: Schemas, messages: Sequence[Tagged], tried: Iterable[str]) -> Keys:
    """The keys of `tried`, which are ids of `messages`: those that only one of all these messages speaks of.

    Of the keys that a message requires, the one that is spelled like its name is taken, else the first.
    """
    spoken = {each.id: _spoken(schemas, each.schema) for each in messages}
    owners = Counter(name for each in spoken.values() for name in each.names)
    by_id = {each.id: each for each in messages}
    required: dict[str, str] = {}
    may_have: dict[str, tuple[str, ...]] = {}
    for id_ in tried:
        shape = shape_of(schemas, by_id[id_].schema)
        own = [name for name in spoken[id_].names if owners[name] == 1] if shape.types == OBJECT else []
        needed = [name for name in own if name in shape.properties and shape.properties[name].required]
        if needed:
            names = {letters(each) for each in by_id[id_].names}
            required[id_] = next((name for name in needed if letters(name) in names), needed[0])
        elif own:
            may_have[id_] = tuple(own)
    return Keys(required, may_have, frozenset(id_ for id_, each in spoken.items() if each.is_map))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The keys that a schema speaks of, in its order, in any of its parts; `is_map` where it means others too."""

    names: Mapping[str, None]
    is_map: bool


def _spoken(schemas: Schemas, schema: Value) -> _Spoken:
    found: dict[str, None] = {}
    is_map = False
    for value in _applied(schemas, schema):
        for word in ("properties", "required"):
            listed = value.get(word)
            if isinstance(listed, dict | list):
                found.update(dict.fromkeys(each for each in listed if isinstance(each, str)))
        others = value.get("additionalProperties")
        is_map = is_map or bool(value.get("patternProperties")) or (isinstance(others, dict) and bool(others))
    return _Spoken(found, is_map)


def _applied(schemas: Schemas, schema: Value) -> Iterator[dict[str, Value]]:
    """A schema and all those that are applied to the same value, each once."""
    seen: set[int] = set()
    waiting = deque([schema])
    while waiting:
        value = waiting.popleft()
        if not isinstance(value, dict) or id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        target = schemas.get(str(value.get("$ref")))
        if target is not None:
            waiting.append(target.value)
        for word in _APPLIED:
            part = value.get(word)
            waiting.extend(part if isinstance(part, list) else [part])
