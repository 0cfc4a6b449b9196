"""The words in which the tables of AsyncAPI objects are written: kinds of values, fields, objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from ..dialects import ASYNCAPI, Dialect

Version: TypeAlias = tuple[int, int]
"""Major and minor version of AsyncAPI; a patch version changes no object."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a map may have: a pattern, what it allows in words, and the code of one that doesn't match."""

    pattern: str
    words: str
    code: str = "WSG205"


class Form(Enum):
    """What a string must look like."""

    FREE = "a string"
    URI = "an absolute URI"
    EMAIL = "an email address"
    EXPRESSION = "a runtime expression"
    MEDIA_TYPE = "a media type"


@dataclass(frozen=True, slots=True)
class Text:
    """A string; one of `choices` where there are some."""

    form: Form = Form.FREE
    choices: tuple[str, ...] = ()
    or_null: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value, which is not looked into."""


@dataclass(frozen=True, slots=True)
class Members:
    """Any object, which is not looked into."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The binding of another protocol than WebSocket: an object, which is not looked into."""


@dataclass(frozen=True, slots=True)
class SchemaKind:
    """A schema or a reference to one; where `multi`, also a Multi Format Schema Object.

    `format_beside` where a `schemaFormat` beside it may say that it is of another dialect or language. `needs_object`
    where it must describe an object, `needs_properties` where it must also name the properties. `dialect` is that of
    JSON Schema that it is in; None for another language, which isn't looked into.
    """

    multi: bool = False
    format_beside: bool = False
    needs_object: bool = False
    needs_properties: bool = False
    dialect: Dialect | None = ASYNCAPI


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an object of the kind `to`, never that object itself."""

    to: str


@dataclass(frozen=True, slots=True)
class Object:
    """The object called `name` in the table; `or_reference` where a reference may stand for it, since a version."""

    name: str
    or_reference: bool = False
    reference_since: Version = (0, 0)


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array; `unique` where no two items may be equal, `distinct` a field in which no two of them may be equal."""

    item: "Kind"
    unique: bool = False
    distinct: str = ""


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys the author chooses, within `keys`."""

    item: "Kind"
    keys: "Keys | None" = None


Kind: TypeAlias = Text | Flag | Anything | Members | Unread | SchemaKind | Reference | Object | ListOf | MapOf


@dataclass(frozen=True, slots=True)
class Field:
    """One fixed field of an object, and the first version that has it, where that isn't the major's first."""

    kind: Kind
    required: bool = False
    since: Version = (0, 0)


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """One object of the specification.

    `noun` is what a message calls it. `one_of` are fields of which at least one must be there. `variants` gives by the
    value of `type` the name of the object that this one then is; `if_present` likewise by a field that is present.
    `x-…` is allowed from `extensible_since` on, and never where that is None. Before `closed_since`, so is every other
    field, or every one of the object called `like`. `unknown` is the code of one that isn't, `instead` what to do about
    it where that is always the same. `since` is the first version that has the object, where another object has it as a
    variant.
    """

    noun: str
    fields: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    one_of: tuple[str, ...] = ()
    variants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    if_present: tuple[str, str] | None = None
    closed_since: Version = (0, 0)
    extensible_since: Version | None = (0, 0)
    unknown: str = "WSG201"
    instead: str = ""
    like: str = ""
    since: Version = (0, 0)

    def is_extensible(self, version: Version) -> bool:
        """Whether `x-…` is allowed in this version."""
        return self.extensible_since is not None and self.extensible_since <= version


def needed(kind: Kind, *, since: Version = (0, 0)) -> Field:
    """A field that must be there."""
    return Field(kind, required=True, since=since)


def may(kind: Kind, *, since: Version = (0, 0)) -> Field:
    """A field that may be left out."""
    return Field(kind, since=since)


def kind_of(noun: str, /, **fields: Field) -> ObjectKind:
    """An object with fixed fields."""
    return ObjectKind(noun, MappingProxyType(fields))


TEXT: Final = Text()
FLAG: Final = Flag()
ANYTHING: Final = Anything()
MEMBERS: Final = Members()
URI: Final = Text(Form.URI)
MEDIA_TYPE: Final = Text(Form.MEDIA_TYPE)
COMPONENT_NAME: Final = Keys(r"[A-Za-z0-9._-]+", "letters, digits, `-`, `_` and `.`")
PLAIN_NAME: Final = Keys(r"[A-Za-z0-9_-]+", "letters, digits, `-` and `_`")
SERVER_NAME: Final = replace(PLAIN_NAME, code="WSG218")
URI_TEMPLATE: Final = Keys(
    r"(?:[^\s<>\"\\^`{}|]|\{[^\s<>\"\\^`{}]+\})+",
    'what a URI template may have: no space, none of < > " \\ ^ ` |, and `{name}` in pairs',
    "WSG216",
)
