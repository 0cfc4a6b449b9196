"""Upgrades channels, and their `publish` and `subscribe` into operations (AsyncAPI 2.6 §Channel Item Object)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ...diagnostics.found import did_you_mean
from ..node import Entry, MappingNode, Node
from ..reading import child, entries_of, fields, items, text, text_of
from ..references import place_of
from .building import entry, mapping, picked, scalar, sequence
from .messages import each_message, with_traits
from .servers import upgrade_parameter, upgrade_security
from .upgrading import Upgrading

# What others publish the described application receives.
_ACTIONS: Final[Mapping[str, str]] = MappingProxyType({"publish": "receive", "subscribe": "send"})
_KEPT: Final = ("summary", "description", "tags", "externalDocs", "bindings")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """One 2.x channel as a channel of 3.0 and its operations, by their names."""

    channel: MappingNode
    operations: Mapping[str, MappingNode]


def upgrade_channel(upgrading: Upgrading, address: Entry) -> Upgraded | None:
    """The channel whose address is the key of `address`; None where its reference leads to nothing."""
    target = upgrading.follow(address.value)
    if not isinstance(target, MappingNode):
        return None
    _check_address(upgrading, address)
    messages: dict[str, MappingNode] = {}
    operations: dict[str, MappingNode] = {}
    for verb, action in _ACTIONS.items():
        given = target.entries.get(verb)
        if given is None or not isinstance(given.value, MappingNode):
            continue
        operation = with_traits(upgrading, given.value)
        if child(operation, "security") is not child(given.value, "security"):
            # What a trait replaces must be right too.
            upgrade_security(upgrading, given.value)
        name = _operation_name(upgrading, operation, f"{address.key}.{verb}")
        keys = _add_messages(upgrading, messages, operation, _fallback(address.key, verb, operation))
        operations[name] = _operation(upgrading, operation, Entry(action, given.location, operation), address.key, keys)
    entries = [
        entry("address", scalar(address.key, address.location)),
        *picked(target, "description", "bindings"),
        *_parameters(upgrading, target, address.key),
        *_servers(upgrading, target),
        entry("messages", mapping((entry(key, node) for key, node in messages.items()), target.location)),
    ]
    channel = mapping(entries, address.value.location)
    return Upgraded(channel, MappingProxyType(operations))


def _check_address(upgrading: Upgrading, address: Entry) -> None:
    """AsyncAPI 2.6 §Channels Object: query parameters and fragments shall not be used."""
    path = re.sub(r"\{[^{}]*\}", "", address.key)
    if "?" in path or "#" in path:
        message = f"the channel `{address.key}` has {'a query' if '?' in path else 'a fragment'}"
        hint = "end it before that; a query is described in `bindings.ws.query`"
        upgrading.report("WSG333", address.location, message, hint=hint)


def _operation_name(upgrading: Upgrading, operation: Node, fallback: str) -> str:
    given = child(operation, "operationId")
    name = text_of(given)
    if given is None or not name:
        return fallback
    return name if upgrading.claim("operation", name, given.location) else fallback


def _fallback(address: str, verb: str, operation: Node) -> str:
    """What to call a message without any name: after its operation, or after the channel and the direction."""
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"\{[^}]*\}", " ", address))
    return text(operation, "operationId") or "".join(word[:1].upper() + word[1:] for word in [*words, verb])


def _add_messages(
    upgrading: Upgrading, messages: dict[str, MappingNode], operation: Node, fallback: str
) -> tuple[str, ...]:
    """Adds an operation's messages to its channel's, and gives their names there."""
    given = child(operation, "message")
    keys: list[str] = []
    for name, message in each_message(upgrading, given) if given is not None else ():
        wanted, count = name or fallback, 1
        key = wanted
        # Publish and subscribe may share a message, and two different ones may share a name.
        while key in messages and place_of(messages[key]) != place_of(message):
            count += 1
            key = f"{wanted}{count}"
        messages[key] = message
        keys.append(key)
    return tuple(dict.fromkeys(keys))


def _operation(
    upgrading: Upgrading, operation: MappingNode, action: Entry, address: str, keys: tuple[str, ...]
) -> MappingNode:
    given = child(operation, "message")
    place = operation.location if given is None else given.location
    entries = [
        entry("action", scalar(action.key, action.location)),
        entry("channel", upgrading.reference(action.location, "channels", address)),
        # An empty list is not the same as none: without one the operation would have all messages of its channel.
        entry(
            "messages",
            sequence((upgrading.reference(place, "channels", address, "messages", key) for key in keys), place),
        ),
        *picked(operation, *_KEPT),
        *upgrade_security(upgrading, operation),
    ]
    return mapping(entries, operation.location)


def _parameters(upgrading: Upgrading, target: Node, address: str) -> list[Entry]:
    """The parameters of the address; 2.x lets a channel without any have some, 3.0 doesn't."""
    place = entries_of(target).get("parameters")
    if place is None:
        return []
    if "{" not in address:
        for name, each in fields(target, "parameters"):
            message = f"`{name}` is not in the address of channel `{address}`, and is ignored"
            hint = "remove it; a query is described in `bindings.ws.query`"
            upgrading.report("WSG332", each.location, message, hint=hint)
        return []
    parameters = [
        Entry(name, each.location, parameter)
        for name, each in fields(target, "parameters")
        if (parameter := upgrade_parameter(upgrading, each.value)) is not None
    ]
    return [Entry("parameters", place.location, mapping(parameters, place.value.location))]


def _servers(upgrading: Upgrading, target: Node) -> list[Entry]:
    """The servers of a channel by reference; 2.x names them."""
    place = entries_of(target).get("servers")
    if place is None:
        return []
    known = entries_of(child(upgrading.sources.document, "servers"))
    references: list[Node] = []
    for item in items(target, "servers"):
        name = text_of(item) or ""
        if name in known:
            references.append(upgrading.reference(item.location, "servers", name))
            continue
        guess = did_you_mean(name, known)
        hint = f"did you mean `{guess}`?" if guess else "describe it in `servers`"
        upgrading.report("WSG306", item.location, f"there is no server `{name}`", hint=hint)
    return [Entry("servers", place.location, sequence(references, place.value.location))]
