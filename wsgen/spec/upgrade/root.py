"""Upgrades a whole document, once, so that nothing after it knows that 2.x exists."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ..merge_patch import patched
from ..node import Entry, MappingNode, Node
from ..reading import entries_of, fields, text
from ..sources import Source, Sources
from .building import entry, known_bindings, mapping, picked, scalar
from .channels import Upgraded, upgrade_channel
from .messages import upgrade_message
from .servers import upgrade_parameter, upgrade_security_scheme, upgrade_server
from .upgrading import Upgrading

_TARGET: Final = "3.0.0"
# Traits are merged into what they describe, so nothing refers to them any more; those of messages have examples.
_KEPT_COMPONENTS: Final = (*("schemas", "correlationIds", "serverVariables"),)
_BINDINGS: Final = ("serverBindings", "channelBindings", "operationBindings", "messageBindings")


def upgrade(sources: Sources) -> tuple[Sources, tuple[Diagnostic, ...]]:
    """The same specification as AsyncAPI 3.0, and what 2.x forbids that only shows on the way.

    A document of 3.x passes through untouched. Every value keeps its place in the 2.x file; the 2.x root is kept in
    `Sources.original`. The document must be valid, else what is invalid is left out.
    """
    root = sources.document
    version = entries_of(root).get("asyncapi")
    if version is None or not text(root, "asyncapi").startswith("2."):
        return sources, ()
    upgrading = Upgrading(sources)
    channels = _channels(upgrading, root)
    entries = [
        Entry("asyncapi", version.location, scalar(_TARGET, version.value.location)),
        *picked(root, "id", "defaultContentType"),
        *_info(root),
        *_each(upgrading, root, "servers", upgrade_server),
        entry("channels", mapping((entry(name, each.channel) for name, each in channels.items()), root.location)),
        entry("operations", mapping(_operations(channels), root.location)),
        *_components(upgrading, root),
    ]
    upgraded = Source(sources.root, mapping(entries, root.location), sources.files[sources.root].text)
    files = MappingProxyType({**sources.files, sources.root: upgraded})
    original = MappingProxyType({sources.root: sources.files[sources.root]})
    return replace(sources, files=files, original=original), tuple(upgrading.diagnostics)


def _info(root: Node) -> list[Entry]:
    place = entries_of(root).get("info")
    if place is None:
        return []
    moved = [each for each in picked(root, "tags", "externalDocs") if not each.key.startswith("x-")]
    return [Entry("info", place.location, mapping([*entries_of(place.value).values(), *moved], place.value.location))]


def _channels(upgrading: Upgrading, root: Node) -> dict[str, Upgraded]:
    given = ((name, upgrade_channel(upgrading, each)) for name, each in fields(root, "channels"))
    return {name: channel for name, channel in given if channel is not None}


def _operations(channels: dict[str, Upgraded]) -> list[Entry]:
    return [entry(name, node) for each in channels.values() for name, node in each.operations.items()]


def _each(
    upgrading: Upgrading, holder: Node, name: str, upgraded: Callable[[Upgrading, Node], Node | None]
) -> list[Entry]:
    """The map in one field with each of its values upgraded."""
    place = entries_of(holder).get(name)
    if place is None:
        return []
    values = [
        Entry(key, each.location, node)
        for key, each in fields(holder, name)
        if (node := upgraded(upgrading, each.value)) is not None
    ]
    return [Entry(name, place.location, mapping(values, place.value.location))]


def _components(upgrading: Upgrading, root: Node) -> list[Entry]:
    place = entries_of(root).get("components")
    if place is None:
        return []
    entries = [
        *picked(place.value, *_KEPT_COMPONENTS),
        *_each(upgrading, place.value, "messages", _component_message),
        *_each(upgrading, place.value, "messageTraits", _component_trait),
        *_each(upgrading, place.value, "servers", upgrade_server),
        *_each(upgrading, place.value, "parameters", upgrade_parameter),
        *_each(upgrading, place.value, "securitySchemes", upgrade_security_scheme),
        *(field for name in _BINDINGS for field in _each(upgrading, place.value, name, _component_bindings)),
    ]
    return [Entry("components", place.location, mapping(entries, place.value.location))]


def _component_bindings(_: Upgrading, node: Node) -> Node | None:
    return known_bindings(entry("bindings", node)).value


def _component_trait(upgrading: Upgrading, node: Node) -> Node | None:
    """A trait as it is by itself: what it only takes away (`null`) isn't there, and its id is that of messages."""
    target = upgrading.follow(node)
    if target is None:
        return None
    alone = patched(mapping((), target.location), target)
    entries = (each for name, each in entries_of(alone).items() if name != "messageId")
    return upgrade_message(upgrading, mapping(entries, target.location))


def _component_message(upgrading: Upgrading, node: Node) -> Node | None:
    """A choice of messages is no message of 3.0; its channels name each of them."""
    target = upgrading.follow(node)
    if not isinstance(target, MappingNode) or "oneOf" in target.entries:
        return None
    return upgrade_message(upgrading, target)
