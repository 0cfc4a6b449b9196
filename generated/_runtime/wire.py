"""The base of every generated model: what Python holds, and how it goes on the wire. Needs pydantic only.

JSON Schema decides whether a frame is valid, before a model sees it. A model then must take every value that its
schema took, and change none. So fields are validated exactly: text never becomes a number, `5.0` and `1e25` are
integers (JSON has one kind of number), and a whole number stays one where the schema says `number`.
"""

import json
import math
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NoReturn, Self, TypeAlias, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

_Pairs: TypeAlias = tuple[tuple[str, Any], ...]


class _Unset:
    """Marks a field that may be absent but never null: `None` in Python is absence on the wire."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: Any = handler(source)
        inner: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
        return inner

    def __repr__(self) -> str:
        return "UNSET"


class _Exact:
    """Marks a named type that refers to itself, which the pass over a model's own fields doesn't reach into."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        exact: CoreSchema = _exact(handler(source))
        return exact

    def __repr__(self) -> str:
        return "EXACT"


UNSET: Final = _Unset()
EXACT: Final = _Exact()

if TYPE_CHECKING:
    # The constructor's signature is the fields'; the metaclass below changes nothing that a checker should know.
    _Constructed = BaseModel
else:

    class _Constructing(type(BaseModel)):
        """Turns a constructor's arguments into the wire's words; values that are parsed never come this way."""

        def __call__(cls, /, **values):
            constants, optional, aliases = _constructor(cls)
            for name in optional:
                if values.get(name, UNSET) is None:
                    del values[name]
            for name, alias in aliases:
                if name in values:
                    values[alias] = values.pop(name)
            for name, value in constants:
                values.setdefault(name, value)
            return super().__call__(**values)

    class _Constructed(BaseModel, metaclass=_Constructing):
        pass


class WireModel(_Constructed):
    """What crosses the wire: one class for one schema.

    * A constructor takes Python's names. A field that can only have one value needs no argument, and is always sent.
    * An optional field that is `None` and may not be null on the wire is not sent. One that may be null is sent as
      null when it was given, and left out when it wasn't (`model_fields_set` tells).
    * Keys that the document doesn't declare are kept and sent again, unless the schema closes the object.
    """

    model_config = ConfigDict(
        extra="allow",
        allow_inf_nan=False,
        ser_json_inf_nan="constants",
        # `model_id` is a good name for a field. One that would hide a method was renamed when its class was written.
        protected_namespaces=(),
    )
    __wire_constructor__: ClassVar[tuple[_Pairs, tuple[str, ...], _Pairs]] = ((), (), ())

    def to_wire(self) -> dict[str, Any]:
        """The JSON object that is sent: the wire's names, nothing that is unset, unknown keys as they came.

        NaN and infinities can only be in values without a type of their own; who writes it as text must refuse them.
        """
        wire: dict[str, Any] = self.__pydantic_serializer__.to_python(
            self, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )
        return wire

    def to_wire_json(self) -> str:
        """The text that is sent: `to_wire()` as compact JSON. Raises ValueError for NaN and infinities (RFC 8259)."""
        # What `model_dump_json` calls, without the 0.4 µs that it takes to hand on fifteen arguments.
        text = self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_unset=True, warnings=False).decode()
        # One letter is found faster than a word. Both words may also stand in a string, which only parsing tells.
        if ("N" in text and "NaN" in text) or ("I" in text and "Infinity" in text):
            json.loads(text, parse_constant=_refuse_constant)
        return text

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Pydantic's way around validation, with the constants that every instance has."""
        return super().model_construct(_fields_set, **dict(_constructor(cls)[0]) | values)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's own schema of the class, made exact; runs when the class is complete, and wherever it is used."""
        schema = handler(source)
        model: Any = handler.resolve_ref_schema(schema)
        # A subclass with validators of its own has them around its fields.
        while model["schema"]["type"] != "model-fields":
            model = model["schema"]
        required = [name for name, field in cls.__pydantic_fields__.items() if field.is_required()]
        constants: list[tuple[str, Any]] = []
        optional: list[str] = []
        aliases: list[tuple[str, str]] = []
        for name, field in cls.__pydantic_fields__.items():
            wire = name if field.alias is None else field.alias
            core = model["schema"]["fields"][name]
            core["schema"] = _exact(core["schema"])
            if _is_constant(field):
                # Only a constructor may leave a constant out: what is parsed must have it.
                core["schema"] = core["schema"].get("schema", core["schema"])
                constants.append((wire, field.default))
            if UNSET in field.metadata:
                core["serialization_exclude_if"] = partial(is_, None)
                optional.append(name)
            if wire != name:
                aliases.append((name, wire))
        unsure = tuple((name, wire) for name, wire in aliases if name not in optional and name not in required)
        if unsure and cls.model_config.get("extra") == "allow" and model.get("metadata") != _MADE:
            model["schema"] = _telling_apart(unsure, model["schema"])
        cls.__wire_constructor__ = (tuple(constants), tuple(optional), tuple(aliases))
        return schema


def _constructor(model: type[WireModel]) -> tuple[_Pairs, tuple[str, ...], _Pairs]:
    """What a class's constructor adds, leaves out and renames."""
    # A class that still waits for a later one has no plan of its own yet, only its parent's.
    if "__wire_constructor__" not in model.__dict__:
        model.model_rebuild()
    return model.__wire_constructor__


