"""What one run of `upgrade` knows and has found so far."""

from dataclasses import dataclass, field

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from ..node import MappingNode, Node, Place
from ..reading import child
from ..references import BrokenReferenceError, follow
from ..sources import Sources
from .building import reference


@dataclass(frozen=True, slots=True)
class Upgrading:
    """The 2.x sources, and collections that grow during one run.

    `messages` holds each upgraded message by its place, so that one component stays one message. `ids` says where an
    operation id or a message id was first given.
    """

    sources: Sources
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    messages: dict[Place, MappingNode] = field(default_factory=dict[Place, MappingNode])
    ids: dict[tuple[str, str], Location] = field(default_factory=dict[tuple[str, str], Location])

    def report(
        self,
        code: str,
        location: Location,
        message: str,
        *,
        hint: str,
        related: tuple[tuple[str, Location], ...] = (),
    ) -> None:
        """Adds one diagnostic."""
        self.diagnostics.append(found(code, location, message, hint=hint, related=related))

    def follow(self, node: Node) -> Node | None:
        """What `node` stands for; None, and reported, where a reference leads to nothing."""
        try:
            return follow(self.sources, node)
        except BrokenReferenceError as broken:
            self.diagnostics.extend(broken.diagnostics)
            return None

    def reference(self, location: Location, *steps: str) -> MappingNode:
        """A reference to a place in the root document."""
        return reference(self.sources.root, location, *steps)

    def component(self, kind: str, name: str) -> Node | None:
        """One component of the root document, its references followed."""
        node = child(child(child(self.sources.document, "components"), kind), name)
        return None if node is None else self.follow(node)

    def claim(self, what: str, name: str, location: Location) -> bool:
        """Takes an id that must be unique in the document; False, and reported, where it is taken."""
        first = self.ids.setdefault((what, name), location)
        if first is location:
            return True
        message = f"another {what} has the id `{name}`"
        self.report("WSG319", location, message, hint="choose another id", related=(("first used here", first),))
        return False
