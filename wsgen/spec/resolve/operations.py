"""Reads operations and their replies."""

from collections.abc import Iterable
from typing import Final

from ..document import Action, Channel, Operation, Reply
from ..node import MappingNode, Node
from ..reading import child, extensions, items, text
from ..references import is_reference, place_of
from .messages import with_traits
from .scope import Scope
from .servers import read_security

_ACTIONS: Final = {action.value: action for action in Action}


def read_operations(scope: Scope, root: Node, channels: tuple[Channel, ...]) -> tuple[Operation, ...]:
    """The operations of the document, in its order (AsyncAPI 3.0 §Operations Object); `channels` were read before."""
    by_name = {channel.name: channel for channel in channels}
    operations: list[Operation] = []
    for name, _, target in scope.followed(root, "operations"):
        if isinstance(target, MappingNode):
            operation = _operation(scope, name, with_traits(scope, target), by_name)
            if operation is not None:
                operations.append(operation)
    return tuple(operations)


def _operation(scope: Scope, name: str, node: MappingNode, channels: dict[str, Channel]) -> Operation | None:
    channel = _channel_name(scope, child(node, "channel"))
    action = _ACTIONS.get(text(node, "action"))
    if channel is None or channel not in channels or action is None:
        return None
    return Operation(
        name=name,
        action=action,
        channel=channel,
        messages=_messages(scope, node, (channels[channel],), code="WSG310"),
        reply=_reply(scope, child(node, "reply"), channels),
        title=text(node, "title"),
        summary=text(node, "summary"),
        description=text(node, "description"),
        security=read_security(scope, node),
        extensions=extensions(node),
        location=node.location,
    )


def _reply(scope: Scope, node: Node | None, channels: dict[str, Channel]) -> Reply | None:
    target = None if node is None else scope.follow(node)
    if target is None:
        return None
    channel = _channel_name(scope, child(target, "channel"))
    allowed = (channels[channel],) if channel in channels else tuple(channels.values())
    address = child(target, "address")
    if address is not None and channel in channels and channels[channel].address is not None:
        message = f"the reply has an address of its own, and its channel `{channel}` has one too"
        hint = "remove it, or set the `address` of the channel to null"
        scope.report("WSG337", address.location, message, hint=hint)
    names_any = channel in channels or child(target, "messages") is not None
    return Reply(
        address=_reply_address(scope, address),
        channel=channel,
        messages=_messages(scope, target, allowed, code="WSG311") if names_any else (),
        extensions=extensions(target),
        location=target.location,
    )


def _reply_address(scope: Scope, node: Node | None) -> str | None:
    target = None if node is None else scope.follow(node)
    return None if target is None else text(target, "location")


def _channel_name(scope: Scope, node: Node | None) -> str | None:
    """The name of the root's channel that a reference leads to, or through."""
    if node is None:
        return None
    passed = scope.chain(node)
    names = [name for each in passed if (name := scope.channels.get(place_of(each))) is not None]
    if passed and not names:
        message = "an operation's channel must be one of the document's `channels`"
        scope.report("WSG306", _pointed(node).location, message, hint="refer to it as `#/channels/<name>`")
    return names[0] if names else None


def _messages(scope: Scope, node: Node, allowed: Iterable[Channel], *, code: str) -> tuple[str, ...]:
    """The ids of the messages that `node` lists, all of the channel's where it has no list.

    A message must be named by its place in a channel: the specification forbids to point into the components, even at
    the same message (AsyncAPI 3.0 §Operation Object, `messages`).
    """
    listed = child(node, "messages")
    names = {channel.name for channel in allowed}
    if listed is None:
        return tuple(message.id for channel in allowed for message in channel.messages)
    ids: list[str] = []
    for item in items(node, "messages"):
        passed = scope.chain(item)
        known = [scope.messages.get(place_of(each), {}) for each in passed]
        own = [identity for places in known for channel, identity in places.items() if channel in names]
        if own:
            ids.append(own[0])
        elif passed:
            _report_foreign(scope, item, passed[-1], tuple(allowed), code)
    return tuple(dict.fromkeys(ids))


def _report_foreign(scope: Scope, item: Node, target: Node, allowed: tuple[Channel, ...], code: str) -> None:
    whose = "the reply" if code == "WSG311" else "the operation"
    identity = scope.key(target)
    places = [
        f"#/channels/{channel.name}/messages/{message.key}"
        for channel in allowed
        for message in channel.messages
        if message.id == identity
    ]
    if places:
        message = f"{whose} must name its message by the message's place in the channel"
        hint = f"write `{places[0].replace('~', '~0')}`"
    elif len(allowed) == 1:
        message = f"{whose} has a message that its channel `{allowed[0].name}` doesn't have"
        hint = f"add the message to the `messages` of channel `{allowed[0].name}`"
    else:
        message = f"{whose} has a message that no channel has"
        hint = "add the message to the `messages` of a channel, and refer to it there"
    scope.report(code, _pointed(item).location, message, hint=hint)


def _pointed(node: Node) -> Node:
    """The text of a reference, where there is one: the place to put a caret under."""
    return node.entries["$ref"].value if is_reference(node) else node
