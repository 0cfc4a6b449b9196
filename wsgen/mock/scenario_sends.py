"""Reads the frames that a scenario sends: a message with its fields, its whole payload, or any text."""

from collections.abc import Mapping
from typing import Final

from ..plan.protocol import Direction, Message
from ..spec.node import Entry, MappingNode, Node, plain
from .scenario import Sending
from .scenario_frames import Place, check_fields, check_payload, check_templates
from .scenario_keys import Faults, entries, items, seconds, text

_SEND: Final = ("message", "fields", "payload", "raw", "after")


def sends_of(own: Mapping[str, Entry], place: Place, faults: Faults) -> tuple[Sending, ...]:
    """The frames of a rule's `send`, as far as they can be understood."""
    found = (_sending(node, place, faults) for node in items(own.get("send"), faults))
    return tuple(each for each in found if each is not None)


def _sending(node: Node, place: Place, faults: Faults) -> Sending | None:
    own = entries(node, _SEND, "a frame", faults)
    if not own:
        return None
    after = seconds(own.get("after"), faults) or 0.0
    if ("message" in own) == ("raw" in own) or ("raw" in own and {"fields", "payload"} & own.keys()):
        hint = "write `message: <name>` with `fields`, or `raw: <any text>` alone"
        faults.tell("WSG891", node.location, "a frame is a message, or raw", hint)
        return None
    for key in ("fields", "payload", "raw"):
        if key in own:
            check_templates(plain(own[key].value), own[key].value.location, place, faults)
    if "raw" in own:
        raw = plain(own["raw"].value)
        return Sending("", {}, None, has_payload=False, raw=raw, after=after, location=node.location)
    message = _message(own["message"], place, faults)
    return None if message is None else _checked((message, node, own, after), place, faults)


def _message(entry: Entry, place: Place, faults: Faults) -> Message | None:
    name = text(entry, faults, example="pong")
    known = place.named(Direction.SERVER_TO_CLIENT)
    if name and name not in known:
        wires = [*dict.fromkeys(each.wire for each in known.values())]
        told = f"the server sends no message `{name}`"
        faults.misnamed("WSG892", entry.value.location, told, name, wires)
    return known.get(name)


def _checked(told: tuple[Message, Node, Mapping[str, Entry], float], place: Place, faults: Faults) -> Sending | None:
    message, node, own, after = told
    fields = own["fields"].value if "fields" in own else None
    nodes: dict[str, Node] = {}
    if fields is not None and (not isinstance(fields, MappingNode) or "payload" in own):
        hint = "write `fields: {name: value}`, or the whole payload as `payload`"
        faults.tell("WSG891", fields.location, "`fields` must be an object, without `payload`", hint)
        return None
    before = len(faults.found)
    if isinstance(fields, MappingNode):
        check_fields(message, fields, faults)
        nodes = {name: entry.value for name, entry in fields.entries.items()}
    sending = Sending(
        message.id,
        {name: plain(each) for name, each in nodes.items()},
        plain(own["payload"].value) if "payload" in own else None,
        has_payload="payload" in own,
        raw=None,
        after=after,
        location=node.location,
    )
    if len(faults.found) == before:
        check_payload(message, sending, nodes, place, faults)
    return sending
