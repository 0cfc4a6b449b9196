"""Says which edits add a channel, or a message that a channel carries, to a document of AsyncAPI 3.x or 2.x."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..diagnostics.found import did_you_mean
from ..plan.protocol import Direction
from ..spec.edit.written import at
from ..spec.node import MappingNode, Node, SequenceNode, Value
from .message import Draft, free_name, has_schemas, schema_reference
from .naming import named_like
from .peers import Around
from .places import CannotAddError, Edit, followed, keys_at, reference_to, resolved, steps_of, text_at

_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")
_MESSAGES: Final = ("components", "messages")
_WAYS: Final = {Direction.CLIENT_TO_SERVER: "client-to-server", Direction.SERVER_TO_CLIENT: "server-to-client"}


@dataclass(frozen=True, slots=True)
class Addition:
    """A message that a channel is to carry; `is_servers` says that the document's operations are the server's."""

    name: str
    channel: str
    direction: Direction
    is_servers: bool

    @property
    def action(self) -> str:
        """What the document's application does with the message."""
        return "receive" if (self.direction is Direction.CLIENT_TO_SERVER) is self.is_servers else "send"


def is_old(root: Node) -> bool:
    """Whether a document is one of AsyncAPI 2.x."""
    return (text_at(root, "asyncapi") or "").startswith("2.")


def channel_named(root: Node, name: str | None) -> str:
    """The channel that is meant: without a name the only one. Raises CannotAddError."""
    channels = keys_at(root, ("channels",))
    if name in channels:
        return str(name)
    if name is not None:
        meant = did_you_mean(name, channels)
        hint = f"Did you mean `{meant}`?" if meant else f"`wsgen add channel {name}` adds it."
        raise CannotAddError(f"there is no channel `{name}`. {hint}")
    if not channels:
        raise CannotAddError("the document has no channel. `wsgen add channel NAME` adds one.")
    if len(channels) > 1:
        raise CannotAddError(f"say which channel carries it: --channel {' | '.join(channels[:9])}")
    return next(iter(channels))


def check_name(root: Node, name: str, what: str) -> None:
    """Raises CannotAddError where nothing can have that name, or a message or channel has it."""
    if not _NAME.fullmatch(name) and not (what == "channel" and is_old(root)):
        raise CannotAddError(f"{name!r} can't name a {what}: write letters, digits, `.`, `-` and `_`")
    steps = ("channels",) if what == "channel" else _MESSAGES
    found = at(root, (*steps, name))
    if found is None and what == "message":
        found = next((at(root, each) for each in carried(root) if each[-1] == name and at(root, each)), None)
    if found is not None:
        raise CannotAddError(f"there is a {what} `{name}` already, at {found.location}")


def carried(root: Node) -> Iterator[tuple[str, ...]]:
    """Where each channel says which messages it carries, in a document of 3.x; not through other files."""
    for channel in keys_at(root, ("channels",)):
        try:
            steps = followed(root, ("channels", channel))
        except CannotAddError:
            continue
        for name in keys_at(root, (*steps, "messages")):
            yield (*steps, "messages", name)


def message_edits(where: Around, addition: Addition, draft: Draft, *, says_direction: bool) -> list[Edit]:
    """What adds a message, but for the operation: the schema, the message, and the channel's word that it carries it.

    Raises CannotAddError.
    """
    root, name = where.root, addition.name
    edits: list[Edit] = []
    payload = draft.payload
    if has_schemas(where):
        schema = free_name(where, name)
        edits.append(Edit(("components", "schemas", schema), payload))
        payload = schema_reference(schema)
    direction: dict[str, Value] = {"x-wsgen-direction": _WAYS[addition.direction]} if says_direction else {}
    value: Value = {**draft.keys, **direction, "payload": payload}
    if is_old(root):
        return [*edits, Edit((*_MESSAGES, name), value)]
    steps = (*followed(root, ("channels", addition.channel)), "messages", name)
    if _is_inline(root, addition.channel):
        return [*edits, Edit(steps, value)]
    return [*edits, Edit((*_MESSAGES, name), value), Edit(steps, reference_to((*_MESSAGES, name)))]


def place_of_payload(where: Around, addition: Addition) -> tuple[str, ...]:
    """Where the payload of an added message stands, once its edits are made in `where.root`."""
    steps = message_steps(where.root, addition)
    payload = at(where.root, (*steps, "payload"))
    reference = steps_of(text_at(payload, "$ref") or "")
    return reference or (*steps, "payload")


def message_steps(root: Node, addition: Addition) -> tuple[str, ...]:
    """Where a message that was added stands."""
    steps = (*_MESSAGES, addition.name)
    return steps if at(root, steps) else (*followed(root, ("channels", addition.channel)), "messages", addition.name)


