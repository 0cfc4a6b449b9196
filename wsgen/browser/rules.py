"""Puts JSON Schemas (draft 7) together from the functions of the browser's runtime, one for each keyword."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, LiteralString

from ..code.literal import compose, identifier
from ..plan.identifier import Identifier
from ..spec.ecma import runnable
from ..spec.node import Value
from .expression import Expression, array, call, call_with_array, call_with_object, late, leaf, mapping, named
from .literal import literal, member_key

FORMATS: Final = frozenset(
    {"date", "date-time", "time", "duration", "uuid", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"}
    | {"uri", "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "regex"}
)
"""Those that are asserted, where any are; every other stays a remark."""

_REFERENCE: Final = "#/$defs/"
_NUMBERS: Final[Mapping[str, LiteralString]] = MappingProxyType(
    {
        "multipleOf": "multiple_of",
        "minimum": "minimum",
        "maximum": "maximum",
        "exclusiveMinimum": "exclusive_minimum",
        "exclusiveMaximum": "exclusive_maximum",
        "minLength": "min_length",
        "maxLength": "max_length",
        "minItems": "min_items",
        "maxItems": "max_items",
        "minProperties": "min_properties",
        "maxProperties": "max_properties",
    }
)
_CHOICES: Final[Mapping[str, LiteralString]] = MappingProxyType({"allOf": "all", "anyOf": "any_of", "oneOf": "one_of"})
_ANYTHING: Final = named("anything")
_NOTHING: Final = named("nothing")
_CLOSED: Final = named("closed")
# A sign that needs no backslash may have none with the flag `u`; inside a class a hyphen needs one.
_CLASSES: Final = re.compile(r"\[(?:\\.|[^\]\\])*\]|(?:\\.|[^\[\\])+", re.DOTALL)
_OUTSIDE: Final = re.compile(r"\\([^A-Za-z0-9^$\\.*+?()\[\]{}|/])|\\.", re.DOTALL)
_INSIDE: Final = re.compile(r"\\([^A-Za-z0-9^$\\.*+?()\[\]{}|/-])|\\.", re.DOTALL)


def rule_of(schema: Value, *, asserts_formats: bool = False) -> Expression:
    """An expression for the function that says what `schema` refuses; formats are remarks, unless `asserts_formats`.

    What the schema refers to is looked up in `validators`. Patterns that can't be run say nothing, as in Python.
    """
    if not isinstance(schema, dict):
        return _NOTHING if schema is False else _ANYTHING
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = identifier(Identifier(reference.removeprefix(_REFERENCE)))
        return late(compose("validators.{name}", name=name))
    parts = [each for each in _Maker(asserts_formats).rules(schema) if each != _ANYTHING]
    if not parts:
        return _ANYTHING
    return parts[0] if len(parts) == 1 else call("all", *parts)


def pattern_with_flag_u(pattern: str) -> str:
    """`pattern`, which ECMA 262 can run, without the backslashes that its flag `u` forbids."""
    return "".join(
        (_INSIDE if part[0].startswith("[") else _OUTSIDE).sub(lambda found: found[1] or found[0], part[0])
        for part in _CLASSES.finditer(pattern)
    )


class _Maker:
    """Makes the rules of one schema, in the order in which they are asked: its type and its tags say most."""

    def __init__(self, asserts_formats: bool) -> None:
        self._asserts_formats = asserts_formats

    def rules(self, schema: dict[str, Value]) -> Iterator[Expression]:
        """One for each keyword."""
        yield from self._values(schema)
        yield from self._texts(schema)
        yield from self._items(schema)
        yield from self._members(schema)
        for word, name in _NUMBERS.items():
            if isinstance(schema.get(word), int | float):
                yield call(name, leaf(literal(schema[word])))
        yield from self._choices(schema)

    def _rule(self, schema: Value) -> Expression:
        return rule_of(schema, asserts_formats=self._asserts_formats)

    def _values(self, schema: dict[str, Value]) -> Iterator[Expression]:
        types = schema.get("type")
        if isinstance(types, str | list):
            yield call("of_type", *_leaves(types if isinstance(types, list) else [types]))
        if "const" in schema:
            yield call("constant", leaf(literal(schema["const"])))
        values = schema.get("enum")
        if isinstance(values, list):
            yield call_with_array("choice", _leaves(values))

    def _texts(self, schema: dict[str, Value]) -> Iterator[Expression]:
        pattern, format_ = schema.get("pattern"), schema.get("format")
        if isinstance(pattern, str) and runnable(pattern) is not None:
            yield call("pattern", leaf(literal(pattern_with_flag_u(pattern))))
        if self._asserts_formats and format_ in FORMATS:
            yield call("format", leaf(literal(format_)))

    def _items(self, schema: dict[str, Value]) -> Iterator[Expression]:
        items = schema.get("items", True)
        if isinstance(items, list):
            rest = self._rule(schema.get("additionalItems", True))
            yield call("tuple", array(map(self._rule, items)), rest)
        elif (rule := self._rule(items)) != _ANYTHING:
            yield call("items", rule)
        if "contains" in schema:
            yield call("contains", self._rule(schema["contains"]))
        if schema.get("uniqueItems") is True:
            yield call("unique_items")

    def _members(self, schema: dict[str, Value]) -> Iterator[Expression]:
        members = {name: self._rule(each) for name, each in _map(schema, "properties").items()}
        patterns = {
            pattern: self._rule(each)
            for pattern, each in _map(schema, "patternProperties").items()
            if runnable(pattern) is not None
        }
        others = schema.get("additionalProperties", True)
        rest = _CLOSED if others is False else self._rule(others)
        if patterns or rest != _ANYTHING:
            pairs = (array([leaf(literal(pattern_with_flag_u(each))), rule]) for each, rule in patterns.items())
            yield call("members", mapping((member_key(key), rule) for key, rule in members.items()), array(pairs), rest)
        else:
            said = [(member_key(key), rule) for key, rule in members.items() if rule != _ANYTHING]
            yield call_with_object("properties", said) if said else _ANYTHING
        names = schema.get("required")
        if isinstance(names, list) and names:
            yield call("required", *_leaves(names))
        needs = [(member_key(key), self._need(each)) for key, each in _map(schema, "dependencies").items()]
        if needs:
            yield call_with_object("dependencies", needs)
        if "propertyNames" in schema:
            yield call("property_names", self._rule(schema["propertyNames"]))

    def _need(self, need: Value) -> Expression:
        return array(_leaves(need)) if isinstance(need, list) else self._rule(need)

    def _choices(self, schema: dict[str, Value]) -> Iterator[Expression]:
        for word, name in _CHOICES.items():
            parts = schema.get(word)
            if isinstance(parts, list):
                yield call(name, *map(self._rule, parts))
        if "not" in schema:
            yield call("not", self._rule(schema["not"]))
        if "if" in schema:
            yield call("when", *(self._rule(schema.get(word, True)) for word in ("if", "then", "else")))


def _leaves(values: list[Value]) -> Iterator[Expression]:
    return (leaf(literal(each)) for each in values)


def _map(schema: dict[str, Value], word: str) -> dict[str, Value]:
    held = schema.get(word)
    return held if isinstance(held, dict) else {}
