"""Makes of an object, an array or what several schemas decide together such values as one keyword of it rejects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeAlias

from ..spec.node import Value
from .scalar_faults import ODD, SCALAR_FAULTS, of_type
from .sites import map_of

Make: TypeAlias = Callable[[Sequence[Value]], Iterator[Value]]
"""Makes values that satisfy some schemas; none, where none were found."""
_MOST: Final = 2000
_NAMES: Final = ("extra", "__proto__", "", "constructor", "x" * 300, "a b", "é", "0", "$ref", "UPPER", "a.b", "-")


@dataclass(frozen=True, slots=True)
class Whole:
    """A value, the schema of which a keyword shall be broken, and what makes further values for it.

    `followed` gives for a reference the schema that it leads to.
    """

    schema: dict[str, Value]
    value: Value
    make: Make
    followed: Callable[[Value], Value]


Faults: TypeAlias = Callable[[Whole], Iterator[Value]]


def _without(value: dict[str, Value], *names: str) -> dict[str, Value]:
    return {name: each for name, each in value.items() if name not in names}


def _required(whole: Whole) -> Iterator[Value]:
    names = whole.schema["required"]
    if isinstance(whole.value, dict) and isinstance(names, list):
        for name in names:
            yield _without(whole.value, str(name))


def _properties(whole: Whole) -> Iterator[Value]:
    if isinstance(whole.value, dict):
        for name, schema in map_of(whole.schema, "properties").items():
            if schema is False:
                yield from ({**whole.value, name: each} for each in ODD[:3])


def _new_names(whole: Whole) -> Iterator[str]:
    """Names that an object lacks, those first that are nearly one that it may have."""
    declared = [*map_of(whole.schema, "properties")][:3]
    held = whole.value if isinstance(whole.value, dict) else {}
    for name in (*(near for each in declared for near in (f"{each}_", each.upper(), f"{each} ")), *_NAMES):
        if name not in held:
            yield name


def _additional_properties(whole: Whole) -> Iterator[Value]:
    inner = whole.schema["additionalProperties"]
    yield from ({**_objects(whole), name: each} for each in _bad(whole, inner) for name in (*_new_names(whole),)[:8])


def _bad(whole: Whole, schema: Value) -> Iterator[Value]:
    """Values that a schema most likely rejects."""
    if schema is False:
        yield from ODD[:4]
        return
    yield from ODD
    for made in whole.make([schema]):
        yield from of_type(None, made)
    yield from whole.make([{"not": schema}])


def _objects(whole: Whole) -> dict[str, Value]:
    return whole.value if isinstance(whole.value, dict) else {}


def _pattern_properties(whole: Whole) -> Iterator[Value]:
    for pattern, schema in map_of(whole.schema, "patternProperties").items():
        names = [*whole.make([{"type": "string", "pattern": pattern}])]
        for name in names:
            if isinstance(name, str):
                yield from ({**_objects(whole), name: each} for each in _bad(whole, schema))


def _property_names(whole: Whole) -> Iterator[Value]:
    held = _objects(whole)
    members: list[Value] = [*held.values()][:2]
    inner = whole.schema.get("additionalProperties", True)
    if isinstance(inner, dict):
        members += whole.make([inner])
    names: list[Value] = [*_new_names(whole), *whole.make([{"type": "string"}, {"not": whole.schema["propertyNames"]}])]
    for name in names:
        for each in (*members, *ODD[:3]):
            yield {**held, str(name): each}


def _min_properties(whole: Whole) -> Iterator[Value]:
    held = _objects(whole)
    required = whole.schema.get("required")
    kept = [*map(str, required)] if isinstance(required, list) else []
    names = sorted(held, key=lambda name: name in kept)
    least = whole.schema["minProperties"]
    if isinstance(least, int | float):
        yield _without(held, *names[: len(held) - int(least) + 1])
        yield {}


def _max_properties(whole: Whole) -> Iterator[Value]:
    most = whole.schema["maxProperties"]
    if not isinstance(most, int | float) or most > _MOST:
        return
    held = _objects(whole)
    properties = map_of(whole.schema, "properties")
    declared: dict[str, Value] = {}
    for name, schema in properties.items():
        if name not in held and len(held) + len(declared) <= most:
            for each in whole.make([schema]):
                declared[name] = each
    missing = int(most) + 1 - len(held) - len(declared)
    inner = whole.schema.get("additionalProperties", True)
    for each in (*whole.make([inner]), *ODD[:3]):
        yield {**held, **declared, **{f"extra{number}": each for number in range(missing)}}


def _items_of(whole: Whole) -> list[Value]:
    return whole.value if isinstance(whole.value, list) else []


def _items(whole: Whole) -> Iterator[Value]:
    inner, items = whole.schema["items"], _items_of(whole)
    if isinstance(inner, list):
        for index, each in enumerate(inner[: len(items) + 1]):
            yield from ([*items[:index], bad, *items[index + 1 :]] for bad in _bad(whole, each))
        return
    for bad in _bad(whole, inner):
        yield from ([*items, bad], [*items[:-1], bad])


def _additional_items(whole: Whole) -> Iterator[Value]:
    firsts, items = whole.schema.get("items"), _items_of(whole)
    for index in range(len(items), len(firsts) if isinstance(firsts, list) else 0):
        items = [*items, *(*whole.make([firsts[index]]), None)[:1]] if isinstance(firsts, list) else items
    for bad in _bad(whole, whole.schema["additionalItems"]):
        yield [*items, bad]


def _min_items(whole: Whole) -> Iterator[Value]:
    least, items = whole.schema["minItems"], _items_of(whole)
    if isinstance(least, int | float):
        most = int(least) - 1
        yield items[:most]
        yield items[len(items) - most :]
        yield []


def _max_items(whole: Whole) -> Iterator[Value]:
    most, items = whole.schema["maxItems"], _items_of(whole)
    if not isinstance(most, int | float) or most > _MOST:
        return
    missing = int(most) + 1 - len(items)
    inner = whole.schema.get("items", True)
    later = whole.schema.get("additionalItems", True) if isinstance(inner, list) else inner
    if items:
        yield (items * (int(most) // len(items) + 2))[: int(most) + 1]
        yield [*items, *[items[-1]] * missing]
    made = [each for _ in range(2 * missing) for each in whole.make([later])][: 2 * missing] if missing < 30 else []
    distinct = [each for index, each in enumerate(made) if each not in made[:index] and each not in items]
    yield [*items, *(distinct if len(distinct) >= missing else made)[:missing]]
    yield [*items, *range(missing)]
    yield [*items, *(f"{number}" for number in range(missing))]


def _unique_items(whole: Whole) -> Iterator[Value]:
    items = _items_of(whole)
    if items:
        yield from ([*items, items[0]], [*items[:-1], items[0]], [items[0], items[0]], [*items[:-1], *items[-2:-1]])
        if isinstance(items[0], int) and not isinstance(items[0], bool):
            # The same number to JSON Schema.
            yield [*items, float(items[0])]
    inner = whole.schema.get("items", True)
    first, second = (inner[0], inner[-1]) if isinstance(inner, list) and inner else (inner, inner)
    for each in (*whole.make([first, second]), *ODD):
        yield [each, each]


def _contains(whole: Whole) -> Iterator[Value]:
    items, inner = _items_of(whole), whole.schema["contains"]
    yield []
    for each in (*ODD, *whole.make([whole.schema.get("items", True), {"not": inner}])):
        yield [each] * max(len(items), 1)
    for index in range(len(items)):
        yield [*items[:index], *items[index + 1 :]]
        yield [each for at, each in enumerate(items) if at == index]


def _dependencies(whole: Whole) -> Iterator[Value]:
    held = _objects(whole)
    properties = map_of(whole.schema, "properties")
    for name, needs in map_of(whole.schema, "dependencies").items():
        own: list[Value] = [held[name]] if name in held else [*whole.make([properties.get(name, True)]), *ODD[:3]]
        for each in own:
            there: dict[str, Value] = {**held, name: each}
            yield there
            for other in needs if isinstance(needs, list) else (*held,):
                yield _without(there, str(other))


def _combined(keyword: str) -> Faults:
    """Values near the one that is, for what several schemas decide together."""

    def faults(whole: Whole) -> Iterator[Value]:
        held = whole.schema[keyword]
        for branch in held if isinstance(held, list) else [held]:
            yield from _beside(whole.followed(branch), whole.value)
        yield from _near(whole.value)

    return faults


def _beside(branch: Value, value: Value) -> Iterator[Value]:
    """Values just outside one branch of several."""
    for word, wanted in branch.items() if isinstance(branch, dict) else ():
        if word in SCALAR_FAULTS and word != "type":
            yield from islice(SCALAR_FAULTS[word](wanted, value), 4)
        elif word == "required" and isinstance(wanted, list) and isinstance(value, dict):
            yield from (_without(value, str(name)) for name in wanted)


def _near(value: Value) -> Iterator[Value]:
    if isinstance(value, dict):
        yield from (_without(value, name) for name in value)
        yield from ({**value, name: each} for name in value for each in ODD[:6])
    elif isinstance(value, list):
        yield from (value[1:], [*value, None], [*value, *value])
    yield from ODD


def _not(whole: Whole) -> Iterator[Value]:
    rejected = whole.schema["not"]
    yield from whole.make([_left(whole.schema, "not"), rejected])
    made: list[Value] = [*whole.make([rejected])]
    yield from made
    yield from ({**_objects(whole), **each} for each in made if isinstance(each, dict))
    yield from _near(whole.value)


def _one_of(whole: Whole) -> Iterator[Value]:
    branches = whole.schema["oneOf"]
    rest = _left(whole.schema, "oneOf")
    options = branches if isinstance(branches, list) else []
    for index, one in enumerate(options[:8]):
        for other in options[index + 1 : 8]:
            for made in whole.make([rest, one, other]):
                yield made
                yield {**_objects(whole), **made} if isinstance(made, dict) else made
    yield from _near(whole.value)


def _left(schema: dict[str, Value], keyword: str) -> Value:
    return {word: each for word, each in schema.items() if word != keyword}


CONTAINER_FAULTS: Final[Mapping[str, Faults]] = MappingProxyType(
    {
        "required": _required,
        "properties": _properties,
        "additionalProperties": _additional_properties,
        "patternProperties": _pattern_properties,
        "propertyNames": _property_names,
        "minProperties": _min_properties,
        "maxProperties": _max_properties,
        "items": _items,
        "additionalItems": _additional_items,
        "minItems": _min_items,
        "maxItems": _max_items,
        "uniqueItems": _unique_items,
        "contains": _contains,
        "dependencies": _dependencies,
        "not": _not,
        "oneOf": _one_of,
        **{word: _combined(word) for word in ("anyOf", "allOf", "then", "else")},
    }
)
