"""Collects the JSON Schemas of a document, each once and in draft 7, with canonical references."""

from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from ...diagnostics.location import Location
from ..dialects import (
    ASYNCAPI,
    Conversion,
    Dialect,
    converted,
    dialect_at,
    dialect_of_format,
    is_reference_only,
    target_of,
)
from ..document import Schema, Unsupported
from ..keywords import KEYWORDS, Holds
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode, Value, escape, plain
from ..reading import child, is_true, text_of
from ..references import BrokenReferenceError, is_reference, place_of
from .scope import Scope

# Stands in the key of what isn't JSON Schema, where a dialect has its mark.
_OTHER: Final = "another language"


@dataclass(frozen=True, slots=True)
class _Target:
    """A schema to add: the dialect that it's read in, or the `schemaFormat` that names another language."""

    node: Node
    dialect: Dialect
    format: Node | None = None

    def key(self, scope: Scope) -> str:
        """Its place; what its file is read as needs no mark."""
        own = dialect_at(scope.sources, self.node, ASYNCAPI)
        mark = _OTHER if self.format else self.dialect.mark if self.dialect is not own else ""
        return f"{mark}/{scope.key(self.node)}" if mark else scope.key(self.node)


def add_schema(scope: Scope, node: Node) -> str | None:
    """The key of the schema that `node` is, refers to, or wraps; with it, every schema that it refers to is added.

    None, and reported, where a reference leads to nothing.
    """
    target = _unwrapped(scope, node, ASYNCAPI)
    if target is None:
        return None
    waiting = [target]
    while waiting:
        _add(scope, waiting.pop(), waiting)
    return target.key(scope)


def _unwrapped(scope: Scope, node: Node, dialect: Dialect) -> _Target | None:
    """Follows references and takes a Multi Format Schema Object off (AsyncAPI 3.0 §Multi Format Schema Object)."""
    target = _followed(scope, _Target(node, dialect))
    if target is None:
        return None
    schema, schema_format = child(target.node, "schema"), child(target.node, "schemaFormat")
    if schema is None or schema_format is None:
        return target
    named = dialect_of_format(text_of(schema_format) or "")
    return _followed(scope, _Target(schema, named)) if named else replace(target, format=schema_format)


def _followed(scope: Scope, target: _Target) -> _Target | None:
    if not is_reference_only(target.node, target.dialect):
        return target
    try:
        return _Target(*target_of(scope.sources, target.node, target.dialect))
    except BrokenReferenceError as broken:
        scope.diagnostics.extend(broken.diagnostics)
        return None


def _add(scope: Scope, target: _Target, waiting: list[_Target]) -> None:
    key = target.key(scope)
    if key in scope.schemas:
        return
    location = target.node.location
    scope.placed.add(place_of(target.node))
    if target.format is not None:
        scope.schemas[key] = Schema(key, {}, location, {"": location}, (_other_language(target.format),))
        return
    rewriting = _Rewriting(scope, target.dialect, waiting)
    value = rewriting.schema(target.node, "")
    scope.schemas[key] = Schema(key, value, location, rewriting.positions, tuple(rewriting.unsupported))


def _other_language(schema_format: Node) -> Unsupported:
    words = f"is described in `{text_of(schema_format)}`, and only JSON Schema can be generated"
    hint = f"describe it in JSON Schema, such as `schemaFormat: {ASYNCAPI.format}`"
    return Unsupported(words, hint, schema_format.location, is_language=True)


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """The copy of one schema while it is made: where each value stands, and which schemas it leads to."""

    scope: Scope
    dialect: Dialect
    waiting: list[_Target]
    positions: dict[str, Location] = field(default_factory=dict[str, Location])
    unsupported: list[Unsupported] = field(default_factory=list[Unsupported])

    def schema(self, node: Node, pointer: str) -> Value:
        """The value of a schema; what isn't in the position of a schema is never taken for a reference."""
        self.positions[pointer] = node.location
        if not isinstance(node, MappingNode):
            return plain(node)
        if self.dialect.steps and (self.dialect.siblings or not is_reference(node)):
            node = converted(node, Conversion(self.dialect, self._follow, self._plain, self.unsupported))
        if is_reference(node):
            return self._reference(node)
        result: dict[str, Value] = {}
        for name, entry in node.entries.items():
            place = f"{pointer}/{escape(name)}"
            result[name] = self._held(entry.value, KEYWORDS.get(name, Holds.VALUE), place)
        return result

    def _reference(self, node: Node) -> Value:
        target = _unwrapped(self.scope, node, self.dialect)
        # Reported already; a schema that accepts everything lets the others be looked at.
        if target is None:
            return True
        self.waiting.append(target)
        return {"$ref": target.key(self.scope)}

    def _follow(self, reference: MappingNode) -> tuple[Node, Dialect] | None:
        """What a reference leads to, where it is JSON Schema."""
        target = _unwrapped(self.scope, reference, self.dialect)
        return None if target is None or target.format else (target.node, target.dialect)

    def _plain(self, entry: Entry) -> ScalarNode | None:
        """The text of the `$ref` that a dynamic reference means, as long as no two resources have its anchor."""
        identities = self.scope.sources.identities()
        if entry.key == "$recursiveRef":
            resource = identities.around(entry.location)
            # An AsyncAPI document is no schema that could be meant.
            if resource is None or child(resource.node, "asyncapi") is not None:
                return None
            if is_true(resource.node, "$recursiveAnchor") and identities.dynamic[""] > 1:
                return None
            return ScalarNode(f"#{quote(resource.node.location.pointer)}", entry.value.location)
        text = text_of(entry.value) or ""
        is_single = identities.dynamic.get(text.partition("#")[2], 0) <= 1
        return ScalarNode(text, entry.value.location) if is_single else None

    def _held(self, node: Node, holds: Holds, pointer: str) -> Value:
        if holds is Holds.SCHEMA or (holds is Holds.SCHEMA_OR_SCHEMAS and not isinstance(node, SequenceNode)):
            return self.schema(node, pointer)
        if holds in {Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS} and isinstance(node, SequenceNode):
            self.positions[pointer] = node.location
            return [self.schema(item, f"{pointer}/{index}") for index, item in enumerate(node.items)]
        if holds is Holds.MAP and isinstance(node, MappingNode):
            self.positions[pointer] = node.location
            return {
                # An array in a map of schemas is a list of names, as in `dependencies`.
                name: self._held(entry.value, _held_by_a_name(entry.value), f"{pointer}/{escape(name)}")
                for name, entry in node.entries.items()
            }
        return self._value(node, pointer)

    def _value(self, node: Node, pointer: str) -> Value:
        self.positions[pointer] = node.location
        if isinstance(node, SequenceNode):
            return [self._value(item, f"{pointer}/{index}") for index, item in enumerate(node.items)]
        if isinstance(node, MappingNode):
            return {name: self._value(entry.value, f"{pointer}/{escape(name)}") for name, entry in node.entries.items()}
        return node.value


def _held_by_a_name(node: Node) -> Holds:
    return Holds.VALUE if isinstance(node, SequenceNode) else Holds.SCHEMA
