"""The bases of every generated model: what Python holds, and how it goes on the wire. Needs pydantic only.

JSON Schema decides whether a frame is valid, before a model sees it. A model then must take every value that its
schema took, and change none. So fields are validated exactly: text never becomes a number, `5.0` and `1e25` are
integers (JSON has one kind of number), and a whole number stays one where the schema says `number`.
"""

import json
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NoReturn, Self, TypeAlias, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from .exact import MADE, exact

_Pairs: TypeAlias = tuple[tuple[str, Any], ...]
_Plan: TypeAlias = tuple[_Pairs, tuple[str, ...], _Pairs]
_PLAIN: Final[_Plan] = ((), (), ())
"""Of a class whose constructor adds, leaves out and renames nothing, and is pydantic's."""


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
        schema: CoreSchema = exact(handler(source))
        return schema

    def __repr__(self) -> str:
        return "EXACT"


UNSET: Final = _Unset()
EXACT: Final = _Exact()


class WireValue(BaseModel):
    """What crosses the wire, whatever it is in JSON: an object (`WireModel`), or anything else (`WireRoot`)."""

    model_config = ConfigDict(allow_inf_nan=False, ser_json_inf_nan="constants")

    def to_wire(self) -> Any:
        """The JSON value that is sent: the wire's names, nothing that is unset, unknown keys as they came.

        NaN and infinities can only be in values without a type of their own; who writes it as text must refuse them.
        """
        return self.__pydantic_serializer__.to_python(
            self, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )

    def to_wire_json(self) -> str:
        """The text that is sent: `to_wire()` as compact JSON. Raises ValueError for NaN and infinities (RFC 8259)."""
        # What `model_dump_json` calls, without the 0.4 µs that it takes to hand on fifteen arguments.
        text = self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_unset=True, warnings=False).decode()
        # One letter is found faster than a word. Both words may also stand in a string, which only parsing tells.
        if ("N" in text and "NaN" in text) or ("I" in text and "Infinity" in text):
            json.loads(text, parse_constant=_refuse_constant)
        return text


if TYPE_CHECKING:
    # The constructor's signature is the fields'; the metaclass below changes nothing that a checker should know.
    _Constructed = WireValue
else:

    class _Constructing(type(BaseModel)):
        """Turns a constructor's arguments into the wire's words; values that are parsed never come this way."""

        def __call__(cls, /, **values):
            plan = cls.__dict__.get("__wire_constructor__") or _constructor(cls)
            if plan is _PLAIN:
                # What pydantic's own `__init__` does to an instance that is there; this makes it too, in half the time.
                return cls.__pydantic_validator__.validate_python(values)
            constants, optional, aliases = plan
            for name in optional:
                if values.get(name, UNSET) is None:
                    del values[name]
            for name, alias in aliases:
                if name in values:
                    values[alias] = values.pop(name)
            for name, value in constants:
                values.setdefault(name, value)
            if cls.__pydantic_custom_init__:
                return super().__call__(**values)
            return cls.__pydantic_validator__.validate_python(values)

    class _Constructed(WireValue, metaclass=_Constructing):
        pass


class WireModel(_Constructed):
    """A JSON object that crosses the wire: one class for one schema.

    * A constructor takes Python's names. A field that can only have one value needs no argument, and is always sent.
    * An optional field that is `None` and may not be null on the wire is not sent. One that may be null is sent as
      null when it was given, and left out when it wasn't (`model_fields_set` tells).
    * Keys that the document doesn't declare are kept and sent again, unless the schema closes the object.
    """

    model_config = ConfigDict(
        extra="allow",
        # `model_id` is a good name for a field. One that would hide a method was renamed when its class was written.
        protected_namespaces=(),
    )
    __wire_constructor__: ClassVar[_Plan] = _PLAIN

    if TYPE_CHECKING:

        def to_wire(self) -> dict[str, Any]:
            """The JSON object that is sent."""
            ...

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
            core["schema"] = exact(core["schema"])
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
        if unsure and cls.model_config.get("extra") == "allow" and model.get("metadata") != MADE:
            model["schema"] = _telling_apart(unsure, model["schema"])
        is_plain = not (constants or optional or aliases or cls.__pydantic_custom_init__)
        cls.__wire_constructor__ = _PLAIN if is_plain else (tuple(constants), tuple(optional), tuple(aliases))
        return schema


def _constructor(model: type[WireModel]) -> _Plan:
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

    return core_schema.no_info_wrap_validator_function(validate, schema, metadata=MADE)


def _is_constant(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is Literal and get_args(field.annotation) == (field.default,)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} can't be sent: JSON has no such number (RFC 8259 §6)")
