"""Upgrades messages (AsyncAPI 2.6 §Message Object)."""

from collections.abc import Iterator
from typing import Final

from ..dialects import ASYNCAPI, dialect_of_format
from ..merge_patch import once, patched
from ..node import Entry, MappingNode, Node, Place
from ..reading import child, entries_of, items, text, text_of
from ..references import chain, is_reference, place_of, unescape
from .building import entry, mapping, picked, sequence
from .upgrading import Upgrading

_KEPT: Final = (
    *("headers", "correlationId", "contentType", "name", "title", "summary", "description"),
    *("tags", "externalDocs", "bindings", "deprecated"),
)


def each_message(
    upgrading: Upgrading, node: Node, via: frozenset[Place] = frozenset()
) -> Iterator[tuple[str, MappingNode]]:
    """The messages of an operation's `message`, with the name that the document gives each, or an empty one.

    `oneOf` may hold further `oneOf`s; one that holds itself, by way of `via`, adds nothing. The name is the
    component's, else the message's id, else its own `name`.
    """
    target = upgrading.follow(node)
    if not isinstance(target, MappingNode):
        return
    if "oneOf" in target.entries:
        for item in items(target, "oneOf") if place_of(target) not in via else ():
            yield from each_message(upgrading, item, via | {place_of(target)})
        return
    name = _component_name(upgrading, node) or text(target, "messageId") or text(target, "name")
    yield name, upgrade_message(upgrading, target)


def _component_name(upgrading: Upgrading, node: Node) -> str:
    if not is_reference(node):
        return ""
    container, _, last = chain(upgrading.sources, node)[-1].location.pointer.rpartition("/")
    # Of a file that holds nothing but the message there is no name to take.
    return unescape(last) if container.endswith("/messages") else ""


def upgrade_message(upgrading: Upgrading, target: MappingNode) -> MappingNode:
    """A message with its traits merged in and its payload's format around the payload; the same one each time."""
    place = place_of(target)
    if place not in upgrading.messages:
        upgrading.messages[place] = _upgraded(upgrading, target)
    return upgrading.messages[place]


def with_traits(upgrading: Upgrading, target: MappingNode) -> MappingNode:
    """An operation or a message with its traits merged in, which win over its own values (AsyncAPI 2.6 §Traits)."""
    whole: Node = target
    traits = (trait for item in items(target, "traits") if (trait := upgrading.follow(item)) is not None)
    for trait in once(traits):
        whole = patched(whole, trait)
    return MappingNode(whole.entries, target.location) if isinstance(whole, MappingNode) else target


def _upgraded(upgrading: Upgrading, target: MappingNode) -> MappingNode:
    identity = child(target, "messageId")
    if identity is not None:
        upgrading.claim("message", text_of(identity) or "", identity.location)
    whole = with_traits(upgrading, target)
    entries = picked(whole, *_KEPT)
    payload = entries_of(whole).get("payload")
    if payload is not None:
        entries.append(_with_format(payload, child(whole, "schemaFormat")))
    examples = entries_of(whole).get("examples")
    if examples is not None:
        kept = [example for item in items(whole, "examples") if (example := _example(item)) is not None]
        entries.append(Entry("examples", examples.location, sequence(kept, examples.value.location)))
    return mapping(entries, target.location)


def _with_format(payload: Entry, schema_format: Node | None) -> Entry:
    """The payload inside a Multi Format Schema Object, where it isn't in AsyncAPI's own format."""
    if schema_format is None or dialect_of_format(text_of(schema_format) or "") is ASYNCAPI:
        return payload
    around = [entry("schemaFormat", schema_format), entry("schema", payload.value)]
    return Entry("payload", payload.location, mapping(around, payload.value.location))


def _example(node: Node) -> MappingNode | None:
    """2.0 allows any fields in an example; those that 3.0 has no place for are dropped."""
    kept = [each for each in picked(node, "name", "summary", "headers", "payload") if not each.key.startswith("x-")]
    named = {each.key for each in kept}
    return mapping(kept, node.location) if named & {"headers", "payload"} else None
