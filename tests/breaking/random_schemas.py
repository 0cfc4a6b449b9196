"""Makes random schemas of all keywords, and random edits of schemas; the same seed makes the same ones."""

import copy
from random import Random
from typing import Any, Final

from jsonschema import Draft7Validator

from wsgen.spec.node import Value

Schema = dict[str, Value]
NAMES: Final = ("a", "b", "c", "d1", "type")
_TEXTS: Final[list[Value]] = ["a", "b", "ask", "", "long text"]
_PATTERNS: Final = ("^a", "b$", "^[a-z]+$", "^(a|b)$", "^a+$", "^[ab]{1,3}$", "[0-9]", "^x-")
_FORMATS: Final = ("date", "date-time", "uuid", "ipv4")
_TYPES: Final[Value] = ["boolean", "null"]
_VALUES: Final[list[Value]] = [1, 1.0, 2, 3, 1.5, True, None, "a", "b", [1], {"a": 1}, {"a": "b"}]
_KINDS: Final = ("object", "object", "object", "array", "string", "string", "integer", "number", "boolean", "null")


def schema(random: Random, depth: int = 0) -> Value:
    """A schema; deep ones are small."""
    roll = random.random()
    if depth > 0 and roll < 0.04:
        return random.random() < 0.9
    if depth > 0 and roll < 0.08:
        return {"$ref": f"#/$defs/{random.choice(('Root', 'Other'))}"} if depth > 1 else {"$ref": "#/$defs/Other"}
    if depth < 3 and roll < 0.2:
        return _combined(random, depth)
    if roll < 0.26:
        return {"enum": _some(random, _VALUES)}
    if roll < 0.3:
        return {"const": random.choice(_VALUES)}
    kind = random.choice(_KINDS if depth < 3 else _KINDS[4:])
    made = _OF[kind](random, depth)
    if random.random() < 0.93:
        other = "null" if kind == "string" else "string"
        made["type"] = [kind, other] if random.random() < 0.12 else kind
    return made


def _combined(random: Random, depth: int) -> Schema:
    word = random.choice(("allOf", "anyOf", "oneOf", "anyOf", "oneOf", "not", "if"))
    if word == "not":
        return {**_object(random, depth), "not": schema(random, depth + 1)}
    if word == "if":
        made: Schema = {"if": schema(random, depth + 1)}
        made |= {each: schema(random, depth + 1) for each in ("then", "else") if random.random() < 0.7}
        return made
    return {word: [schema(random, depth + 1) for _ in range(random.randint(1, 3))]}


def _object(random: Random, depth: int) -> Schema:
    made: Schema = {}
    if random.random() < 0.9:
        made["properties"] = {each: schema(random, depth + 1) for each in _names(random)}
    if random.random() < 0.6:
        made["required"] = list[Value](_names(random))
    _maybe(random, made, "additionalProperties", lambda: random.choice((False, False, True, schema(random, depth + 1))))
    _maybe(random, made, "patternProperties", lambda: {random.choice(_PATTERNS): schema(random, depth + 1)}, 0.1)
    _maybe(random, made, "propertyNames", lambda: {"maxLength": random.randint(1, 5)}, 0.06)
    _maybe(random, made, "minProperties", lambda: random.randint(0, 2), 0.06)
    _maybe(random, made, "maxProperties", lambda: random.randint(1, 4), 0.06)
    name = random.choice(NAMES)
    _maybe(
        random, made, "dependencies", lambda: {name: random.choice((list[Value](_names(random)), _small(random)))}, 0.08
    )
    return made


def _array(random: Random, depth: int) -> Schema:
    made: Schema = {}
    if random.random() < 0.25:
        made["items"] = [schema(random, depth + 1) for _ in range(random.randint(1, 2))]
        _maybe(random, made, "additionalItems", lambda: random.choice((False, schema(random, depth + 1))), 0.5)
    elif random.random() < 0.9:
        made["items"] = schema(random, depth + 1)
    _maybe(random, made, "minItems", lambda: random.randint(0, 2))
    _maybe(random, made, "maxItems", lambda: random.randint(1, 4))
    _maybe(random, made, "uniqueItems", lambda: True, 0.15)
    _maybe(random, made, "contains", lambda: schema(random, depth + 1), 0.12)
    return made


def _string(random: Random, _: int) -> Schema:
    made: Schema = {}
    _maybe(random, made, "minLength", lambda: random.randint(0, 3))
    _maybe(random, made, "maxLength", lambda: random.randint(2, 6))
    _maybe(random, made, "pattern", lambda: random.choice(_PATTERNS), 0.2)
    _maybe(random, made, "format", lambda: random.choice(_FORMATS), 0.1)
    return made


