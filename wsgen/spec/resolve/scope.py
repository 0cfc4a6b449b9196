"""What one run of `resolve` knows and has found so far."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from ..document import Schema
from ..node import Entry, Node, Place
from ..reading import fields
from ..references import BrokenReferenceError, chain, place_of
from ..sources import Sources


@dataclass(frozen=True, slots=True)
class Scope:
    """The sources, and collections that grow during one run.

    `placed` has the places of `schemas`.
    `servers` and `channels` name the root's servers and channels by their place. `messages` gives, by the place of each
    member of a root channel's `messages`, the message's id by the channel's name: two channels may be one by reference.
    `paths` are those of files as they stand in keys.
    """

    sources: Sources
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    schemas: dict[str, Schema] = field(default_factory=dict[str, Schema])
    placed: set[Place] = field(default_factory=set[Place])
    servers: dict[Place, str] = field(default_factory=dict[Place, str])
    channels: dict[Place, str] = field(default_factory=dict[Place, str])
    messages: dict[Place, dict[str, str]] = field(default_factory=dict[Place, dict[str, str]])
    paths: dict[str, str] = field(default_factory=dict[str, str])

    def report(self, code: str, location: Location, message: str, *, hint: str = "") -> None:
        """Adds one diagnostic."""
        self.diagnostics.append(found(code, location, message, hint=hint))

    def chain(self, node: Node) -> tuple[Node, ...]:
        """`node` and the values its references lead through; empty, and reported, where one leads to nothing."""
        try:
            return chain(self.sources, node)
        except BrokenReferenceError as broken:
            self.diagnostics.extend(broken.diagnostics)
            return ()

    def follow(self, node: Node) -> Node | None:
        """What `node` stands for; None, and reported, where a reference leads to nothing."""
        passed = self.chain(node)
        return passed[-1] if passed else None

    def followed(self, node: Node, key: str) -> Iterator[tuple[str, Entry, Node]]:
        """Name, entry and target of each member of the map in one field; those that lead to nothing are reported."""
        for name, entry in fields(node, key):
            target = self.follow(entry.value)
            if target is not None:
                yield name, entry, target

    def registered(self, root: Node, key: str, names: dict[Place, str]) -> Iterator[tuple[str, Node]]:
        """Name and target of each of the root's servers or channels, whose places are put into `names` with its name.

        A reference elsewhere may lead to any place that this one leads through.
        """
        for name, entry in fields(root, key):
            passed = self.chain(entry.value)
            for node in passed:
                names.setdefault(place_of(node), name)
            if passed:
                yield name, passed[-1]

    def key(self, node: Node) -> str:
        """The place of a value as `file#pointer`, the file relative to the root document's folder.

        So a key is the same on every machine and from every working folder.
        """
        path, pointer = place_of(node)
        if path not in self.paths:
            self.paths[path] = posixpath.relpath(path, posixpath.dirname(self.sources.root) or ".")
        return f"{self.paths[path]}#{pointer}"
