"""Makes instances of a JSON Schema (draft 7) from a seed: such as fit, such as just miss, and such as have no plan.

Nothing here says whether an instance fits; that is the judge's, whoever it is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final, NamedTuple

from regular import sample

TYPES: Final = ("null", "boolean", "integer", "number", "string", "array", "object")
_DEEPEST: Final = 8
_ODD: Final = (None, True, False, 0, 1, -1, 1.0, 0.5, 1e25, 2**70, "", "x", "1", "😀", [], [1], {}, {"a": 1})


class Near(NamedTuple):
    """An instance that differs from another in one place; `kind` is the keyword that the change is about."""

    kind: str
    value: Any


class _Met(NamedTuple):
    """A schema that a value inside an instance has to fit; `path` leads there."""

    path: tuple[str | int, ...]
    schema: Mapping[str, Any]
    value: Any


@dataclass(frozen=True, slots=True)
class Maker:
    """Instances of the schemas in `definitions` (references are `#/$defs/<name>`), drawn from `random`."""

    definitions: Mapping[str, Any]
    random: Random

    def fitting(self, schema: Any, depth: int = 0) -> Any:
        """A value that most likely fits `schema`."""
        schema = self._flat(schema, depth)
        if schema is False or depth > _DEEPEST + 4:
            return None
        if not isinstance(schema, dict):
            return self.odd()
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self.random.choice(schema["enum"])
        types = schema.get("type") or _types_meant(schema) or TYPES
        kinds = [types] if isinstance(types, str) else list(types)
        if depth > _DEEPEST:
            kinds = [each for each in kinds if each not in {"array", "object"}] or kinds
        kind = self.random.choice(kinds)
        makers: Mapping[str, Callable[[dict[str, Any], int], Any]] = {
            "string": self._text,
            "integer": self._integer,
            "number": self._number,
            "array": self._array,
            "object": self._object,
        }
        if kind in makers:
            return makers[kind](schema, depth)
        return None if kind == "null" else self.random.random() < 0.5

    def odd(self, depth: int = 0) -> Any:
        """Any value."""
        if depth < 3 and self.random.random() < 0.2:
            return {self.random.choice("abc"): self.odd(depth + 1) for _ in range(self.random.randrange(3))}
        return self.random.choice(_ODD)

    def near(self, schema: Any, value: Any) -> Iterator[Near]:
        """`value` with one thing changed, for each keyword of `schema` that looks at a part of it, in many ways."""
        for met in self._met(schema, value, (), 0):
            for keyword, wanted in met.schema.items():
                for change in _CHANGES.get(keyword, _nothing)(met.value, wanted, self.random):
                    yield Near(keyword, _with(value, met.path, change))

    def _flat(self, schema: Any, depth: int) -> Any:
        """`schema` with references followed, a branch chosen and the parts of `allOf` in one."""
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            if depth > _DEEPEST + 4:
                return {}
            return self._flat(self.definitions[schema["$ref"].removeprefix("#/$defs/")], depth + 1)
        flat = dict(schema)
        parts = list(flat.pop("allOf", ()))
        parts += [self.random.choice(flat.pop(word)) for word in ("anyOf", "oneOf") if flat.get(word)]
        if "if" in flat:
            parts.append(flat.get(self.random.choice(["then", "else"]), {}))
        for part in parts:
            flat = _both(flat, self._flat(part, depth + 1))
        return flat

    def _text(self, schema: dict[str, Any], depth: int) -> str:
        if isinstance(schema.get("pattern"), str):
            return sample(schema["pattern"], self.random)
        least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 12))
        length = self.random.choice([least, most, self.random.randint(least, max(least, most))])
        return "".join(self.random.choice("abxyz01 é😀") for _ in range(min(length, 300)))

    def _integer(self, schema: dict[str, Any], depth: int) -> int | float:
        number = round(self._number(schema, depth))
        step = schema.get("multipleOf")
        if isinstance(step, int) and step > 0:
            number -= number % step
        return float(number) if self.random.random() < 0.1 and abs(number) < 2**53 else number

    def _number(self, schema: dict[str, Any], depth: int) -> int | float:
        least = schema.get("minimum", schema.get("exclusiveMinimum"))
        most = schema.get("maximum", schema.get("exclusiveMaximum"))
        bounds = [each for each in (least, most) if isinstance(each, int | float) and not isinstance(each, bool)]
        drawn: list[int | float] = [*bounds, *(each + 1 for each in bounds[:1]), *(each - 1 for each in bounds[-1:])]
        if len(bounds) == 2:
            drawn.append((bounds[0] + bounds[1]) / 2)
        step = schema.get("multipleOf", 1)
        return self.random.choice(drawn or [0, 1, -3, 7.5, 2**63, 1e9, step, step * 3])

    def _array(self, schema: dict[str, Any], depth: int) -> list[Any]:
        items, least = schema.get("items", {}), int(schema.get("minItems", 0))
        most = int(schema.get("maxItems", least + 3))
        length = min(self.random.randint(least, max(least, most)), 30)
        firsts = items if isinstance(items, list) else []
        others = schema.get("additionalItems", {}) if isinstance(items, list) else items
        if firsts and others is False:
            length = min(length, len(firsts))
        each = [*firsts[:length], *[others] * (length - len(firsts))]
        return [self.fitting(one, depth + 1) for one in each]

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        chance = 0.7 if depth < 3 else 0.15
        keys = [key for key in properties if key in required or self.random.random() < chance]
        value = {key: self.fitting(properties[key], depth + 1) for key in keys if properties[key] is not False}
        more = schema.get("additionalProperties", {})
        value |= {key: self.fitting(more, depth + 1) for key in required if key not in value}
        while len(value) < schema.get("minProperties", 0) and more is not False:
            value[f"k{len(value)}"] = self.fitting(more, depth + 1)
        for pattern, inner in schema.get("patternProperties", {}).items():
            if self.random.random() < 0.5:
                value[sample(pattern, self.random)] = self.fitting(inner, depth + 1)
        if more is not False and self.random.random() < 0.3:
            value[self.random.choice(["zz", "_z", "class_", "self"])] = self.fitting(more, depth + 1)
        return value

    def _met(self, schema: Any, value: Any, path: tuple[str | int, ...], depth: int) -> Iterator[_Met]:
        if not isinstance(schema, dict) or depth > 2 * _DEEPEST:
            return
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/$defs/")
            yield from self._met(self.definitions[name], value, path, depth + 1)
            return
        yield _Met(path, schema, value)
        direct = [each for word in ("allOf", "anyOf", "oneOf") for each in schema.get(word, ())]
        direct += [schema[word] for word in ("not", "if", "then", "else") if word in schema]
        for each in direct:
            yield from self._met(each, value, path, depth + 1)
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            for key, held in value.items():
                inner = properties.get(key, schema.get("additionalProperties"))
                yield from self._met(inner, held, (*path, key), depth + 1)
        elif isinstance(value, list):
            items = schema.get("items")
            for index, held in enumerate(value[:4]):
                inner = (
                    (items[index : index + 1] or [schema.get("additionalItems")])[0]
                    if isinstance(items, list)
                    else items
                )
                yield from self._met(inner, held, (*path, index), depth + 1)


def _types_meant(schema: Mapping[str, Any]) -> list[str]:
    """The types that the keywords of a schema without `type` look at."""
    return [kind for kind, words in _ABOUT.items() if not words.isdisjoint(schema)]


_ABOUT: Final[Mapping[str, frozenset[str]]] = {
    "object": frozenset({"properties", "required", "additionalProperties", "patternProperties"}),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "string": frozenset({"pattern", "minLength", "maxLength", "format"}),
    "number": frozenset({"minimum", "maximum", "multipleOf"}),
}


def _both(one: Any, other: Any) -> Any:
    """A schema that says what two say, as far as it can."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return one if other is True or other == {} else other
    joined = {**one, **other}
    for word in ("properties", "patternProperties"):
        if word in one and word in other:
            joined[word] = {**one[word], **other[word]}
    if "required" in one and "required" in other:
        joined["required"] = [*one["required"], *other["required"]]
    return joined