def _is_inline(root: Node, channel: str) -> bool:
    """Whether messages are written where they are carried, in that channel or, where it has none, in most."""
    steps = followed(root, ("channels", channel))
    places = [(*steps, "messages", key) for key in keys_at(root, (*steps, "messages"))] or list(carried(root))
    references = sum(text_at(at(root, each), "$ref") is not None for each in places)
    return bool(places) and references * 2 < len(places)


def reply_edits(root: Node, addition: Addition, reply: str) -> list[Edit]:
    """What lets the channel carry a message that is there already, as an answer."""
    steps = (*followed(root, ("channels", addition.channel)), "messages", reply)
    return [] if at(root, steps) else [Edit(steps, reference_to((*_MESSAGES, reply)))]


def operation_edits(root: Node, addition: Addition, reply: str | None) -> list[Edit]:
    """What says who sends a message that the channel carries. Raises CannotAddError."""
    if is_old(root):
        return _old_operation(root, addition)
    channel = ("channels", addition.channel)
    message = reference_to((*channel, "messages", addition.name))
    operations = list(_operations(root, addition))
    if reply is None:
        for name, operation in operations:
            messages = operation.get("messages")
            if messages is None:
                return []
            if isinstance(messages, SequenceNode) and len(messages.items) > 1 and operation.get("reply") is None:
                return [Edit(("operations", name, "messages"), message, is_item=True)]
    value: dict[str, Value] = {"action": addition.action, "channel": reference_to(channel), "messages": [message]}
    if reply is not None:
        answer = reference_to((*channel, "messages", reply))
        value["reply"] = {"channel": reference_to(channel), "messages": [answer]}
    name = named_like(addition.name, addition.action, _named_operations(root, addition.action))
    taken = keys_at(root, ("operations",))
    free = next(each for each in (name, *(f"{name}{number}" for number in range(2, 999))) if each not in taken)
    return [Edit(("operations", free), value)]


def _operations(root: Node, addition: Addition) -> Iterator[tuple[str, MappingNode]]:
    """The operations of the channel and of the same action, by name."""
    for name in keys_at(root, ("operations",)):
        operation = resolved(root, at(root, ("operations", name)))
        target = steps_of(text_at(at(operation, ("channel",)) if operation else None, "$ref") or "")
        is_here = target == ("channels", addition.channel) and text_at(operation, "action") == addition.action
        if isinstance(operation, MappingNode) and is_here:
            yield name, operation


def _named_operations(root: Node, action: str) -> Iterator[tuple[str, str]]:
    """Each operation that is about one message, with the message's key."""
    for name in keys_at(root, ("operations",)):
        operation = at(root, ("operations", name))
        messages = at(operation, ("messages",)) if operation else None
        if isinstance(messages, SequenceNode) and len(messages.items) == 1 and text_at(operation, "action") == action:
            yield name, (text_at(messages.items[0], "$ref") or "").rpartition("/")[2]


def _old_operation(root: Node, addition: Addition) -> list[Edit]:
    word = "publish" if addition.action == "receive" else "subscribe"
    steps = (*followed(root, ("channels", addition.channel)), word, "message")
    reference = reference_to((*_MESSAGES, addition.name))
    message = at(root, steps)
    if message is None:
        return [Edit(steps, reference)]
    if isinstance(at(message, ("oneOf",)), SequenceNode):
        return [Edit((*steps, "oneOf"), reference, is_item=True)]
    return [Edit(steps, reference, key="oneOf")]


def channel_edits(root: Node, name: str, address: str | None) -> list[Edit]:
    """What adds a channel; without an address it has the one that is nearest to its name. Raises CannotAddError."""
    check_name(root, name, "channel")
    names = list(dict.fromkeys(_PARAMETER.findall(address or name)))
    parameters: dict[str, Value] = {each: {"schema": {"type": "string"}} if is_old(root) else {} for each in names}
    described: dict[str, Value] = {"parameters": parameters} if parameters else {}
    if is_old(root):
        if address is not None:
            raise CannotAddError("in AsyncAPI 2 a channel's name is its address: leave --address out")
        return [Edit(("channels", name), described)]
    addresses = {key: text_at(at(root, ("channels", key)), "address") for key in keys_at(root, ("channels",))}
    known = [each for each in addresses.values() if each]
    slash = "/" if sum(each.startswith("/") for each in known) * 2 > len(known) else ""
    wanted = address if address is not None else f"{slash}{name}"
    same = next((key for key, each in addresses.items() if each == wanted), None)
    if same is not None:
        raise CannotAddError(f"the channel `{same}` has the address {wanted} already; give another one by --address")
    return [Edit(("channels", name), {"address": wanted, **described})]


def is_there(root: Node, name: str) -> bool:
    """Whether the document has a message of that name."""
    return at(root, (*_MESSAGES, name)) is not None


def near_message(root: Node, name: str) -> str | None:
    """The message that somebody probably meant."""
    return did_you_mean(name, keys_at(root, _MESSAGES))
