"""What one run of `validate` knows, has found and has yet to look at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from ...diagnostics.diagnostic import Diagnostic, Severity
from ...diagnostics.found import MAX_FAULTS, found, too_many
from ...diagnostics.location import Location
from ..dialects import Dialect, target_of
from ..node import MappingNode, Node, Place, ScalarNode, SequenceNode, plain
from ..objects.kinds import Kind, Version
from ..references import BrokenReferenceError, follow, place_of
from ..sources import Sources


@dataclass(frozen=True, slots=True)
class Task:
    """One value that has yet to be checked as a `kind`; `at` is the place to say what it lacks."""

    node: Node
    kind: Kind
    at: Location


class EnoughError(Exception):
    """There are MAX_FAULTS errors; carries the diagnostic that says so."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.message)


@dataclass(frozen=True, slots=True)
class Checking:
    """The sources, and collections that change during one run.

    `errors` are those of the `diagnostics` that are errors. `unread` are the places of other protocols' bindings, by
    protocol.
    """

    sources: Sources
    version: Version
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    errors: list[Diagnostic] = field(default_factory=list[Diagnostic])
    tasks: list[Task] = field(default_factory=list[Task])
    seen: set[tuple[Place, Kind]] = field(default_factory=set[tuple[Place, Kind]])
    unread: dict[str, list[Location]] = field(default_factory=dict[str, list[Location]])

    def report(self, code: str, location: Location, message: str, *, hint: str = "") -> None:
        """Adds one diagnostic. Raises EnoughError where there are many already."""
        self.add(found(code, location, message, hint=hint))

    def add(self, diagnostic: Diagnostic) -> None:
        """Adds one diagnostic. Raises EnoughError where there are many already."""
        self.diagnostics.append(diagnostic)
        if diagnostic.severity is Severity.ERROR:
            self.errors.append(diagnostic)
            if len(self.errors) == MAX_FAULTS:
                raise EnoughError(too_many(diagnostic.location))

    def report_twice(self, node: SequenceNode) -> None:
        """Reports each item that equals an earlier one; `1` and `true` don't, though Python says so."""
        seen: set[str] = set()
        for item in node.items:
            value = json.dumps(plain(item), sort_keys=True)
            if value in seen:
                message = f"{_shown(item)} is in the list already"
                self.report("WSG212", item.location, message, hint="remove one of the two")
            seen.add(value)

    def later(self, node: Node, kind: Kind, at: Location) -> None:
        """Puts a value on the list of what to check, unless it was checked as the same kind before."""
        if (place_of(node), kind) not in self.seen:
            self.seen.add((place_of(node), kind))
            self.tasks.append(Task(node, kind, at))

    def target(self, node: MappingNode, kind: str) -> Node | None:
        """What a reference leads to, where an object of the kind `kind` is needed.

        None, and reported, where that is nothing or something else.
        """
        self._report_siblings(node)
        try:
            target = follow(self.sources, node)
        except BrokenReferenceError as broken:
            for each in broken.diagnostics:
                self.add(each)
            return None
        return target if self._is_a(kind, target, node) else None

    def schema(self, node: MappingNode, dialect: Dialect) -> tuple[Node, Dialect] | None:
        """What a reference in a schema of `dialect` leads to, and its dialect; None, and reported, like `target`."""
        if not dialect.siblings:
            self._report_siblings(node)
        try:
            found = target_of(self.sources, node, dialect)
        except BrokenReferenceError as broken:
            self.diagnostics.extend(broken.diagnostics)
            return None
        return found if self._is_a("Schema", found[0], node) else None

    def _is_a(self, kind: str, target: Node, node: MappingNode) -> bool:
        other = _kind_at(target.location.pointer)
        if other is None or other == kind:
            return True
        message = f"this refers to {_NOUNS[other]}, and {_NOUNS[kind]} is needed"
        # A schema may have keywords that nobody knows, so any object passes for one that says nothing.
        code = "WSG215" if kind == "Schema" else "WSG306"
        self.report(code, node.entries["$ref"].value.location, message, hint=f"refer to {_NOUNS[kind]}")
        return False

    def _report_siblings(self, node: MappingNode) -> None:
        ignored = [name for name in node.entries if name != "$ref" and not name.startswith("x-")]
        if ignored:
            names = ", ".join(f"`{name}`" for name in ignored)
            verbs = "stands beside `$ref`, and is" if len(ignored) == 1 else "stand beside `$ref`, and are"
            hint = f"move {'it' if len(ignored) == 1 else 'them'} to what is referred to, or remove the reference"
            self.report("WSG208", node.entries[ignored[0]].location, f"{names} {verbs} ignored", hint=hint)


_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "schemas": "Schema",
        "servers": "Server",
        "serverVariables": "Server Variable",
        "channels": "Channel",
        "operations": "Operation",
        "messages": "Message",
        "securitySchemes": "Security Scheme",
        "parameters": "Parameter",
        "correlationIds": "Correlation ID",
        "replies": "Operation Reply",
        "replyAddresses": "Operation Reply Address",
        "externalDocs": "External Documentation",
        "tags": "Tag",
        "operationTraits": "Operation Trait",
        "messageTraits": "Message Trait",
        "serverBindings": "Server Bindings",
        "channelBindings": "Channel Bindings",
        "operationBindings": "Operation Bindings",
        "messageBindings": "Message Bindings",
    }
)
_NOUNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        kind: f"{'an' if kind[0] in 'OE' else 'a'} {kind.lower() if kind != 'Correlation ID' else 'correlation id'}"
        for kind in (*_KINDS.values(), "WebSocket Channel Binding")
    }
)


def _kind_at(pointer: str) -> str | None:
    """The kind of object that stands at a place, where the place says so: `/components/messages/Hello`."""
    match pointer.split("/"):
        case ["", "components", container, _]:
            return _KINDS.get(container)
        case ["", ("channels" | "servers" | "operations") as container, _]:
            return _KINDS[container]
        case ["", "channels", _, "messages", _]:
            return "Message"
        case _:
            return None


def _shown(node: Node) -> str:
    return f"`{node.value}`" if isinstance(node, ScalarNode) and isinstance(node.value, str) else "this"
