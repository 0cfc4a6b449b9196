"""Compiles the bundled schemas to validators in JavaScript: calls of the runtime's rules, which need no eval."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..code.literal import Code, compose, join
from ..plan.protocol import Protocol
from ..spec.node import Value
from .head import Head, head
from .literal import WIDTH, array, indented, literal, mapping, member_key

_Schema = dict[str, Value]


@dataclass(frozen=True, slots=True)
class ValidatorsView:
    """What `validators.js.jinja` and `validators.d.ts.jinja` need: the rules by name, and the names alone."""

    head: Head
    schemas: Code
    names: Code


def validators_view(protocol: Protocol) -> ValidatorsView:
    """A validator for each definition of the protocol's bundle."""
    compiler = _Compiler(asserts_formats=protocol.asserts_formats)
    names = sorted(protocol.definitions)
    checks = ((member_key(name), compiler.check(protocol.definitions[name].value)) for name in names)
    schemas = mapping(checks, is_broken=True)
    begins = head(protocol, "Validators of every schema: rules of JSON Schema (draft 7), compiled to calls.")
    return ValidatorsView(begins, schemas, join("", (compose("\n  | {name}", name=literal(name)) for name in names)))


class _Compiler:
    """Writes schemas of draft 7 as expressions."""

    def __init__(self, *, asserts_formats: bool) -> None:
        self._asserts_formats = asserts_formats

    def check(self, schema: Value) -> Code:
        """The expression of a schema's rules."""
        if schema is False:
            return Code("s.nothing")
        if not isinstance(schema, dict):
            return Code("s.anything")
        if isinstance(reference := schema.get("$ref"), str):
            # Beside a reference nothing counts (draft 7 §8.3).
            name = reference.rpartition("/")[2]
            return compose("s.ref(() => schemas[{name}])", name=literal(name))
        checks = tuple(self._checks(schema))
        if not checks:
            return Code("s.anything")
        return checks[0] if len(checks) == 1 else _call("all", checks)

    def _checks(self, schema: _Schema) -> Iterator[Code]:
        kinds = schema.get("type")
        if isinstance(kinds, str | list):
            yield _call("type", map(literal, [kinds] if isinstance(kinds, str) else kinds))
        if isinstance(values := schema.get("enum"), list):
            yield _call("enumeration", map(literal, values))
        if "const" in schema:
            yield _call("constant", (literal(schema["const"]),))
        for keyword, name in _SIMPLE.items():
            if keyword in schema:
                yield _call(name, (literal(schema[keyword]),))
        if schema.get("uniqueItems") is True:
            yield Code("s.unique_items")
        if isinstance(names := schema.get("required"), list) and names:
            yield _call("required", map(literal, names))
        yield from self._items(schema)
        yield from self._properties(schema)
        yield from self._choices(schema)
        if self._asserts_formats and isinstance(form := schema.get("format"), str):
            yield _call("format", (literal(form),))

    def _items(self, schema: _Schema) -> Iterator[Code]:
        items = schema.get("items")
        if isinstance(items, list):
            rest = self.check(schema.get("additionalItems", True))
            yield _call("tuple", (array(map(self.check, items)), rest))
        elif "items" in schema and items is not True:
            yield _call("items", (self.check(items),))
        if "contains" in schema:
            yield _call("contains", (self.check(schema["contains"]),))

    def _properties(self, schema: _Schema) -> Iterator[Code]:
        named, matching = _object(schema.get("properties")), _object(schema.get("patternProperties"))
        others = schema.get("additionalProperties", True)
        if named or matching or others is not True:
            rest = Code("null") if others is True or others == {} else self.check(others)
            yield _call("properties", (self._pairs(named), self._pairs(matching), rest))
        if "propertyNames" in schema:
            yield _call("property_names", (self.check(schema["propertyNames"]),))
        if dependencies := _object(schema.get("dependencies")):
            pairs = (
                _pair(key, _call("required", map(literal, each)) if isinstance(each, list) else self.check(each))
                for key, each in dependencies.items()
            )
            yield _call("dependencies", pairs)

    def _pairs(self, schemas: _Schema) -> Code:
        return array(_pair(key, self.check(each)) for key, each in schemas.items())

    def _choices(self, schema: _Schema) -> Iterator[Code]:
        for keyword, name in _COMBINED.items():
            if isinstance(parts := schema.get(keyword), list) and parts:
                yield _call(name, map(self.check, parts))
        if "not" in schema:
            yield _call("not", (self.check(schema["not"]),))
        if "if" in schema and ("then" in schema or "else" in schema):
            yield _call("when", (self.check(schema.get(each, True)) for each in ("if", "then", "else")))


_SIMPLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "multipleOf": "multiple_of",
        "minimum": "minimum",
        "maximum": "maximum",
        "exclusiveMinimum": "exclusive_minimum",
        "exclusiveMaximum": "exclusive_maximum",
        "minLength": "min_length",
        "maxLength": "max_length",
        "pattern": "pattern",
        "minItems": "min_items",
        "maxItems": "max_items",
        "minProperties": "min_properties",
        "maxProperties": "max_properties",
    }
)
"""Keywords whose rule takes their value."""

_COMBINED: Final[Mapping[str, str]] = MappingProxyType({"allOf": "all", "anyOf": "any", "oneOf": "one"})


def _call(name: str, arguments: Iterable[Code]) -> Code:
    """A call of one of the runtime's rules, each argument on a line of its own where one line would be too wide."""
    parts = tuple(arguments)
    flat = compose("s.{name}({arguments})", name=Code(name), arguments=join(", ", parts))
    if "\n" not in flat and len(flat) <= WIDTH // 2:
        return flat
    lines = join("", (compose("\n  {part},", part=indented(part)) for part in parts))
    return compose("s.{name}({lines}\n)", name=Code(name), lines=lines)


def _pair(key: str, check: Code) -> Code:
    return compose("[{key}, {check}]", key=literal(key), check=check)


def _object(value: Value) -> _Schema:
    return value if isinstance(value, dict) else {}
