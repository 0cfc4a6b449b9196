"""Drafts a document of a recording: channels, operations, messages with their schemas, and remarks to review."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..plan.protocol import Direction
from .addresses import Address, addresses_of
from .grouping import groups_of
from .messages import DraftMessage, examples_of, messages_of, payload_of
from .naming import component_name, unique
from .noted import Apart, Noted, Remarked
from .recorded import Recording
from .replies import Answers, answers_of
from .yaml_text import yaml_text

_ACTIONS: Final = {Direction.CLIENT_TO_SERVER: "receive", Direction.SERVER_TO_CLIENT: "send"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How much is inferred: whether messages are told apart, answers and examples are given, and schemas say anything.

    What a document can't say of some frames, it says with less.
    """

    is_told_apart: bool = True
    has_replies: bool = True
    has_examples: bool = True
    is_typed: bool = True


MANNERS: Final = (
    Manner(),
    Manner(has_replies=False),
    Manner(has_replies=False, has_examples=False),
    Manner(is_told_apart=False, has_replies=False, has_examples=False),
    Manner(is_told_apart=False, has_replies=False, has_examples=False, is_typed=False),
)
"""From the most to the least; a recording is drafted in the first one whose document accepts each of its frames."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the draft: its key in the document, and what was recorded there."""

    key: str
    address: Address


@dataclass(frozen=True, slots=True)
class _Draft:
    channels: tuple[Channel, ...]
    messages: tuple[DraftMessage, ...]
    answers: Mapping[str, Mapping[str, Answers]]
    manner: Manner

    def is_reply(self, channel: str, message: DraftMessage) -> bool:
        return any(message.key in each.messages for each in self.answers[channel].values())


def draft(recording: Recording, title: str, source: str, manner: Manner) -> str:
    """The text of a document that describes what was recorded; `source` is where that came from, in a few words."""
    channels = _channels(addresses_of(recording))
    groups = [
        (each.key, group)
        for each in channels
        for group in groups_of(each.address.frames, is_told_apart=manner.is_told_apart)
    ]
    messages = messages_of(groups)
    nothing: Mapping[str, Answers] = {}
    answers = {each.key: _answers(each, messages) if manner.has_replies else nothing for each in channels}
    drafted = _Draft(channels, messages, answers, manner)
    document: dict[str, Noted] = {
        "asyncapi": "3.0.0",
        "info": {"title": title, "version": "0.1.0"},
        "x-wsgen-perspective": Remarked("server", "So `receive` is what clients send."),
        "x-wsgen-connection": Remarked("own", "So each channel is a connection, and its address a path."),
        "defaultContentType": "application/json",
        "servers": _servers(recording),
        "channels": {each.key: _channel(each, drafted) for each in channels},
    }
    if operations := dict(_operations(drafted)):
        document["operations"] = Apart(operations)
    if messages:
        document["components"] = {"messages": Apart({each.key: _message(each, drafted) for each in messages})}
    return f"{_head(recording, source)}\n{yaml_text(Apart(document))}"


def _head(recording: Recording, source: str) -> str:
    up, down, unsaid = (
        sum(each.direction is way for each in recording.frames)
        for way in (Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT, None)
    )
    counts = [(up, "client → server"), (down, "server → client"), (unsaid, "without a direction")]
    told = ", ".join(f"{count} {what}" for count, what in counts if count) or "none"
    return (
        f"# Drafted by `wsgen init` from {source}.\n"
        f"# Frames: {told}.\n"
        "# What was seen is where a protocol begins, not all of it: read each remark, and\n"
        "# correct what is wrong. Nothing writes this file again.\n"
    )


def _channels(addresses: Sequence[Address]) -> tuple[Channel, ...]:
    if len(addresses) == 1:
        return (Channel("main", addresses[0]),)
    found: list[Channel] = []
    for each in addresses:
        name = component_name(each.address, "Root")
        found.append(Channel(unique(name[0].lower() + name[1:], [one.key for one in found]), each))
    return tuple(found)


def _answers(channel: Channel, messages: Sequence[DraftMessage]) -> Mapping[str, Answers]:
    keys = {
        place: each.key
        for each in messages
        for name, group in each.groups
        if name == channel.key
        for place in group.places
    }
    return answers_of([(keys[place], frame) for place, frame in channel.address.frames])


def _servers(recording: Recording) -> Noted:
    known = next((each for each in recording.sessions if each.host), None)
    if known is not None:
        return {"recorded": {"host": known.host, "protocol": known.protocol or "wss"}}
    return {"local": {"host": "localhost:8000", "protocol": "ws"}}


def _channel(channel: Channel, drafted: _Draft) -> Noted:
    address = channel.address
    made: dict[str, Noted] = {"address": address.address}
    if address.parameters:
        made["parameters"] = {
            name: {"description": "What differed from connection to connection."} for name in address.parameters
        }
    carried = [each.key for each in drafted.messages if each.directions(channel.key)]
    if carried:
        made["messages"] = {key: {"$ref": f"#/components/messages/{key}"} for key in carried}
    if address.query:
        query: dict[str, Noted] = {"type": "object"}
        if address.required:
            query["required"] = [*address.required]
        query["properties"] = {name: {"type": "string"} for name in address.query}
        made["bindings"] = {"ws": {"query": query}}
    return made


def _operations(drafted: _Draft) -> Iterator[tuple[str, Noted]]:
    taken: list[str] = []
    for channel in drafted.channels:
        place = {"$ref": f"#/channels/{channel.key}"}
        for message in drafted.messages:
            for direction in message.directions(channel.key):
                answers = drafted.answers[channel.key].get(message.key)
                is_answer = direction is Direction.SERVER_TO_CLIENT and drafted.is_reply(channel.key, message)
                if direction is None or is_answer:
                    continue
                action = _ACTIONS[direction]
                made: dict[str, Noted] = {"action": action, "channel": place}
                made["messages"] = [_reference(channel.key, message.key)]
                if answers and direction is Direction.CLIENT_TO_SERVER:
                    made["reply"] = _reply(channel.key, answers, drafted)
                name = unique(f"{action}{message.key}", taken)
                taken.append(name)
                yield name, made


def _reference(channel: str, message: str) -> Noted:
    return {"$ref": f"#/channels/{channel}/messages/{message}"}


def _reply(channel: str, answers: Answers, drafted: _Draft) -> Noted:
    reply: dict[str, Noted] = {
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [_reference(channel, each) for each in answers.messages],
    }
    if answers.end:
        names = {each.key: each.name for each in drafted.messages}
        stream: dict[str, Noted] = {"start": names[answers.start]} if answers.start else {}
        reply["x-wsgen-stream"] = {**stream, "end": [names[each] for each in answers.end]}
    return Remarked(reply, answers.reason)


def _message(message: DraftMessage, drafted: _Draft) -> Noted:
    made: dict[str, Noted] = {"name": message.name}
    made["payload"] = payload_of(message) if drafted.manner.is_typed else {}
    if drafted.manner.has_examples and (examples := examples_of(message)):
        made["examples"] = examples
    count = len(message.values)
    is_unsaid = any(group.direction is None for _, group in message.groups)
    return Remarked(made, f"seen {count}×" + (", it isn't known by whom: add an operation" if is_unsaid else ""))
