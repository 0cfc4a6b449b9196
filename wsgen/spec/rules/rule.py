"""What every rule gets, and how it reads it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.location import Location
from ..document import Document
from ..node import Node, Place
from ..reading import child, fields
from ..references import BrokenReferenceError, follow, place_of
from ..sources import Sources


@dataclass(frozen=True, slots=True)
class Subject:
    """A resolved document, and the 3.x sources that it came from, which know the place of every value."""

    document: Document
    sources: Sources


Check: TypeAlias = Callable[[Subject], Iterable[Diagnostic]]


def each(subject: Subject, holder: Node | None, name: str) -> Iterator[tuple[str, Location, Node]]:
    """Name, place of the name and value of each member of a map, references followed.

    What a reference doesn't lead to was reported by `resolve`.
    """
    for key, entry in fields(holder, name):
        try:
            yield key, entry.location, follow(subject.sources, entry.value)
        except BrokenReferenceError:
            continue


def everywhere(subject: Subject, name: str, field: str) -> Iterator[tuple[str, Node]]:
    """Name and value of each of the document's servers or channels, those of the components included.

    One that several names lead to counts once, by the place of its `field`, which an upgrade leaves where it was.
    """
    root = subject.sources.document
    seen: set[Place] = set()
    for holder in (root, child(root, "components")):
        for key, _, node in each(subject, holder, name):
            place = place_of(child(node, field) or node)
            if place not in seen:
                seen.add(place)
                yield key, node