def _number(random: Random, _: int) -> Schema:
    made: Schema = {}
    _maybe(random, made, random.choice(("minimum", "exclusiveMinimum")), lambda: random.randint(-3, 3))
    _maybe(random, made, random.choice(("maximum", "exclusiveMaximum")), lambda: random.choice((2, 4, 5.5, 10)))
    _maybe(random, made, "multipleOf", lambda: random.choice((1, 2, 3, 0.5)), 0.15)
    return made


def _small(random: Random) -> Schema:
    return {"required": [*_names(random)], "properties": {random.choice(NAMES): {"type": "string"}}}


def _plain(_: Random, __: int) -> Schema:
    return {}


_OF: Final = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _number,
    "number": _number,
    "boolean": _plain,
    "null": _plain,
}


def _maybe(random: Random, made: Schema, word: str, make: object, share: float = 0.3) -> None:
    if random.random() < share:
        made[word] = make()  # type: ignore[operator]


def _names(random: Random) -> list[str]:
    return [each for each in NAMES if random.random() < 0.45]


def _some(random: Random, options: list[Value]) -> list[Value]:
    return [each for each in random.sample(options, random.randint(1, 4)) if each is not options[1]] or ["a"]


def edited(random: Random, value: Value) -> Value:
    """A copy of a schema in which one thing or two are another way."""
    while True:
        made = copy.deepcopy(value)
        for _ in range(random.choice((1, 1, 1, 2))):
            made = _edited(random, made)
        if is_schema(made):
            return made


def is_schema(value: Value) -> bool:
    """Whether a value is a schema of draft 7."""
    validator: Any = Draft7Validator(Draft7Validator.META_SCHEMA)
    return bool(validator.is_valid(value))


def _edited(random: Random, value: Value) -> Value:
    if not isinstance(value, dict):
        return schema(random, 2)
    places = [*_schemas(value)]
    place = random.choice(places)
    way = random.choice((_drop, _add, _alter, _alter, _alter, _property, _require, _wrap))
    way(random, place)
    return value


def _schemas(value: Value) -> list[Schema]:
    found: list[Schema] = []
    if isinstance(value, dict):
        found.append(value)
        for word, held in value.items():
            if word in {"properties", "patternProperties", "dependencies"} and isinstance(held, dict):
                found += [inner for each in held.values() for inner in _schemas(each)]
            elif word in {"allOf", "anyOf", "oneOf", "items"} and isinstance(held, list):
                found += [inner for each in held for inner in _schemas(each)]
            elif word not in {"const", "enum", "default", "examples"} and isinstance(held, dict):
                found += _schemas(held)
    return found


def _drop(random: Random, place: Schema) -> None:
    if place:
        place.pop(random.choice([*place]))


def _add(random: Random, place: Schema) -> None:
    kind = place.get("type")
    made = _OF[kind if isinstance(kind, str) and kind in _OF else random.choice(_KINDS)](random, 2)
    for word, held in made.items():
        place.setdefault(word, held)


def _alter(random: Random, place: Schema) -> None:
    """Changes one keyword's value a little."""
    if not place:
        return
    word = random.choice([*place])
    held = place[word]
    if word == "type":
        place[word] = random.choice([random.choice(_KINDS), _TYPES, "number"])
    elif word in {"enum", "required", "anyOf", "oneOf", "allOf"} and isinstance(held, list):
        if held and random.random() < 0.5:
            held.pop(random.randrange(len(held)))
        elif word in {"enum", "required"}:
            held.append(random.choice([each for each in _TEXTS if each not in held]))
        else:
            held.append(schema(random, 2))
        if not held:
            place.pop(word)
        elif random.random() < 0.3:
            random.shuffle(held)
    elif isinstance(held, int | float) and not isinstance(held, bool):
        is_count = word.endswith(("Length", "Items", "Properties"))
        place[word] = max(held + random.choice((-1, 1)), 0 if is_count else held - 1)
    elif word == "pattern":
        place[word] = random.choice(_PATTERNS)
    elif word == "format":
        place[word] = random.choice(_FORMATS)
    elif word in {"additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames"}:
        place[word] = schema(random, 2)
    if place.get("multipleOf") == 0:
        place["multipleOf"] = 1


def _property(random: Random, place: Schema) -> None:
    properties = place.setdefault("properties", {})
    if isinstance(properties, dict):
        name = random.choice(NAMES)
        if name in properties and random.random() < 0.5:
            properties.pop(name)
        else:
            properties[name] = schema(random, 2)


def _require(random: Random, place: Schema) -> None:
    required = place.setdefault("required", [])
    if isinstance(required, list):
        name = random.choice(NAMES)
        if name in required:
            required.remove(name)
        else:
            required.append(name)


def _wrap(random: Random, place: Schema) -> None:
    """The same in other words, or nearly: parts of a schema moved into `allOf`."""
    if place and "$ref" not in place:
        inner = copy.deepcopy(place)
        place.clear()
        word = random.choice(("allOf", "anyOf", "oneOf"))
        place[word] = [inner] if random.random() < 0.7 else [inner, schema(random, 3)]
