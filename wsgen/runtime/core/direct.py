"""Builds validators that take frames straight into models, and take nothing there that isn't JSON.

They are stricter than the models alone where pydantic would take what no other way of reading takes: numbers out of
range and endless nesting, among values that have no type of their own. What they refuse may still be valid, and is then
looked at in the slower way: so they may be strict where that is simpler.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from pydantic_core import SchemaValidator, core_schema

from ..protocol import AnyMessage, Framing, Path, Route, Scalar
from ..schemas import Schemas
from ..wire import WireValue
from .around import frame_schema
from .frame import MAX_DEPTH, find_fault

# pydantic-core's schemas are dicts of many shapes, and are read here as such.
_Schema: TypeAlias = Any

_ROOM: Final = MAX_DEPTH // 2
"""Levels that a value without a type of its own may have here."""
_ENDLESS: Final = MAX_DEPTH + 1
_LEAVES: Final = frozenset(
    {"bool", "date", "datetime", "enum", "function-plain", "int", "literal", "none", "str", "time", "uuid"}
)
_AROUND: Final = frozenset({"default", "function-after", "function-before", "function-wrap", "model", "nullable"})


class Direct(NamedTuple):
    """What reads a direction's exact messages.

    `validate` takes a frame's text and gives its model, or a dict that has its model where an envelope has its payload;
    of a message that needs its schema it may give the parsed frame; it raises ValueError. `routes` are those of the
    messages that it knows, `endless` the names of those that nest without end.
    """

    validate: Callable[[str], Any]
    routes: tuple[Route, ...]
    endless: frozenset[str]


def direct_validator(framing: Framing, schemas: Schemas) -> Direct | None:
    """Build the validator of one direction; None where its messages aren't told by a tag, or where none is exact."""
    checked = _Checked()
    routes = {route.message.name: route for route in direct_routes(framing)}
    made = {name: one for name, route in routes.items() if (one := checked.frame(route.message, schemas)) is not None}
    if not made:
        return None
    if framing.tag is None:
        [whole] = made.values()
    else:
        whole = _tagged(framing.tag, framing.routes, made)
    validator = checked.validator(whole)
    if validator is None:
        return None
    known = tuple(route for name, route in routes.items() if name in made)
    endless = {each.message.name for each in known if checked.depth(each.message) >= _ENDLESS}
    return Direct(validator.validate_json, known, frozenset(endless))


def checked_build(model: type[Any], above: int) -> Callable[[Any], Any] | None:
    """Give what builds a model of a parsed payload with `above` levels around it, and looks at all there is in it.

    None where it can't look at everything. It raises ValueError.
    """
    checked = _Checked()
    schema = checked.model(model)
    if schema is None or checked.depths[model] + above > MAX_DEPTH:
        return None
    validator = checked.validator(schema)
    return None if validator is None else validator.validate_python


def direct_routes(framing: Framing) -> list[Route]:
    """Give the routes of exact messages that a frame's model tells, none of those that share one, or its envelope."""
    if framing.tag is None:
        return [route for route in framing.untagged if len(framing.untagged) == 1 and _is_flat(route)]
    messages: dict[type[Any], set[str]] = {}
    for route in framing.routes.values():
        messages.setdefault(route.message.model, set()).add(route.message.name)
    alone = {model for model, names in messages.items() if len(names) == 1 and not model.__pydantic_root_model__}
    return [
        route
        for route in framing.routes.values()
        if (_is_flat(route) and route.message.model in alone) or (route.message.exact and route.message.envelope)
    ]


def _is_flat(route: Route) -> bool:
    return route.message.exact and route.message.envelope is None


def _tagged(tag: Path, routes: Mapping[Scalar, Route], made: Mapping[str, _Schema]) -> _Schema:
    """Build the union of a direction's messages: the exact ones as models, the others as they are parsed."""
    choices: dict[Any, _Schema] = {}
    for value, route in routes.items():
        schema = made.get(route.message.name)
        if type(value) is int and route.message.envelope is None:
            schema = _with_integer(schema, tag)
        if type(value) is str or type(value) is int:
            choices[value] = core_schema.any_schema() if schema is None else schema
    place: Any = tag[0] if len(tag) == 1 else [*tag]
    return core_schema.tagged_union_schema(choices, place)


def _with_integer(schema: _Schema, tag: Path) -> _Schema:
    """Let only an integer stand in the tag's field: the union takes `true` for 1. None where that can't be."""
    if schema is None or len(tag) != 1:
        return None
    if schema["type"] in _AROUND:
        inner = _with_integer(schema["schema"], tag)
        return None if inner is None else {**schema, "schema": inner}
    fields: dict[str, _Schema] = schema.get("fields", {})
    for name, field in fields.items():
        if field.get("validation_alias", name) == tag[0]:
            strict = core_schema.chain_schema([core_schema.int_schema(strict=True), field["schema"]])
            return {**schema, "fields": fields | {name: {**field, "schema": strict}}}
    return None


class _Unfit(Exception):  # noqa: N818 - an answer, not a mistake
    """A schema of a kind that isn't known here."""


