"""What every rule gets, and how it reads it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.location import Location
from ..document import Document
from ..node import Node
from ..reading import fields
from ..references import BrokenReferenceError, follow
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
