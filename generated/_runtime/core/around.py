"""Builds what reads a frame with an envelope: its payload as a model, and all around it as the frame's schema says."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias, cast

from pydantic_core import core_schema

from ..protocol import AnyMessage, Path
from ..schemas import Schemas

# pydantic-core's schemas, and those of JSON, are dicts of many shapes, and are read here as such.
_Schema: TypeAlias = Any

_SILENT: Final = frozenset(
    {"$comment", "default", "deprecated", "description", "examples", "format", "readOnly", "title", "writeOnly"}
)
_OBJECT: Final = _SILENT | {"additionalProperties", "properties", "required", "type"}
_VALUE: Final = _SILENT | {"const", "enum", "type"}
_TYPES: Final[dict[str, _Schema]] = {
    "string": core_schema.str_schema(strict=True),
    "boolean": core_schema.bool_schema(strict=True),
    "integer": core_schema.int_schema(strict=True),
    # An integer stays one: a request's id may be a number.
    "number": core_schema.union_schema(
        [core_schema.int_schema(strict=True), core_schema.float_schema(strict=True, allow_inf_nan=False)],
        mode="left_to_right",
    ),
    "null": core_schema.none_schema(),
}


def frame_schema(schemas: Schemas, message: AnyMessage, payload: _Schema, anything: _Schema) -> _Schema | None:
    """Give pydantic-core's schema of a message's whole frame, with `payload` in the payload's place.

    What it accepts, the frame's own schema accepts, if `payload` accepts only what that schema does there; `anything`
    reads a value that has no type. None where the schema says something of the objects around the payload that isn't
    known here.
    """
    try:
        return _Frame(schemas, payload, anything, is_optional=message.empty).around(
            [schemas.definition(message.schema)], message.data
        )
    except _Unfit:
        return None


class _Unfit(Exception):  # noqa: N818 - an answer, not a mistake
    """A schema that says what isn't known here."""


class _Frame:
    """Builds the objects from a frame's root to its payload, and the values beside them."""

    def __init__(self, schemas: Schemas, payload: _Schema, anything: _Schema, *, is_optional: bool) -> None:
        self._schemas = schemas
        self._payload = payload
        self._anything = anything
        self._is_optional = is_optional

    def around(self, said: list[Any], path: Path) -> _Schema:
        """Give the object that fits all of `said` and has the payload at a path; raises _Unfit."""
        parts = [*self._parts(said)]
        if not all(_OBJECT.issuperset(part) and "object" in _types(part) for part in parts):
            raise _Unfit
        required = dict.fromkeys(key for part in parts for key in part.get("required", ()))
        held: dict[str, list[Any]] = {key: [] for key in (path[0], *required)}
        taken: list[Any] = []
        for part in parts:
            properties: dict[str, Any] = part.get("properties", {})
            for key, schema in properties.items():
                held.setdefault(key, []).append(schema)
            if part.get("additionalProperties", True) is False:
                taken.append(properties)
            elif part.get("additionalProperties", True) not in (True, {}):
                raise _Unfit
        fields: dict[str, core_schema.TypedDictField] = {}
        for key, schemas in held.items():
            is_on_the_way = key == path[0]
            is_required = key in required or (is_on_the_way and not self._is_optional)
            if all(key in properties for properties in taken):
                schema = self._onward(schemas, path[1:]) if is_on_the_way else self._value(schemas)
                fields[key] = core_schema.typed_dict_field(schema, required=is_required)
            elif is_required:
                raise _Unfit
        if taken:
            return core_schema.typed_dict_schema(fields, extra_behavior="forbid")
        return core_schema.typed_dict_schema(fields, extra_behavior="allow", extras_schema=self._anything)

    def _onward(self, said: list[Any], path: Path) -> _Schema:
        if path:
            return self.around(said, path)
        if not self._is_optional:
            return self._payload
        parts = [*self._parts(said)]
        takes_null = all((_SILENT | {"type"}).issuperset(part) and "null" in _types(part) for part in parts)
        return core_schema.nullable_schema(self._payload) if takes_null else self._payload

    def _value(self, said: list[Any]) -> _Schema:
        """Give what takes values that fit all of `said`: by itself where they are simple, else by asking the schema."""
        try:
            parts = [*self._parts(said)]
        except _Unfit:
            parts = []
        else:
            if self._schemas.asserts_formats and any("format" in part for part in parts):
                parts = []
            elif all(_SILENT.issuperset(part) for part in parts):
                return self._anything
        simple = _simple(parts) if parts and all(_VALUE.issuperset(part) for part in parts) else None
        if simple is not None:
            return simple
        return core_schema.no_info_after_validator_function(_judging(self._schemas.judge(said)), self._anything)

    def _parts(self, said: Iterable[Any], seen: frozenset[str] = frozenset()) -> Iterator[dict[str, Any]]:
        """Give the schemas that must all hold where `said` do, references and `allOf` written out; raises _Unfit."""
        for schema in said:
            if schema is True:
                continue
            if not isinstance(schema, dict):
                raise _Unfit
            part = cast("dict[str, Any]", schema)
            if "$ref" in part:
                # Beside a reference nothing counts (draft 7 §8.3).
                name = str(part["$ref"]).rpartition("/")[2]
                if name in seen:
                    raise _Unfit
                yield from self._parts([self._schemas.definition(name)], seen | {name})
                continue
            yield from self._parts(part.get("allOf", ()), seen)
            yield {key: each for key, each in part.items() if key != "allOf"}


def _types(part: dict[str, Any]) -> frozenset[str]:
    kinds: Any = part.get("type")
    if kinds is None:
        return frozenset({*_TYPES, "array", "object"})
    found: frozenset[str] = frozenset({kinds} if isinstance(kinds, str) else kinds)
    return found | {"integer"} if "number" in found else found


def _simple(parts: list[dict[str, Any]]) -> _Schema | None:
    """Give what takes the types that all parts have, or the values; None where there is none, or no simple one."""
    types = _types(parts[0]).intersection(*map(_types, parts))
    listed: list[list[Any]] = [part["enum"] for part in parts if "enum" in part]
    listed += [[part["const"]] for part in parts if "const" in part]
    choices: list[_Schema] = []
    if listed:
        # Of other kinds Python takes some for the same which JSON keeps apart.
        if not all(type(value) is str or type(value) is int for values in listed for value in values):
            return None
        for name, kind in (("string", str), ("integer", int)):
            found = [each for each in listed[0] if type(each) is kind and all(each in values for values in listed)]
            if found and name in types:
                choices.append(core_schema.chain_schema([_TYPES[name], core_schema.literal_schema(found)]))
    elif types <= _TYPES.keys():
        choices = [_TYPES[name] for name in sorted(types - {"integer"} if "number" in types else types)]
    if len(choices) < 2:
        return choices[0] if choices else None
    return core_schema.union_schema([*choices], mode="left_to_right")


def _judging(is_valid: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def judge(value: Any) -> Any:
        if not is_valid(value):
            raise ValueError("the slower way says what is wrong")
        return value

    return judge
