"""The files of one specification as read from disk, before anything is known about their meaning."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.location import Location
from .identities import Identities, identities_of
from .node import Node


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path as in every `Location` of its nodes, its value, and the text that excerpts are cut from."""

    path: str
    node: Node
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The root document and every local file that it reaches, by path; `root` is the path of the root document.

    `missing` says of a file that is there, but couldn't be used, why: the root document's faults are to be reported at
    once, those of another file only where a reference to it is expected, so ask `faults`. A file that doesn't exist is
    in `absent` alone. A file reached by two paths is one Source under both. `texts` has the text of every file that
    could be decoded, the unparsable ones included.

    `original` holds the 2.x form of a root that was upgraded: a reference into a place which 3.0 lacks
    (`#/channels/x/publish/message/payload`) still finds its target there. `targets` are what references lead to, as far
    as somebody has asked, by the identity of their text, which is kept beside it.
    """

    root: str
    files: Mapping[str, Source]
    original: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    missing: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=lambda: MappingProxyType({}))
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    absent: tuple[str, ...] = ()
    targets: dict[int, tuple[Node, Node]] = field(
        default_factory=dict[int, tuple[Node, Node]], init=False, compare=False, repr=False
    )
    _identities: list[Identities] = field(default_factory=list[Identities], init=False, repr=False, compare=False)

    @property
    def document(self) -> Node:
        """The value of the root document; raises KeyError where that is in `missing`."""
        return self.files[self.root].node

    def identities(self) -> Identities:
        """What the schemas in the files call themselves; looked for when it's first asked, which is seldom."""
        if not self._identities:
            files = (*self.files.values(), *self.original.values())
            self._identities.append(identities_of(each.node for each in files))
        return self._identities[0]

    def faults(self, path: str, reference: Location) -> tuple[Diagnostic, ...]:
        """Say why `path` couldn't be used: inside it where it can't be parsed, at `reference` where it wasn't opened.

        Empty for a file that doesn't exist or has no faults.
        """
        return tuple(
            each if each.location.path == path else replace(each, location=reference)
            for each in self.missing.get(path, ())
        )


def path_of(base: str, reference: str) -> str | None:
    """Give the path of the file that the `$ref` text `reference` in the file `base` names; None for one on the network.

    Percent-decoded once, relative to the folder of `base` (RFC 3986 §5.2); a fragment alone names `base` itself.
    """
    file = reference.partition("#")[0]
    if "://" in file or file.startswith("//"):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(file))) if file else base
