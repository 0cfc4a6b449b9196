"""What one run of `validate` knows, has found and has yet to look at."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias

from ...diagnostics.diagnostic import Diagnostic, Severity
from ...diagnostics.found import MAX_FAULTS, found
from ...diagnostics.location import Location
from ..dialects import Dialect, target_of
from ..node import MappingNode, Node, Place, ScalarNode, plain
from ..objects import kind_at, objects_of
from ..objects.kinds import Anything, Kind, Members, Object, Reference, SchemaKind, Unread, Version
from ..references import BrokenReferenceError, follow, place_of, unescape
from ..sources import Sources
from .wording import what_should_be, with_article

Order: TypeAlias = tuple[bool, str, int, int, int]
"""Where a value stands: whether in another file than the root document, path, line, column, and a number of its own."""


class Task(NamedTuple):
    """One value that has yet to be checked as a `kind`; `at` is the place to say what it lacks.

    A tuple, since every value of a document becomes one: a frozen dataclass takes longer to make.
    """

    node: Node
    kind: Kind
    at: Location


class EnoughError(Exception):
    """There are more than MAX_FAULTS errors."""


@dataclass(frozen=True, slots=True)
class Checking:
    """The sources, and collections that change during one run.

    `errors` are those of the `diagnostics` that are errors. `seen` are the kinds that each place was put on the list
    as, `numbers` those of the tasks. `unread` are the places of other protocols' bindings, by protocol.
    """

    sources: Sources
    version: Version
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    errors: list[Diagnostic] = field(default_factory=list[Diagnostic])
    tasks: list[tuple[Order, Task]] = field(default_factory=list[tuple[Order, Task]])
    seen: dict[Place, list[Kind]] = field(default_factory=dict[Place, list[Kind]])
    numbers: Iterator[int] = field(default_factory=count)
    unread: dict[str, list[Location]] = field(default_factory=dict[str, list[Location]])

    def report(self, code: str, location: Location, message: str, *, hint: str = "") -> None:
        """Adds one diagnostic. Raises EnoughError where there are many already."""
        self.add(found(code, location, message, hint=hint))

    def add(self, diagnostic: Diagnostic) -> None:
        """Adds one diagnostic. Raises EnoughError where there are many already."""
        self.diagnostics.append(diagnostic)
        if diagnostic.severity is Severity.ERROR:
            self.errors.append(diagnostic)
            if len(self.errors) > MAX_FAULTS:
                raise EnoughError

    def report_twice(self, items: Iterable[Node]) -> None:
        """Reports each item that equals an earlier one; `1` and `true` don't, though Python says so."""
        seen: set[str] = set()
        for item in items:
            value = json.dumps(plain(item), sort_keys=True)
            if value in seen:
                message = f"{_shown(item)} is in the list already"
                self.report("WSG212", item.location, message, hint="remove one of the two")
            seen.add(value)

    def later(self, node: Node, kind: Kind, at: Location) -> None:
        """Puts a value on the list of what to check, unless it was checked as the same kind before."""
        kinds = self.seen.setdefault(place_of(node), [])
        if kind not in kinds:
            kinds.append(kind)
            place = node.location
            order = place.path != self.sources.root, place.path, place.line, place.column, next(self.numbers)
            heappush(self.tasks, (order, Task(node, kind, at)))

    def next(self) -> Task:
        """Takes the first value off that list: by its place, those in the root document before those in other files.

        So the errors that are told are the first ones, where there are too many.
        """
        return heappop(self.tasks)[1]

    def target(self, node: MappingNode, kind: Object | SchemaKind) -> Node | None:
        """What a reference leads to, where a `kind` is needed.

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
            for each in broken.diagnostics:
                self.add(each)
            return None
        return found if self._is_a(SchemaKind(), found[0], node) else None

    def _is_a(self, kind: Object | SchemaKind, target: Node, node: MappingNode) -> bool:
        other = self._kind_at(target.location)
        if other is None or _is_of(other, kind):
            return True
        message = f"this refers to {self._noun(other)}, and {self._noun(kind)} is needed"
        # A schema may have keywords that nobody knows, so any object passes for one that says nothing.
        code = "WSG215" if isinstance(kind, SchemaKind) and isinstance(target, MappingNode) else "WSG306"
        self.report(code, node.entries["$ref"].value.location, message, hint=f"refer to {self._noun(kind)}")
        return False

    def _kind_at(self, location: Location) -> Kind | None:
        """The kind of value that stands at a place, where the place says so: `/components/messages/Hello`."""
        steps = [unescape(step) for step in location.pointer.split("/")[1:]]
        if location.path != self.sources.root and steps[:1] != ["components"]:
            return None
        kind = kind_at(self.version, steps)
        return None if isinstance(kind, Anything | Members | Unread | Reference) else kind

    def _noun(self, kind: Kind) -> str:
        return (
            with_article(objects_of(self.version)[kind.name].noun) if isinstance(kind, Object) else what_should_be(kind)
        )

    def _report_siblings(self, node: MappingNode) -> None:
        ignored = [name for name in node.entries if name != "$ref" and not name.startswith("x-")]
        if ignored:
            names = ", ".join(f"`{name}`" for name in ignored)
            verbs = "stands beside `$ref`, and is" if len(ignored) == 1 else "stand beside `$ref`, and are"
            hint = f"move {'it' if len(ignored) == 1 else 'them'} to what is referred to, or remove the reference"
            self.report("WSG208", node.entries[ignored[0]].location, f"{names} {verbs} ignored", hint=hint)


def _is_of(other: Kind, kind: Object | SchemaKind) -> bool:
    if isinstance(kind, SchemaKind):
        return isinstance(other, SchemaKind)
    return isinstance(other, Object) and other.name == kind.name


def _shown(node: Node) -> str:
    return f"`{node.value}`" if isinstance(node, ScalarNode) and isinstance(node.value, str) else "this"
