"""Rules about components: schemas that say nothing, components that nobody uses."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from ..document import Schema
from ..node import MappingNode, Node, ScalarNode, Value, escape
from ..reading import child, entries_of, text_of
from ..references import BrokenReferenceError, Place, chain, follow, place_of, unescape
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
    needs = {key: set(_needed(schema.value)) for key, schema in schemas.items()}
    needed_by: dict[str, list[str]] = {}
    for key, needed in needs.items():
        for each in needed:
            needed_by.setdefault(each, []).append(key)
    settled = [key for key, needed in needs.items() if not needed]
    while settled:
        ended = settled.pop()
        for key in needed_by.get(ended, ()):
            needs[key].discard(ended)
            if not needs[key]:
                settled.append(key)
    return tuple(schema for key, schema in schemas.items() if needs[key])


def _needed(value: Value) -> Iterator[str]:
    """The schemas that one value is checked against when it's checked against this one.

    Only what applies to the very same value counts; a property or an item is another value.
    """
    if not isinstance(value, dict):
        return
    target = value.get("$ref")
    if isinstance(target, str):
        yield target
        return
    inner: list[Value] = []
    for keyword in ("allOf", "anyOf", "oneOf"):
        members = value.get(keyword)
        inner += members if isinstance(members, list) else []
    inner += [value[keyword] for keyword in ("not", "if", "then", "else") if keyword in value]
    for each in inner:
        yield from _needed(each)


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
        for name, entry in () if kind.startswith("x-") else entries_of(group.value).items():
            pointer = f"/components/{escape(kind)}/{escape(name)}"
            if (sources.root, pointer) not in used and _end(sources, entry.value) not in taken:
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
    followed: set[tuple[str, str]] = set()
    for node in _mappings(source.node for files in (sources.files, sources.original) for source in files.values()):
        reference = node.get("$ref")
        target = text_of(reference)
        # Many references have the same text; in one file they lead to the same place.
        if reference is not None and target is not None and (reference.location.path, target) not in followed:
            followed.add((reference.location.path, target))
            yield from _passed(sources, node)
        for key, entry in node.entries.items():
            if key.startswith(_OWN):
                yield from _named(entry.value, sources)


def _passed(sources: Sources, node: Node) -> Iterator[Place]:
    """The components that stand on the way of one reference."""
    try:
        passed = chain(sources, node)[1:]
    except BrokenReferenceError:
        return
    for path, pointer in map(place_of, passed):
        yield path, "/".join(pointer.split("/", 4)[:4])


def _named(own: Node, sources: Sources) -> Iterator[Place]:
    """The place of each component that a key of wsgen's own names: a text in it that is written like a reference."""
    for node in _mappings([own]):
        for entry in node.entries.values():
            text = text_of(entry.value)
            if text is not None and text.startswith("#/components/"):
                yield sources.root, "/".join(text[1:].split("/", 4)[:4])


def _mappings(nodes: Iterable[Node]) -> Iterator[MappingNode]:
    """Every object in `nodes`, at any depth."""
    waiting = [node for node in nodes if not isinstance(node, ScalarNode)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, MappingNode):
            yield node
            values = [entry.value for entry in node.entries.values()]
            waiting.extend(value for value in values if not isinstance(value, ScalarNode))
        else:
            waiting.extend(item for item in node.items if not isinstance(item, ScalarNode))
