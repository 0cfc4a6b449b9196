"""The types of Rust that stand for the definitions of a bundle, and how each is written where it is used."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from ..code.literal import Code, compose
from ..code.view import described
from ..plan.protocol import Protocol
from ..spec.node import Value
from .literal import name
from .names import distinct, field_name
from .reading import Shapes, shapes
from .recursion import boxed, with_own_types
from .shapes import UNIT, Alias, Choices, Constant, Field, ListOf, MapOf, Named, Nullable, Plain, Shape, Struct, Type


def field_names(shape: Struct) -> tuple[str, ...]:
    """What the fields of a struct are called, and last what holds all that has no field."""
    return tuple(distinct([*(field_name(each.wire) for each in shape.fields), "additional"]))


@dataclass(frozen=True, slots=True)
class Models:
    """The types of a protocol's definitions: their names by those in Python, and their shapes."""

    protocol: Protocol
    names: Mapping[str, str]
    found: Mapping[str, Shape]
    schemas: Mapping[str, Value] = field(repr=False)
    boxes: AbstractSet[tuple[str, str]]

    @classmethod
    def of(cls, protocol: Protocol) -> "Models":
        """The types of a protocol."""
        frames = [name for each in protocol.messages.values() for name in (each.frame, each.payload)]
        read: Shapes = shapes(described(protocol), frames)
        found = with_own_types(read.found)
        return cls(protocol, read.names, found, read.schemas, boxed(found))

    def code(self, type_: Type, owner: str = "") -> Code:
        """A type as it stands in what `owner` is called."""
        match type_:
            case Plain(code):
                return code
            case Named(held):
                return compose("Box<{name}>", name=name(held)) if (owner, held) in self.boxes else name(held)
            case ListOf(inner):
                return compose("Vec<{inner}>", inner=self.code(inner))
            case MapOf(inner):
                return compose("BTreeMap<String, {inner}>", inner=self.code(inner))
            case Nullable(inner):
                return compose("Option<{inner}>", inner=self.code(inner, owner))

    def fields(self, definition: str) -> tuple[tuple[Code, Field], ...] | None:
        """The fields of a definition with their names in Rust; None where it is no struct."""
        held = self.own(definition)
        shape = self.found[held.name] if isinstance(held, Named) else None
        if not isinstance(shape, Struct):
            return None
        return tuple((name(word), each) for word, each in zip(field_names(shape), shape.fields, strict=False))

    def own(self, definition: str) -> Type:
        """The type of a definition; what an alias stands for."""
        return self.resolved(Named(self.names[definition]))

    def resolved(self, held: Type) -> Type:
        """A type, or what its name stands for where that is an alias."""
        seen: set[Type] = set()
        while isinstance(held, Named) and held not in seen:
            seen.add(held)
            shape = self.found[held.name]
            if not isinstance(shape, Alias) or shape.is_new:
                break
            held = shape.type
        return held

    def is_nullable(self, type_: Type, seen: AbstractSet[str] = frozenset()) -> bool:
        """Whether a value of the type may be read from null, so that serde would take an absent field for one."""
        match type_:
            case Nullable():
                return True
            case Named(held) if held not in seen:
                shape = self.found[held]
                return isinstance(shape, Alias) and self.is_nullable(shape.type, seen | {held})
            case _:
                return False

    def needs(self, type_: Type) -> Iterator[tuple[str, tuple[str | bool, ...]]]:
        """The keys that a value of the type has, each with what alone may stand there; nothing where that is open."""
        held = self.resolved(type_)
        shape = self.found[held.name] if isinstance(held, Named) else None
        if not isinstance(shape, Struct):
            return
        for each in shape.fields:
            inner = self.resolved(each.type)
            match self.found[inner.name] if isinstance(inner, Named) else None:
                case Constant(str() | bool() as value) if each.required:
                    yield each.wire, (value,)
                case Choices(values) if each.required:
                    yield each.wire, values
                case _ if each.required:
                    yield each.wire, ()
                case _:
                    pass

    def only(self, type_: Type) -> Code | None:
        """The only value of a type, None where there are others."""
        if type_ == UNIT:
            return compose("()")
        shape = self.found[type_.name] if isinstance(type_, Named) else None
        if isinstance(shape, Alias) and not shape.is_new:
            return self.only(shape.type)
        return name(type_.name) if isinstance(type_, Named) and isinstance(shape, Constant) else None
