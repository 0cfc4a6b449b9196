"""Rules about components: schemas that say nothing, components that nobody uses."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from ..document import Schema
from ..node import MappingNode, Node, ScalarNode, SequenceNode, Value, escape
from ..reading import child, entries_of
from ..references import BrokenReferenceError, Place, chain, follow, is_reference, place_of, unescape
from ..sources import Sources
from .rule import Subject

_OWN: Final = "x-wsgen-"


def endless_schemas(subject: Subject) -> Iterator[Diagnostic]:
    """WSG322: schemas that lead only back to themselves, so that no value can be checked against them."""
    for schema in endless(subject.document.schemas):
        name = unescape(schema.key.rpartition("/")[2])
        message = f"a value fits schema `{name}` only where it fits schema `{name}`, so no check ends"
        hint = "take the reference that leads back to it out of `allOf`, `anyOf` or `oneOf`"
        yield found("WSG322", _key_of(subject.sources, schema.location), message, hint=hint)


def _key_of(sources: Sources, location: Location) -> Location:
    """The place of the key whose value stands at `location`."""
    container, _, last = location.pointer.rpartition("/")
    for files in (sources.files, sources.original):
        node: Node | None = files[location.path].node if location.path in files else None
        for step in container.split("/")[1:]:
            node = child(node, unescape(step))
        if unescape(last) in entries_of(node):
            return entries_of(node)[unescape(last)].location
    return location


def endless(schemas: Mapping[str, Schema]) -> tuple[Schema, ...]:
    """The schemas whose check would never end: each needs another of them for the very same value."""
    ends: set[str] = set()
    waiting = dict(schemas)
    while settled := [key for key, schema in waiting.items() if _ends(schema.value, ends)]:
        ends.update(settled)
        for key in settled:
            del waiting[key]
    return tuple(waiting.values())


def _ends(value: Value, ends: set[str]) -> bool:
    """Whether the check of one value by a schema ends, given the schemas of which that is known.

    Only what applies to the very same value counts; a property or an item is another value.
    """
    if not isinstance(value, dict):
        return True
    target = value.get("$ref")
    if isinstance(target, str):
        return target in ends
    inner: list[Value] = []
    for keyword in ("allOf", "anyOf", "oneOf"):
        members = value.get(keyword)
        inner += members if isinstance(members, list) else []
    inner += [value[keyword] for keyword in ("not", "if", "then", "else") if keyword in value]
    return all(_ends(each, ends) for each in inner)


def check_unused(sources: Sources, taken: Collection[Place]) -> tuple[Diagnostic, ...]:
    """WSG327: components that nothing refers to.

    `taken` are the places of those that mean something without a reference: planning takes a schema for the envelope.
    A reference inside an example counts too: better silent than wrong.
    """
    return tuple(_unused(sources, taken))


def _unused(sources: Sources, taken: Collection[Place]) -> Iterator[Diagnostic]:
    used = set(_used(sources))
    components = child(sources.document, "components")
    for kind, group in entries_of(components).items():
        for name, entry in entries_of(group.value).items():
            pointer = f"/components/{escape(kind)}/{escape(name)}"
            is_used = (sources.root, pointer) in used or _end(sources, entry.value) in taken
            if not kind.startswith("x-") and not is_used:
                message = f"nothing uses `{name}` of `components.{kind}`"
                yield found("WSG327", entry.location, message, hint="refer to it, or remove it")


def _end(sources: Sources, node: Node) -> Place | None:
    """The place of what a component is, where it refers to that; None where its reference leads to nothing."""
    try:
        return place_of(follow(sources, node))
    except BrokenReferenceError:
        return None


def _used(sources: Sources) -> Iterator[Place]:
    """The place of each component that a reference leads to, through or into."""
    roots = [source.node for files in (sources.files, sources.original) for source in files.values()]
    yield from _named(roots, sources)
    for node in _references(roots):
        try:
            passed = chain(sources, node)[1:]
        except BrokenReferenceError:
            continue
        for path, pointer in map(place_of, passed):
            yield path, "/".join(pointer.split("/")[:4])


def _named(roots: Iterable[Node], sources: Sources) -> Iterator[Place]:
    """The place of each component that a key of wsgen's own names: a text in it that is written like a reference."""
    own = (entry.value for node in _mappings(roots) for key, entry in node.entries.items() if key.startswith(_OWN))
    for value in own:
        for node in _mappings([value]):
            for entry in node.entries.values():
                text = entry.value.value if isinstance(entry.value, ScalarNode) else None
                if isinstance(text, str) and text.startswith("#/components/"):
                    yield sources.root, "/".join(text[1:].split("/")[:4])


def _references(nodes: Iterable[Node]) -> Iterator[MappingNode]:
    return (node for node in _mappings(nodes) if is_reference(node))


def _mappings(nodes: Iterable[Node]) -> Iterator[MappingNode]:
    """Every object in `nodes`, at any depth."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        match node:
            case MappingNode():
                yield node
                waiting.extend(entry.value for entry in node.entries.values())
            case SequenceNode():
                waiting.extend(node.items)
            case ScalarNode():
                continue
