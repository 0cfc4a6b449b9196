"""The second opinion: jsonschema's Draft7Validator, with patterns as ECMA 262 means them and exact decimals."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, cast

from jsonschema import Draft7Validator, exceptions, validators
from regular import compiled


class UnknowableError(Exception):
    """A pattern that Python can't run as ECMA 262 means it, or a schema that is itself."""


def _multiple(_: Any, divisor: Any, value: Any, __: Any) -> Iterator[Any]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        # jsonschema divides floats: 0.3 isn't a multiple of 0.1 to it. By a whole number they divide exactly.
        rest = value % int(divisor) if divisor == int(divisor) else Fraction(str(value)) % Fraction(str(divisor))
        if rest:
            yield exceptions.ValidationError("no multiple")


_Judge: Any = cast("Any", validators).extend(Draft7Validator, {"multipleOf": _multiple})


class Oracle:
    """Says whether a value fits a schema of `definitions`."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = _in_python(definitions)
        self._circles = set(_circles(definitions))

    def accepts(self, name: str, value: Any) -> bool:
        """The verdict of schema `name`; raises UnknowableError where there is none."""
        return bool(_Judge({"$defs": self._definitions, "$ref": f"#/$defs/{name}"}).is_valid(value))

    def knows(self, name: str) -> bool:
        """Whether there is a verdict: no schema on the way is itself by references alone."""
        return not _reached(name, self._definitions) & self._circles


def _in_python(schema: Any) -> Any:
    """A schema whose patterns mean to Python's `re` what they mean to ECMA 262."""
    if isinstance(schema, list):
        return [_in_python(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        word: each if word in {"const", "enum", "default", "examples"} else _in_python(each)
        for word, each in schema.items()
    }
    if isinstance(made.get("pattern"), str):
        made["pattern"] = _pattern(made["pattern"])
    if isinstance(patterns := made.get("patternProperties"), dict):
        made["patternProperties"] = {_pattern(each): held for each, held in patterns.items()}
    return made


def _pattern(pattern: str) -> str:
    found = compiled(pattern)
    if found is None:
        raise UnknowableError(pattern)
    return f"(?a:{found.pattern})"


def _direct(schema: Any) -> set[str]:
    """The names that a schema is, or asks about the same value."""
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema:
        return {schema["$ref"].removeprefix("#/$defs/")}
    inner = [each for word in ("allOf", "anyOf", "oneOf") for each in schema.get(word, ())]
    inner += [schema[word] for word in ("not", "if", "then", "else") if word in schema]
    inner += [each for each in schema.get("dependencies", {}).values() if isinstance(each, dict)]
    return {name for each in inner for name in _direct(each)}


def _circles(definitions: Mapping[str, Any]) -> Iterator[str]:
    """The definitions that lead back to themselves without going into a value: no validator ends on one."""
    for name in definitions:
        seen, waiting = set[str](), list(_direct(definitions[name]))
        while waiting:
            each = waiting.pop()
            if each == name:
                yield name
                break
            if each not in seen:
                seen.add(each)
                waiting.extend(_direct(definitions[each]))


def _reached(name: str, definitions: Mapping[str, Any]) -> set[str]:
    reached, waiting = {name}, [definitions[name]]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, list):
            waiting.extend(schema)
        elif isinstance(schema, dict):
            waiting.extend(schema.values())
            named = str(schema.get("$ref", "")).removeprefix("#/$defs/")
            if named in definitions and named not in reached:
                reached.add(named)
                waiting.append(definitions[named])
    return reached
