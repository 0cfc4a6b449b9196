"""Rules about components: schemas that say nothing, components that nobody uses."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from ..document import Schema
from ..node import MappingNode, Node, Place, ScalarNode, Value, escape
from ..reading import child, entries_of, text_of
from ..references import MAX_CHAIN, BrokenReferenceError, chain, follow, place_of, unescape
from ..sources import Sources
from ..subschemas import IN_PLACE, children_of
from .rule import Subject

_OWN: Final = "x-wsgen-"


def endless_schemas(subject: Subject) -> Iterator[Diagnostic]:
    """WSG322: schemas that lead only back to themselves, so that no value can be checked against them.

    WSG308: those for which a value has to be checked against more than MAX_CHAIN others, one because of the other.
    """
    steps = _steps(subject.document.schemas)
    for key, schema in subject.document.schemas.items():
        name, place = unescape(key.rpartition("/")[2]), _key_of(subject.sources, schema.location)
        if key not in steps:
            message = f"a value fits schema `{name}` only where it fits schema `{name}`, so no check ends"
            hint = "take the reference that leads back to it out of `allOf`, `anyOf` or `oneOf`"
            yield found("WSG322", place, message, hint=hint)
        elif steps[key] > MAX_CHAIN:
            message = f"a value fits schema `{name}` only where it fits a chain of more than {MAX_CHAIN} others"
            yield found("WSG308", place, message, hint="refer to what the last of them refers to")


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


def is_bounded(schemas: Mapping[str, Schema]) -> bool:
    """Whether each check by a schema ends, and needs no chain of others that is longer than MAX_CHAIN."""
    steps = _steps(schemas)
    return steps.keys() == schemas.keys() and all(each <= MAX_CHAIN for each in steps.values())


def _steps(schemas: Mapping[str, Schema]) -> Mapping[str, int]:
    """How many schemas a value passes in a row when it is checked by each; without those whose check never ends."""
    needs = {key: _needs(schema.value) for key, schema in schemas.items()}
    needed_by: dict[str, list[str]] = {}
    for key, others in needs.items():
        for other in others:
            needed_by.setdefault(other, []).append(key)
    open_needs = {key: len(others) for key, others in needs.items()}
    settled = [key for key, count in open_needs.items() if not count]
    steps: dict[str, int] = {}
    for key in settled:
        steps[key] = max((steps[other] + far for other, far in needs[key].items()), default=1)
        for waiting in needed_by.get(key, ()):
            open_needs[waiting] -= 1
            if not open_needs[waiting]:
                settled.append(waiting)
    return steps


def _needs(schema: Value) -> dict[str, int]:
    """The schemas that a check of the very same value needs, and how many steps away the farthest use of each is.

    A property or an item is another value.
    """
    needed: dict[str, int] = {}
    waiting = [(schema, 1)]
    while waiting:
        each, far = waiting.pop()
        if not isinstance(each, dict):
            continue
        target = each.get("$ref")
        if isinstance(target, str):
            needed[target] = max(far, needed.get(target, 0))
        else:
            waiting.extend((inner, far + 1) for keyword, inner, _ in children_of(each) if keyword in IN_PLACE)
    return needed


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
    """Every object in `nodes`, at any depth, once: what the upgrade to 3.x kept is in what it was upgraded from too."""
    seen: set[int] = set()
    waiting = [*nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            yield node
            waiting += [entry.value for entry in node.entries.values()]
        else:
            waiting += node.items
