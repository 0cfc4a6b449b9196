"""Says of each schema of the bundle where on the page it is shown: with a message, inside another one, or by itself."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..plan.protocol import Protocol
from ..spec.node import Value
from .html import anchor
from .words import Schema

PREFIX = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Bundle:
    """`shown_at` are the ids of what has a table of its own, by definition; `inside` is shown where it is used."""

    definitions: Mapping[str, Value]
    shown_at: Mapping[str, str]
    inside: frozenset[str]

    @classmethod
    def of(cls, protocol: Protocol) -> "Bundle":
        """The schemas of a protocol: a payload is shown with its first message, a shared schema once."""
        definitions = {str(name): each.value for name, each in protocol.definitions.items()}
        shown: dict[str, str] = {}
        for message in protocol.messages.values():
            shown.setdefault(_meant(definitions, message.payload), anchor("message", message.wire))
        uses = Counter(name for each in definitions.values() for name in referred(each))
        inside = {
            name for name in definitions if name not in shown and (uses[name] <= 1 or not has_table(definitions[name]))
        }
        reached = _reached(definitions, shown)
        for name in definitions:
            if name in reached and name not in inside:
                shown.setdefault(name, anchor("schema", name))
        return cls(MappingProxyType(definitions), MappingProxyType(shown), frozenset(inside))

    def payload(self, name: str) -> str:
        """The definition that says what a payload is: the one that its own does nothing but refer to."""
        return _meant(self.definitions, name)

    def target(self, schema: Schema) -> str | None:
        """The definition that a schema refers to."""
        reference = schema.get("$ref")
        name = reference.removeprefix(PREFIX) if isinstance(reference, str) else ""
        return name if name in self.definitions else None

    def schema(self, name: str) -> Schema:
        """A definition; an empty one where anything, or nothing, is allowed."""
        held = self.definitions[name]
        return held if isinstance(held, dict) else {} if held else {"not": {}}


def _meant(definitions: Mapping[str, Value], name: str) -> str:
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        schema = definitions[name]
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        further = reference.removeprefix(PREFIX) if isinstance(reference, str) else ""
        name = further if further in definitions else name
    return name


def referred(schema: Value) -> Iterator[str]:
    """The names that a schema refers to, as often as it does; what are plain values there refers to nothing."""
    if isinstance(schema, list):
        for each in schema:
            yield from referred(each)
    elif isinstance(schema, dict):
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith(PREFIX):
            yield reference.removeprefix(PREFIX)
        for word, held in schema.items():
            if word not in {"const", "enum", "default", "examples"}:
                yield from referred(held)


def has_table(schema: Value) -> bool:
    """Whether a schema has parts that a table would show."""
    words = ("properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf", "patternProperties")
    return isinstance(schema, dict) and any(
        isinstance(schema.get(word), dict | list) and schema[word] for word in words
    )


def _reached(definitions: Mapping[str, Value], roots: Mapping[str, str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [name for name in roots if name in definitions]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each for each in referred(definitions[name]) if each in definitions]
    return frozenset(found)
