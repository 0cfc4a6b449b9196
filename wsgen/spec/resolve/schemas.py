"""Collects the JSON Schemas of a document, each once, with canonical references."""

from dataclasses import dataclass, field

from ...diagnostics.location import Location
from ..document import Schema
from ..keywords import KEYWORDS, Holds, is_draft_7
from ..node import MappingNode, Node, SequenceNode, Value, escape, plain
from ..reading import child, optional_text
from ..references import is_reference
from .scope import Scope


def add_schema(scope: Scope, node: Node, *, of: str) -> str | None:
    """The key of the schema that `node` is, refers to, or wraps; with it, every schema that it refers to is added.

    `of` names who uses the schema, for the diagnostic of a schema format that isn't JSON Schema draft 7; where it is
    empty nobody does, and there is nothing to report. None where there is no schema to use.
    """
    target = _unwrapped(scope, node, of)
    if target is None:
        return None
    waiting = [target]
    while waiting:
        _add(scope, waiting.pop(), waiting)
    return scope.key(target)


def _unwrapped(scope: Scope, node: Node, of: str) -> Node | None:
    """Follows references and takes a Multi Format Schema Object off (AsyncAPI 3.0 §Multi Format Schema Object)."""
    target = scope.follow(node)
    schema = child(target, "schema")
    if target is None or schema is None or child(target, "schemaFormat") is None:
        return target
    schema_format = optional_text(target, "schemaFormat") or ""
    if is_draft_7(schema_format):
        return scope.follow(schema)
    if of:
        place = child(target, "schemaFormat") or target
        message = f"{of} is described in `{schema_format}`, and only JSON Schema can be generated"
        scope.report("WSG307", place.location, message, hint="describe it in JSON Schema draft 7")
    return None


def _add(scope: Scope, node: Node, waiting: list[Node]) -> None:
    key = scope.key(node)
    if key in scope.schemas:
        return
    rewriting = _Rewriting(scope, waiting)
    value = rewriting.schema(node, "")
    scope.schemas[key] = Schema(key, value, node.location, rewriting.positions)


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """The copy of one schema while it is made: where each value stands, and which schemas it leads to."""

    scope: Scope
    waiting: list[Node]
    positions: dict[str, Location] = field(default_factory=dict[str, Location])

    def schema(self, node: Node, pointer: str) -> Value:
        """The value of a schema; what isn't in the position of a schema is never taken for a reference."""
        self.positions[pointer] = node.location
        if is_reference(node):
            return self._reference(node)
        if not isinstance(node, MappingNode):
            return plain(node)
        result: dict[str, Value] = {}
        for name, entry in node.entries.items():
            place = f"{pointer}/{escape(name)}"
            keyword = KEYWORDS.get(name)
            result[name] = self._held(entry.value, keyword.holds if keyword else Holds.VALUE, place)
        return result

    def _reference(self, node: Node) -> Value:
        target = _unwrapped(self.scope, node, "a schema")
        # Reported already; a schema that accepts everything lets the others be looked at.
        if target is None:
            return True
        self.waiting.append(target)
        return {"$ref": self.scope.key(target)}

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
