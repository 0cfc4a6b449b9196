"""Brings together what several schemas want of one value: references followed, `allOf` merged, choices left open."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, TypeAlias

from ..instances.kinds import ALL, Part, kinds_of, listed, mapped
from ..instances.pattern import is_match
from ..plan.accepted import type_of
from ..spec.node import Value
from .sides import Both

Schema: TypeAlias = Value
Together: TypeAlias = tuple[Schema, ...]
"""Schemas that one value satisfies, all of them; none: any value."""

NUMBERS: Final = frozenset({"integer", "number"})
_CHOICES: Final = ("anyOf", "oneOf")
_BRANCHES: Final = ("then", "else", "if")
_MEMBERS: Final = ("properties", "patternProperties", "additionalProperties")


def flattened(both: Both, together: Together) -> tuple[Part, ...] | None:
    """The parts of schemas that all hold in place, each once and without `allOf`; None where one accepts nothing."""
    found: dict[int, Part] = {}
    waiting = [*reversed(together)]
    while waiting:
        schema = both.schemas.followed(waiting.pop())
        if schema is False:
            return None
        if isinstance(schema, dict) and id(schema) not in found:
            found[id(schema)] = _alone(both, schema)
            waiting.extend(reversed(listed(schema.get("allOf"))))
    return tuple({id(each): each for each in found.values()}.values())


def _alone(both: Both, schema: Part) -> Part:
    if "allOf" not in schema:
        return schema
    return both.derived("alone", schema, {word: held for word, held in schema.items() if word != "allOf"})


def kinds_left(part: Part) -> frozenset[str]:
    """The kinds of value that a part's own words leave."""
    kinds = kinds_of(part)
    if (values := values_of(part)) is not None:
        kinds &= {type_of(each) for each in values}
    return kinds


def values_of(part: Part) -> list[Value] | None:
    """The values that `const` or `enum` lists; None where neither does."""
    if "const" in part:
        return [part["const"]]
    return listed(part["enum"]) if "enum" in part else None


def counted(held: Value) -> int | None:
    """A keyword's number of things; None where it has none."""
    return int(held) if isinstance(held, int | float) and not isinstance(held, bool) else None


def in_place(both: Both, part: Part, seen: set[int] | None = None) -> Iterator[Part]:
    """Every part that a choice or a condition inside a part may bring; those in `allOf` are parts already."""
    seen = set() if seen is None else seen
    inner = [each for word in _CHOICES for each in listed(part.get(word))]
    inner += [part[word] for word in _BRANCHES if word in part]
    inner += [each for each in mapped(part.get("dependencies")).values() if isinstance(each, dict)]
    for schema in inner:
        for each in flattened(both, (schema,)) or ():
            if id(each) not in seen:
                seen.add(id(each))
                yield each
                yield from in_place(both, each, seen)


class Wanted:
    """What parts that all hold in place want of one value; what is found of them is found once."""

    def __init__(self, both: Both, parts: tuple[Part, ...]) -> None:
        self.both = both
        self.parts = parts

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of value that are left."""
        kinds = ALL
        for part in self.parts:
            kinds &= kinds_left(part)
            step = part.get("multipleOf")
            if isinstance(step, int) or (isinstance(step, float) and step.is_integer()):
                kinds -= {"number"}
        return kinds

    @cached_property
    def _possible(self) -> tuple[Part, ...]:
        """The parts that may hold too, as far as is known."""
        return tuple(each for part in self.parts for each in in_place(self.both, part))

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that must be there."""
        return frozenset(str(name) for part in self.parts for name in listed(part.get("required")))

    @cached_property
    def is_map(self) -> bool:
        """Whether nothing is declared of any property for sure: whatever is there may be sent."""
        return not any(word in part for part in self.parts for word in _MEMBERS)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every property that is or may be declared by its name."""
        parts = (*self.parts, *self._possible)
        names = (name for part in parts for name in mapped(part.get("properties")))
        return tuple(dict.fromkeys([*names, *sorted(self.required)]))

    @cached_property
    def _absent(self) -> frozenset[str]:
        """The properties that mustn't be there."""
        nots = (part["not"] for part in self.parts if "not" in part)
        return frozenset(str(names[0]) for each in nots for names in [absent(each)] if names)

    def member(self, name: str) -> Together | None:
        """What a property satisfies where it's sent; None where a peer never sends it."""
        if name in self._absent:
            return None
        found: list[Value] = []
        for part in self.parts:
            own = own_members(part, name)
            found += own if own else [part["additionalProperties"]] if "additionalProperties" in part else []
        is_sent = bool(found) or self.is_map or name in self.required
        if is_sent or any(
            own_members(part, name) or part.get("additionalProperties", False) is not False for part in self._possible
        ):
            return tuple(each for each in found if each is not True)
        return None

    def further(self) -> list[tuple[Together, str | None]]:
        """What further properties satisfy, with the pattern that their names match (None where any may be sent)."""
        closing = [part for part in self.parts if part.get("additionalProperties") is False]
        parts = closing[:1] or self.parts
        found: list[tuple[Together, str | None]] = []
        for part in parts:
            found += (((each,), pattern) for pattern, each in mapped(part.get("patternProperties")).items())
        if closing:
            return found
        rests = tuple(part["additionalProperties"] for part in self.parts if "additionalProperties" in part)
        maybe = any(
            part.get("patternProperties") or part.get("additionalProperties", False) is not False
            for part in self._possible
        )
        if rests or self.is_map or maybe:
            found.append((() if self.is_map or maybe else rests, None))
        return found

    @cached_property
    def places(self) -> int:
        """From which index on all items are alike."""
        return max((len(listed(part.get("items"))) for part in self.parts), default=0)

    def item(self, index: int) -> Together:
        """What the item at an index satisfies."""
        found: list[Value] = []
        for part in self.parts:
            items = part.get("items")
            if isinstance(items, list):
                found.append(items[index] if index < len(items) else part.get("additionalItems", True))
            elif items is not None:
                found.append(items)
        return tuple(each for each in found if each is not True)

    def least(self, word: str) -> int:
        """What a keyword such as `minLength` says at least."""
        return max((counted(part.get(word)) or 0 for part in self.parts), default=0)

    def most(self, word: str) -> int | None:
        """What a keyword such as `maxLength` says at most."""
        found = [count for part in self.parts if (count := counted(part.get(word))) is not None]
        if word == "maxItems":
            found += [
                len(items)
                for part in self.parts
                if isinstance(items := part.get("items"), list) and part.get("additionalItems") is False
            ]
        return min(found, default=None)


def own_members(part: Part, name: str) -> list[Value]:
    """The schemas that a part has for a property by its name or by a pattern."""
    properties = mapped(part.get("properties"))
    own = [properties[name]] if name in properties else []
    return own + [each for pattern, each in mapped(part.get("patternProperties")).items() if is_match(pattern, name)]


def absent(rejected: Value) -> list[Value]:
    """The one property that mustn't be there where nothing may be that `rejected` accepts."""
    names = listed(rejected.get("required")) if isinstance(rejected, dict) and len(rejected) == 1 else []
    return names if len(names) == 1 else []
