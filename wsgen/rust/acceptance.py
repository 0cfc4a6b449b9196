"""Says which values the types of the crate are read from, where rules beyond types count for nothing."""

from collections.abc import Sequence
from itertools import chain, repeat

from ..spec.node import Value
from .literal import is_beyond
from .models import Models
from .shapes import (
    FLAG,
    INTEGER,
    NATURAL,
    NUMBER,
    TEXT,
    UNIT,
    VALUE,
    Alias,
    Choices,
    Constant,
    ListOf,
    MapOf,
    Named,
    Nullable,
    Plain,
    Row,
    Shape,
    Struct,
    Type,
    Union,
)


def accepts(models: Models, type_: Type, value: Value) -> bool:
    """Whether a value can be read as the type; no frame holds a number that no f64 does."""
    match type_:
        case Named(held):
            return _accepts_shape(models, models.found[held], value)
        case Nullable(inner):
            return value is None or accepts(models, inner, value)
        case ListOf(inner):
            return isinstance(value, list) and all(accepts(models, inner, each) for each in value)
        case MapOf(inner):
            return isinstance(value, dict) and all(accepts(models, inner, each) for each in value.values())
        case Plain():
            return not is_beyond(value) and _accepts_plain(type_, value)


def _accepts_plain(type_: Plain, value: Value) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    whole = int(value) if isinstance(value, int | float) and is_number and value == int(value) else None
    known = {
        VALUE: True,
        UNIT: value is None,
        TEXT: isinstance(value, str),
        FLAG: isinstance(value, bool),
        NUMBER: is_number,
        INTEGER: whole is not None and -(2**63) <= whole < 2**63,
        NATURAL: whole is not None and 0 <= whole < 2**64,
    }
    return known.get(type_, False)


def _accepts_shape(models: Models, shape: Shape, value: Value) -> bool:
    match shape:
        case Alias(type_):
            return accepts(models, type_, value)
        case Choices(values):
            return isinstance(value, str) and value in values
        case Constant(only):
            return value == only and isinstance(value, bool) == isinstance(only, bool)
        case Union(variants):
            return any(accepts(models, each, value) for _, each in variants)
        case Row(items, needed, rest):
            return isinstance(value, list) and len(value) >= needed and _accepts_row(models, items, rest, value)
        case Struct():
            return isinstance(value, dict) and _accepts_struct(models, shape, value)


def _accepts_row(models: Models, items: tuple[Type, ...], rest: Type, value: Sequence[Value]) -> bool:
    return all(accepts(models, type_, each) for type_, each in zip(chain(items, repeat(rest)), value, strict=False))


def _accepts_struct(models: Models, shape: Struct, value: dict[str, Value]) -> bool:
    fields = {each.wire: each for each in shape.fields}
    others = [each for key, each in value.items() if key not in fields]
    if shape.closed and others:
        return False
    if shape.additional is not None and not all(accepts(models, shape.additional, each) for each in others):
        return False
    present = all(accepts(models, each.type, value[key]) for key, each in fields.items() if key in value)
    return present and all(key in value for key, each in fields.items() if each.required)
