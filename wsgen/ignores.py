"""Finds every `x-wsgen-ignore` of a specification, and says which findings it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .diagnostics.catalogue.table import CATALOGUE, similar
from .diagnostics.diagnostic import Diagnostic
from .diagnostics.found import found
from .diagnostics.location import Location
from .spec.keywords import KEYWORDS, Holds
from .spec.node import MappingNode, Node, ScalarNode, SequenceNode
from .spec.objects import VERSIONS, objects_of
from .spec.objects.kinds import MapOf
from .spec.sources import Sources

KEY: Final = "x-wsgen-ignore"

_DATA: Final = {name for name, holds in KEYWORDS.items() if holds in {Holds.VALUE, Holds.LIST, Holds.CHOICES}}
_MAPS: Final = {name for name, holds in KEYWORDS.items() if holds is Holds.MAP} | {
    name
    for version in VERSIONS
    for described in objects_of(version).values()
    for name, field in described.fields.items()
    if isinstance(field.kind, MapOf)
}


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code in an `x-wsgen-ignore`, written at `location`, for the object at `within`.

    `is_shared` where that is in a file that other documents may refer to.
    """

    code: str
    location: Location
    within: Location
    is_shared: bool = False

    def names(self, diagnostic: Diagnostic) -> bool:
        """Whether `diagnostic` has the code, and its place in the object or below."""
        path, pointer = diagnostic.location.path, diagnostic.location.pointer
        is_below = f"{pointer}/".startswith(f"{self.within.pointer}/")
        return self.code == diagnostic.code and self.within.path == path and is_below


def find_ignores(sources: Sources) -> tuple[tuple[Ignore, ...], tuple[Diagnostic, ...]]:
    """What the objects of all files say, overlay included, and what is wrong with it.

    WSG402 for something else than a list of codes, WSG154 for a code that doesn't exist, WSG155 for one that is always
    an error. A key of that name in an example, or in another value that is data, says nothing.
    """
    ignores: list[Ignore] = []
    diagnostics: list[Diagnostic] = []
    for node, has_names in _objects(sources):
        written = node.get(KEY)
        if isinstance(written, SequenceNode):
            for item in written.items:
                code = str(item.value) if isinstance(item, ScalarNode) else ""
                fault = _fault(code, item.location)
                diagnostics += [fault] if fault else []
                is_shared = item.location.path in sources.files and item.location.path != sources.root
                ignores += [] if fault else [Ignore(code, item.location, node.location, is_shared)]
        elif written is not None and not has_names:
            message = f"`{KEY}` is not a list of codes"
            diagnostics.append(found("WSG402", written.location, message, hint="write it like `[WSG312]`"))
    return tuple(ignores), tuple(diagnostics)


def _fault(code: str, location: Location) -> Diagnostic | None:
    if code not in CATALOGUE:
        near = similar(code)
        hint = f"did you mean `{near}`?" if near else "`wsgen explain` lists all codes"
        return found("WSG154", location, f"there is no diagnostic `{code}`", hint=hint)
    if CATALOGUE[code].is_fixed:
        return found("WSG155", location, f"`{code}` is an error, which can't be ignored", hint="mend what it is about")
    return None


def _objects(sources: Sources) -> Iterator[tuple[MappingNode, bool]]:
    """Every object of every file that isn't data, and whether its keys may be names of the author's."""
    seen: set[int] = set()
    waiting: list[tuple[Node, bool]] = [(source.node, False) for source in sources.files.values()]
    while waiting:
        node, has_names = waiting.pop()
        # What an alias names is the same node at each of its places.
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            waiting += [(item, False) for item in node.items if not isinstance(item, ScalarNode)]
        elif isinstance(node, MappingNode):
            yield node, has_names
            for key, entry in node.entries.items():
                is_data = not has_names and (key in _DATA or key.startswith("x-"))
                if not is_data and not isinstance(entry.value, ScalarNode):
                    waiting.append((entry.value, not has_names and key in _MAPS))