def _with(value: Any, path: tuple[str | int, ...], change: Any) -> Any:
    """`value` with `change` at a path."""
    if not path:
        return change
    step, copy = path[0], list(value) if isinstance(value, list) else dict(value)
    copy[step] = _with(value[step], path[1:], change)
    return copy


_Change = Callable[[Any, Any, Random], Iterator[Any]]


def _nothing(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    yield from ()


def _other_type(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    yield from random.sample(_ODD, 4)
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from (value + 0.5, str(value), int(value) if abs(value) < 1e30 else value)
        if abs(value) < 2**53:
            yield float(value)
    yield [value]


def _other_value(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    for each in wanted if isinstance(wanted, list) else [wanted]:
        match each:
            case bool():
                yield from (int(each), float(each), not each, str(each).lower())
            case int() | float():
                yield from (bool(each), each + 1, str(each), each)
                if abs(each) < 2**53:
                    yield float(each)
            case str():
                yield from (each.upper(), f"{each} ", each[:-1], each)
            case None:
                yield from (False, 0, "")
            case _:
                yield each


def _beyond(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        yield from (wanted, wanted - 1, wanted + 1, wanted * (1 + 2e-16), wanted - 1e-9, wanted + 1e-9)
        if abs(wanted) < 1e300:
            yield from (float(wanted), int(wanted), 10**30, -(10**30))


def _no_multiple(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    yield from (wanted * 3, wanted / 2, wanted * 3 + wanted / 3, wanted * 7 + 1e-10, 0, -wanted, float(wanted))


def _other_length(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    for length in (wanted - 1, wanted, wanted + 1):
        if 0 <= length <= 2000:
            yield from ("x" * int(length), "😀" * int(length))


def _other_text(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    if isinstance(value, str):
        yield from (f"{value}\n", f"\n{value}", f"{value}x", value[1:], value[:-1], "", value.replace("1", "٣"))
        yield from (f"{value}\u2028", value.upper(), value.replace(" ", "\ufeff"), f"{value}😀")


def _other_count(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    if isinstance(value, list):
        yield from (value[:-1], [*value, *value[:1]], [*value, 1, 1.0], [*value, 1, True], [*value, None])
        if isinstance(wanted, int | float) and value and wanted < 60:
            yield from ((value * 60)[: max(int(wanted) + by, 0)] for by in (-1, 0, 1))


def _other_keys(value: Any, wanted: Any, random: Random) -> Iterator[Any]:
    if isinstance(value, dict):
        for key in value:
            yield {other: held for other, held in value.items() if other != key}
            yield {**value, key: None}
        for key in random.sample(["zz", "a", "class_", "x-1", ""], 2):
            yield {**value, key: random.choice(_ODD)}
        for key in wanted if isinstance(wanted, list | dict) else ():
            if isinstance(key, str) and key not in value:
                yield {**value, key: random.choice(_ODD)}


_CHANGES: Final[Mapping[str, _Change]] = {
    **dict.fromkeys(("type", "format", "not", "if"), _other_type),
    **dict.fromkeys(("const", "enum"), _other_value),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _beyond),
    "multipleOf": _no_multiple,
    **dict.fromkeys(("minLength", "maxLength"), _other_length),
    "pattern": _other_text,
    **dict.fromkeys(("items", "minItems", "maxItems", "uniqueItems", "contains", "additionalItems"), _other_count),
    **dict.fromkeys(
        (
            *("properties", "required", "additionalProperties", "patternProperties", "propertyNames"),
            *("minProperties", "maxProperties", "dependencies"),
        ),
        _other_keys,
    ),
}  # fmt: skip
