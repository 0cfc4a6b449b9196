"""Lays the keys of an overlay over the files of a specification: for documents that can't be edited."""

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import quote

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from .node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from .references import BrokenReferenceError, follow, step
from .sources import Sources, path_of


def overlay(sources: Sources, layers: MappingNode) -> tuple[Sources, tuple[Diagnostic, ...]]:
    """The files with `layers` laid over them, and what is wrong with the layers.

    Each key of `layers` names an object as a `$ref` in the root document would; one that is a reference means what it
    refers to. A `$ref` in its value means what it would in the root document, too. The value is merged into that
    object (RFC 7396: objects merge, null removes, anything else replaces), and keeps its own location, so that a fault
    in it is shown where it was written.
    """
    diagnostics: list[Diagnostic] = []
    for entry in layers.entries.values():
        reference = ScalarNode(entry.key, replace(entry.location, path=sources.root))
        try:
            target = follow(sources, step(sources, reference))
        except BrokenReferenceError as error:
            faults = error.diagnostics
            diagnostics += (replace(each, code="WSG160", location=entry.location, related=()) for each in faults)
            continue
        if not isinstance(target, MappingNode):
            message = f"`{entry.key}` is no object, so it has no keys to set"
            related = (("it stands here", target.location),)
            diagnostics.append(
                found("WSG161", entry.location, message, hint="name the object around it", related=related)
            )
        elif not isinstance(entry.value, MappingNode):
            message = "an overlay must be an object of keys to set"
            diagnostics.append(found("WSG161", entry.value.location, message, hint="write `{ key = value }`"))
        else:
            patch = _as_in_root(entry.value, sources.root)
            sources = _with(sources, target, merged(target, patch))
    return sources, tuple(diagnostics)


def _as_in_root(node: MappingNode, root: str) -> MappingNode:
    """`node` with each `$ref` written so that it means from its own file what it says in the root document."""
    entries = {
        key: replace(entry, value=_value_as_in_root(key, entry.value, root)) for key, entry in node.entries.items()
    }
    return MappingNode(MappingProxyType(entries), node.location)


def _value_as_in_root(key: str, node: Node, root: str) -> Node:
    match node:
        case MappingNode():
            return _as_in_root(node, root)
        case SequenceNode():
            return SequenceNode(tuple(_value_as_in_root("", item, root) for item in node.items), node.location)
        case ScalarNode(value=str(text)) if key == "$ref" and (path := path_of(root, text)) is not None:
            folders = [each for each in posixpath.dirname(node.location.path).split("/") if each]
            # What folder a file above the project's lies in can't be said without looking at the disk.
            if ".." in folders:
                return node
            return replace(node, value=f"{'../' * len(folders)}{quote(path)}#{text.partition('#')[2]}")
        case ScalarNode():
            return node


def merged(target: MappingNode, patch: MappingNode) -> MappingNode:
    """The entries of `target` and `patch` in one object (RFC 7396).

    Unlike a trait's patch it leaves merged objects where they stood, since an object's place is what it is known by.
    """
    entries = dict(target.entries)
    for key, entry in patch.entries.items():
        old = entries.get(key)
        if isinstance(entry.value, ScalarNode) and entry.value.value is None:
            entries.pop(key, None)
        elif old and isinstance(old.value, MappingNode) and isinstance(entry.value, MappingNode):
            entries[key] = Entry(key, old.location, merged(old.value, entry.value))
        else:
            entries[key] = entry
    return MappingNode(MappingProxyType(entries), target.location)


def _with(sources: Sources, target: Node, replacement: Node) -> Sources:
    """`sources` with `replacement` wherever `target` stands: the same value under an alias is changed with it."""
    rebuilt: dict[int, Node] = {id(target): replacement}
    files = {path: replace(source, node=_rebuilt(source.node, rebuilt)) for path, source in sources.files.items()}
    return replace(sources, files=MappingProxyType(files))


def _rebuilt(node: Node, rebuilt: dict[int, Node]) -> Node:
    if isinstance(node, ScalarNode):
        return node
    if id(node) not in rebuilt:
        rebuilt[id(node)] = node
        if isinstance(node, MappingNode):
            entries: Mapping[str, Entry] = {
                key: replace(entry, value=_rebuilt(entry.value, rebuilt)) for key, entry in node.entries.items()
            }
            is_same = all(entries[key].value is entry.value for key, entry in node.entries.items())
            rebuilt[id(node)] = node if is_same else MappingNode(MappingProxyType(entries), node.location)
        else:
            items = tuple(_rebuilt(item, rebuilt) for item in node.items)
            is_same = all(new is old for new, old in zip(items, node.items, strict=True))
            rebuilt[id(node)] = node if is_same else SequenceNode(items, node.location)
    return rebuilt[id(node)]
