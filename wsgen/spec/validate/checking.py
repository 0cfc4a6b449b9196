"""What one run of `validate` knows, has found and has yet to look at."""

from dataclasses import dataclass, field

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from ..node import MappingNode, Node
from ..objects.kinds import Kind, Version
from ..references import BrokenReferenceError, Place, follow, is_reference, place_of
from ..sources import Sources


@dataclass(frozen=True, slots=True)
class Task:
    """One value that has yet to be checked as a `kind`; `at` is the place to say what it lacks."""

    node: Node
    kind: Kind
    at: Location


@dataclass(frozen=True, slots=True)
class Checking:
    """The sources, and collections that change during one run."""

    sources: Sources
    version: Version
    diagnostics: list[Diagnostic] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    seen: set[tuple[Place, Kind]] = field(default_factory=set)

    def report(self, code: str, location: Location, message: str, *, hint: str = "") -> None:
        """Adds one diagnostic."""
        self.diagnostics.append(found(code, location, message, hint=hint))

    def later(self, node: Node, kind: Kind, at: Location) -> None:
        """Puts a value on the list of what to check, unless it was checked as the same kind before."""
        if (place_of(node), kind) not in self.seen:
            self.seen.add((place_of(node), kind))
            self.tasks.append(Task(node, kind, at))

    def target(self, node: MappingNode) -> Node | None:
        """What a reference leads to; None, and reported, where that is nothing."""
        ignored = [name for name in node.entries if name != "$ref" and not name.startswith("x-")]
        if ignored and is_reference(node):
            names = ", ".join(f"`{name}`" for name in ignored)
            stands = "stands" if len(ignored) == 1 else "stand"
            message = f"{names} {stands} beside `$ref`, and is ignored" if len(ignored) == 1 else ""
            message = message or f"{names} {stands} beside `$ref`, and are ignored"
            hint = "move it to what is referred to, or remove it"
            self.report("WSG208", node.entries[ignored[0]].location, message, hint=hint)
        try:
            return follow(self.sources, node)
        except BrokenReferenceError as broken:
            self.diagnostics.extend(broken.diagnostics)
            return None