class _Checked:
    """Gives models' schemas with the checks, and how many levels of objects and arrays each may have."""

    def __init__(self) -> None:
        self.definitions: dict[str, _Schema] = {}
        self.depths: dict[type[Any], int] = {}
        self._named: dict[str, _Schema] = {}
        self._depths: dict[str, int] = {}

    def model(self, model: type[Any]) -> _Schema | None:
        """Give a model's schema; None where a part of it is of no kind that is known here."""
        model.model_rebuild()
        known = len(self._depths)
        try:
            schema, self.depths[model] = self._walk(model.__pydantic_core_schema__)
        except _Unfit:
            # What was read on the way may refer to what wasn't.
            for name in list(self._depths)[known:]:
                del self._depths[name]
                self.definitions.pop(name, None)
            return None
        return schema

    def frame(self, message: AnyMessage, schemas: Schemas) -> _Schema | None:
        """Give the schema of a message's frames, which is its model's where that is all; None as `model` does."""
        schema = self.model(message.model)
        if schema is None or message.envelope is None:
            return schema
        return frame_schema(schemas, message, schema, _looked_at(core_schema.any_schema()))

    def depth(self, message: AnyMessage) -> int:
        """Give how many levels a frame may have whose model was asked for."""
        return self.depths[message.model] + len(message.data)

    def validator(self, schema: _Schema) -> SchemaValidator | None:
        """Build a validator of what `model` gave; None where this pydantic-core can't."""
        whole = schema
        if self.definitions:
            whole = core_schema.definitions_schema(schema, list(self.definitions.values()))
        try:
            # Not with the models' own validators, which lack the checks.
            return SchemaValidator(whole, None, _use_prebuilt=False)
        except TypeError:
            # An older one always takes them.
            return None

    def _walk(self, schema: _Schema, *, is_open: bool = False) -> tuple[_Schema, int]:
        kind: str = schema["type"]
        if kind in _LEAVES:
            return schema, 0
        if kind in _AROUND:
            is_open = schema.get("config", {}).get("extra_fields_behavior") == "allow" if kind == "model" else is_open
            inner, depth = self._walk(schema["schema"], is_open=is_open)
            return {**schema, "schema": inner}, depth
        match kind:
            case "any":
                return _looked_at(schema), _ROOM
            case "float":
                return {**schema, "allow_inf_nan": False}, 0
            case "model-fields":
                return self._fields(schema, is_open=is_open)
            case "list":
                return self._container(schema, "items_schema")
            case "dict":
                return self._container(schema, "values_schema")
            case "tuple":
                items, depth = self._all(schema["items_schema"])
                return {**schema, "items_schema": items}, depth + 1
            case "union":
                choices, depth = self._all([each[0] if isinstance(each, tuple) else each for each in schema["choices"]])
                return {**schema, "choices": choices}, depth
            case "tagged-union":
                choices, depth = self._all(schema["choices"].values())
                return {**schema, "choices": dict(zip(schema["choices"], choices, strict=True))}, depth
            case "chain":
                steps, depth = self._all(schema["steps"])
                return {**schema, "steps": steps}, depth
            case "definitions":
                self._named |= {each["ref"]: each for each in schema["definitions"]}
                return self._walk(schema["schema"])
            case "definition-ref":
                return schema, self._definition(schema["schema_ref"])
            case _:
                raise _Unfit(kind)

    def _all(self, schemas: Any) -> tuple[list[_Schema], int]:
        walked = [self._walk(schema) for schema in schemas]
        return [schema for schema, _ in walked], max((depth for _, depth in walked), default=0)

    def _container(self, schema: _Schema, key: str) -> tuple[_Schema, int]:
        if schema.get(key, {"type": "any"})["type"] == "any":
            # One look at the whole, instead of one at each value.
            return _looked_at(schema), _ROOM
        inner, depth = self._walk(schema[key])
        return {**schema, key: inner}, depth + 1

    def _fields(self, schema: _Schema, *, is_open: bool) -> tuple[_Schema, int]:
        fields: dict[str, _Schema] = schema["fields"]
        walked, depth = self._all([field["schema"] for field in fields.values()])
        made = {name: {**fields[name], "schema": inner} for name, inner in zip(fields, walked, strict=True)}
        if not is_open:
            return {**schema, "fields": made}, depth + 1
        extras, below = self._walk(schema.get("extras_schema", core_schema.any_schema()))
        return {**schema, "fields": made, "extras_schema": extras, "extra_behavior": "allow"}, max(depth, below) + 1

    def _definition(self, name: str) -> int:
        if name not in self._depths:
            self._depths[name] = _ENDLESS  # what it is to itself
            schema, depth = self._walk(self._named[name])
            self._depths[name] = min(depth, _ENDLESS)
            self.definitions[name] = {**schema, "ref": name}
        return self._depths[name]


def _looked_at(schema: _Schema) -> _Schema:
    return core_schema.no_info_after_validator_function(_look_at, schema)


def _look_at(value: Any) -> Any:
    kind = value.__class__
    if kind is not str and kind is not int and find_fault((value,), MAX_DEPTH - _ROOM):
        raise ValueError("the slower way says what is wrong")
    return value


def attribute_of(model: type[WireValue], key: str) -> str | None:
    """Give the attribute that holds a key's value; None where a default would look like a value that came."""
    for name, field in model.__pydantic_fields__.items():
        if (field.alias or name) == key and (field.is_required() or field.default is None):
            return name
    return None
