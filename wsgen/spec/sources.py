"""The files of one specification as read from disk, before anything is known about their meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .node import Node


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path as in every `Location` of its nodes, and its value."""

    path: str
    node: Node


@dataclass(frozen=True, slots=True)
class Sources:
    """The root document and every local file that it reaches, by path; `root` is the path of the root document.

    `original` holds the 2.x form of a root that was upgraded: a reference into a place which 3.0 lacks
    (`#/channels/x/publish/message/payload`) still finds its target there.
    """

    root: str
    files: Mapping[str, Source]
    original: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def document(self) -> Node:
        """The value of the root document."""
        return self.files[self.root].node
