"""What tells one dialect of JSON Schema from another, and how a schema of one becomes a schema of draft 7."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from ...diagnostics.location import Location
from ..document import Unsupported
from ..keywords import KEYWORDS, Holds
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode

Entries: TypeAlias = dict[str, Entry]
"""The keywords of one schema while it's converted."""

# Keywords that judge no value: what stands beside a reference and is one of these needs no schema of its own.
_SILENT: Final = frozenset(
    {
        *("$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment"),
        *("$defs", "definitions", "title", "description", "examples", "example", "readOnly", "writeOnly"),
        *("deprecated", "externalDocs", "discriminator", "xml", "format", "contentMediaType", "contentEncoding"),
        *("contentSchema", "then", "else"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """One dialect of JSON Schema.

    `mark` stands in the keys of its schemas, where no file says that it's the file's. `format` is what a `schemaFormat`
    calls it. `siblings` where what stands beside `$ref` counts, `booleans` where `true` and `false` are schemas.
    `instead` says by keyword what to write for one that other dialects have. `steps` say in words of draft 7 what the
    keywords of one schema say, one thing each; the schemas inside it stay as they are.
    """

    name: str
    mark: str
    format: str
    keywords: Mapping[str, Holds]
    siblings: bool = False
    booleans: bool = True
    instead: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    steps: "tuple[Callable[[Entries, Conversion], None], ...]" = ()


Follow: TypeAlias = Callable[[MappingNode], tuple[Node, Dialect] | None]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What the conversion of a schema has to ask, and what it found that draft 7 can't say.

    `follow` gives what an object with a `$ref` leads to, and the dialect of that; None where it leads to nothing.
    `plain` gives the text of a `$ref` that means what a `$dynamicRef` or a `$recursiveRef` means here; None where that
    depends on the schemas which lead here.
    """

    dialect: Dialect
    follow: Follow
    plain: Callable[[Entry], ScalarNode | None]
    unsupported: list[Unsupported] = field(default_factory=list[Unsupported])

    def refuse(self, at: Location, what: str, *, hint: str) -> None:
        """Notes that a schema says something that draft 7 can't: `what`, in words that go on from a message's name."""
        words = f"needs {what}, which JSON Schema draft 7 can't say"
        self.unsupported.append(Unsupported(words, hint, at, is_language=False))


def converted(node: MappingNode, conversion: Conversion) -> MappingNode:
    """A schema with the words of draft 7 for what its own say; the schemas inside it are still of its own dialect."""
    dialect = conversion.dialect
    # What only draft 7 knows has no meaning here, and must not get one.
    entries = {name: each for name, each in node.entries.items() if name in dialect.keywords or name not in KEYWORDS}
    for step in dialect.steps:
        step(entries, conversion)
    return MappingNode(MappingProxyType(entries), node.location)


def is_judging(keyword: str) -> bool:
    """Whether a keyword can reject a value, or leads to what can."""
    return keyword not in _SILENT


def judges(entries: Entries, dialect: Dialect) -> bool:
    """Whether one of these keywords can reject a value."""
    return any(is_judging(name) and name in dialect.keywords for name in entries)


def require(entries: Entries, schema: Node, at: Location) -> None:
    """Adds a schema that a value must fit too."""
    held = entries.get("allOf")
    others = held.value.items if held and isinstance(held.value, SequenceNode) else ()
    location = held.location if held else at
    entries["allOf"] = Entry("allOf", location, SequenceNode((*others, schema), held.value.location if held else at))


def schema_of(*entries: Entry) -> MappingNode:
    """A schema made of these keywords, in the place of the first."""
    return MappingNode(MappingProxyType({each.key: each for each in entries}), entries[0].location)