def _telling_apart(aliases: tuple[tuple[str, str], ...], schema: CoreSchema) -> CoreSchema:
    """`schema` of a model's fields, for frames with an unknown key that is spelled like an attribute.

    Pydantic keeps the names of set fields and of unknown keys in one set, and would send the field that nobody set.
    """

    def validate(value: Any, handler: core_schema.ValidatorFunctionWrapHandler) -> Any:
        fields, extra, given = handler(value)
        for name, wire in aliases:
            if name in extra and wire not in value:
                given.discard(name)
        return fields, extra, given

    return core_schema.no_info_wrap_validator_function(validate, schema, metadata=_MADE)


def _is_constant(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is Literal and get_args(field.annotation) == (field.default,)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} can't be sent: JSON has no such number (RFC 8259 §6)")


_MADE: Final = {"wire": "exact"}
"""Metadata of a schema that is exact already: a class's schema is read again by every class that uses it."""


def _exact(schema: Any) -> Any:
    """`schema` without any conversion of values but those that JSON Schema asks for."""
    if schema.get("metadata") == _MADE:
        return schema
    match schema["type"]:
        case "str" | "bool":
            return {**schema, "strict": True}
        case "int":
            return _integer(schema)
        case "float":
            return _number(schema)
        case "literal":
            return _literal(schema)
        case "default" | "nullable" | "definitions":
            return {**schema, "schema": _exact(schema["schema"])}
        case "definition-ref":
            # A value of a subclass is sent as what it is, not as its parent.
            return {**schema, "serialization": core_schema.simple_ser_schema("any")}
        case "list":
            return {**schema, "items_schema": _exact(schema["items_schema"])} if "items_schema" in schema else schema
        case "tuple":
            return {**schema, "items_schema": [_exact(item) for item in schema["items_schema"]]}
        case "dict":
            return {**schema, "values_schema": _exact(schema["values_schema"])} if "values_schema" in schema else schema
        case "union":
            return {**schema, "choices": [_exact(choice) for choice in schema["choices"]]}
        case _:
            return schema


def _integer(schema: Any) -> CoreSchema:
    """An integer, also one that was written `5.0` or `1e25` (JSON Schema draft 7, validation §6.1.1)."""
    whole = core_schema.chain_schema(
        [core_schema.float_schema(strict=True), core_schema.no_info_plain_validator_function(_whole)]
    )
    value = core_schema.union_schema(
        [core_schema.int_schema(strict=True), whole],
        mode="left_to_right",
        custom_error_type="int_type",
        metadata=_MADE,
        serialization=core_schema.simple_ser_schema("int"),
    )
    if schema.keys() <= {"type", "strict"}:
        return value
    return core_schema.chain_schema([value, schema], metadata=_MADE, serialization=core_schema.simple_ser_schema("int"))


def _whole(number: float) -> int:
    if not number.is_integer():
        raise ValueError("not a whole number")
    return int(number)


def _number(schema: Any) -> CoreSchema:
    """A number that keeps its kind: an integer of any size isn't rounded to what a float can hold."""
    integer: Any = {"type": "int", "strict": True}
    for bound, rounded in (("ge", math.ceil), ("gt", math.floor), ("le", math.floor), ("lt", math.ceil)):
        if bound in schema:
            integer[bound] = rounded(schema[bound])
    if float(schema.get("multiple_of", 0.5)).is_integer():
        integer["multiple_of"] = int(schema["multiple_of"])
    fractional: Any = {**schema, "strict": True}
    said = [f"{word} {schema[bound]:g}" for bound, word in _BOUNDS if bound in schema]
    return core_schema.union_schema(
        [integer, fractional],
        mode="left_to_right",
        custom_error_type="number" if said else "float_type",
        custom_error_message=f"Input should be a number {' and '.join(said)}" if said else None,
        metadata=_MADE,
        serialization=core_schema.simple_ser_schema("any"),
    )


_BOUNDS: Final = (
    ("ge", "greater than or equal to"),
    ("gt", "greater than"),
    ("le", "less than or equal to"),
    ("lt", "less than"),
    ("multiple_of", "that is a multiple of"),
)


def _literal(schema: Any) -> Any:
    """One of some values; Python's `1 == True` is not JSON's."""
    expected = schema["expected"]
    if all(isinstance(value, str) for value in expected):
        return core_schema.literal_schema(expected, metadata=_MADE)
    kinds: list[Any] = []
    for kind, first in ((bool, {"type": "bool"}), (int, {"type": "int"}), (str, {"type": "str"})):
        values = [value for value in expected if type(value) is kind]
        if values:
            kinds.append(core_schema.chain_schema([_exact(first), core_schema.literal_schema(values)]))
    if None in expected:
        kinds.append(core_schema.none_schema())
    if len(kinds) == 1:
        return kinds[0] | {"metadata": _MADE, "serialization": core_schema.simple_ser_schema("any")}
    return core_schema.union_schema(
        kinds, mode="left_to_right", metadata=_MADE, serialization=core_schema.simple_ser_schema("any")
    )
