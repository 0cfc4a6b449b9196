"""The value types of what models.py holds: the classes' source, and what other generated files must know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..plan.identifier import Identifier

_TYPES: Final = ("bool", "dict", "float", "int", "list", "str", "tuple")
_IMPORTED: Final = (
    *("TYPE_CHECKING", "Annotated", "Any", "ConfigDict", "EXACT", "Field", "Literal"),
    *("TypeAlias", "TypeAliasType", "UNSET", "WireModel", "WireRoot", "annotations"),
)
TAKEN: Final = frozenset({*_TYPES, *_IMPORTED})
"""Names that mean something in models.py already, so that no model may have one and no field may hide one."""


@dataclass(frozen=True, slots=True)
class ModelField:
    """One field of a class.

    `wire` is the key of the JSON object, `python` the attribute and constructor argument. `annotation` is the type as
    source, without `Annotated` and `Field`; its names are those of models.py and of `TAKEN`. `required` is the
    schema's word. `is_constant`: the constructor fills it in. `nullable`: to the constructor None is a value (null, or
    one that the field can't have), so an argument that nobody gave must be left out; of other optional fields None
    means just that. `default` is what the attribute is when nothing was set, as source; None where that can't be.
    """

    wire: str
    python: Identifier
    annotation: str
    required: bool
    is_constant: bool
    nullable: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class ModelClass:
    """One name of models.py. `is_alias`: it names a type, not a class, and has no fields.

    A root model has no fields either: its only attribute is `root`, the whole value.
    """

    name: Identifier
    fields: tuple[ModelField, ...]
    is_alias: bool
    root: ModelField | None = None

    @property
    def all(self) -> tuple[ModelField, ...]:
        """Every attribute, a root model's too."""
        return (self.root,) if self.root else self.fields


@dataclass(frozen=True, slots=True)
class Models:
    """models.py without its head.

    `source` is unformatted: named types and classes in an order in which Python can run them. `imports` are the lines
    it needs above it, `from __future__ import annotations` first. `classes` is what it defines, by name.
    """

    source: str
    imports: tuple[str, ...]
    classes: Mapping[Identifier, ModelClass]

    @property
    def names(self) -> tuple[Identifier, ...]:
        """Everything that models.py defines, sorted."""
        return tuple(sorted(self.classes))

    def fields(self, name: Identifier) -> tuple[ModelField, ...]:
        """The fields of a class, those of its parent first; none for a named type."""
        return self.classes[name].fields
