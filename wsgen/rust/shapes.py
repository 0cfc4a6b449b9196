"""The value types between schemas and Rust: what a definition becomes, and the types that it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..code.literal import Code, compose
from ..spec.node import Value


@dataclass(frozen=True, slots=True)
class Plain:
    """A type that needs nothing else, such as `String`."""

    code: Code


@dataclass(frozen=True, slots=True)
class Named:
    """What a definition became, by its name in Rust."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array of any length."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys nobody knows."""

    value: "Type"


@dataclass(frozen=True, slots=True)
class Nullable:
    """The type, or null."""

    type: "Type"


Type: TypeAlias = Plain | Named | ListOf | MapOf | Nullable

VALUE: Final = Plain(compose("Value"))
UNIT: Final = Plain(compose("()"))
NOTHING: Final = Plain(compose("Nothing"))
TEXT: Final = Plain(compose("String"))
INTEGER: Final = Plain(compose("i64"))
NATURAL: Final = Plain(compose("u64"))
NUMBER: Final = Plain(compose("f64"))
FLAG: Final = Plain(compose("bool"))


@dataclass(frozen=True, slots=True)
class Field:
    """One property: what the wire calls it, whether it must be there, and what its schema is."""

    wire: str
    type: Type
    required: bool
    schema: Value


@dataclass(frozen=True, slots=True)
class Struct:
    """An object. `additional` is the type of what it has besides, None where nobody says so; `closed`: it hasn't."""

    fields: tuple[Field, ...]
    additional: Type | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """One of these texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """One value alone."""

    value: Value


@dataclass(frozen=True, slots=True)
class Union:
    """One of these types, each with what its variant is called."""

    variants: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An array with a type for each place; the first `needed` must be there, `rest` is the type of all that follows."""

    items: tuple[Type, ...]
    needed: int
    rest: Type


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name for a type; a type of its own where it `is_new`."""

    type: Type
    is_new: bool = False


Shape: TypeAlias = Struct | Choices | Constant | Union | Row | Alias


def direct(type_: Type) -> Iterator[str]:
    """The names that a value of the type holds without a list or a map between."""
    match type_:
        case Named(name):
            yield name
        case Nullable(inner):
            yield from direct(inner)
        case _:
            return


def mentioned(type_: Type) -> Iterator[str]:
    """All names in a type."""
    match type_:
        case Named(name):
            yield name
        case Nullable(inner) | ListOf(inner) | MapOf(inner):
            yield from mentioned(inner)
        case _:
            return


def types_of(shape: Shape) -> Iterator[Type]:
    """The types that a shape is made of."""
    match shape:
        case Struct(fields, additional, _):
            yield from (each.type for each in fields)
            if additional is not None:
                yield MapOf(additional)
        case Union(variants):
            yield from (each for _, each in variants)
        case Row(items, _, rest):
            yield from items
            yield ListOf(rest)
        case Alias(type_, _):
            yield type_
        case _:
            return
