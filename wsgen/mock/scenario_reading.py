"""Reads a scenario's file: what is understood becomes rules and pushes of connections, the rest diagnostics."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..diagnostics.diagnostic import SpecError
from ..instances.frames import Frames
from ..plan.protocol import Direction, Protocol, Role, Topic
from ..spec.load import parse
from ..spec.node import Entry, MappingNode, Node, SequenceNode, plain
from .scenario import CONNECT, Closing, Push, Rule, Scenario
from .scenario_frames import Place, check_fields
from .scenario_keys import Faults, close_code, entries, items, seconds, text
from .scenario_sends import sends_of

_RULE: Final = ("on", "where", "send", "close", "ignore", "connection")
_PUSH: Final = ("every", "at", "topic", "send", "connection")
_CLOSE: Final = ("code", "reason", "after")
_KINDS: Final = ("on", "every", "at")
_EXAMPLE: Final = "begin with `- on: <message>`, `- every: <seconds>` or `- at: <seconds>`"


def read_scenario(content: bytes, name: str, protocol: Protocol) -> Mapping[str, Scenario]:
    """The scenario of each connection, by its key; `name` is the file's as the user typed it.

    Raises SpecError with all that is wrong.
    """
    root, unreadable = parse(content, name)
    if unreadable or root is None:
        raise SpecError(unreadable)
    reading = _Reading([Frames.of(protocol, each) for each in protocol.connections])
    if isinstance(root, SequenceNode):
        for item in root.items:
            reading.add(item)
    else:
        reading.faults.tell("WSG891", root.location, "a scenario must be a list of rules", _EXAMPLE)
    if reading.faults.found:
        raise SpecError(tuple(reading.faults.found))
    return {key: Scenario(name, tuple(reading.rules[key]), tuple(reading.pushes[key])) for key in reading.rules}


class _Reading:
    """What was read of a file so far."""

    def __init__(self, connections: Sequence[Frames]) -> None:
        self.faults = Faults()
        self.rules: dict[str, list[Rule]] = {each.connection.key: [] for each in connections}
        self.pushes: dict[str, list[Push]] = {each.connection.key: [] for each in connections}
        self._connections = connections

    def add(self, item: Node) -> None:
        """Reads one item of the list."""
        kinds = [key for key in _KINDS if isinstance(item, MappingNode) and key in item.entries]
        if not isinstance(item, MappingNode) or len(kinds) != 1:
            message = "a rule must have one of `on`, `every` and `at`"
            self.faults.tell("WSG891", item.location, message, _EXAMPLE)
            return
        own = entries(item, _RULE if kinds == ["on"] else _PUSH, "a rule", self.faults)
        meant = self._meant(own)
        if kinds == ["on"]:
            self._add_rule(item, own, meant)
        else:
            self._add_push(item, own, meant)

    def _meant(self, own: Mapping[str, Entry]) -> Sequence[Frames]:
        """The connections that a rule may be of."""
        name = text(own.get("connection"), self.faults, example=self._connections[0].connection.name)
        if not name:
            return self._connections
        found = [each for each in self._connections if name in (each.connection.name, each.connection.path)]
        if not found:
            known = [each.connection.name for each in self._connections]
            place = own["connection"].value.location
            self.faults.misnamed("WSG892", place, f"there is no connection `{name}`", name, known)
        return found

    def _add_rule(self, item: Node, own: Mapping[str, Entry], meant: Sequence[Frames]) -> None:
        on = text(own["on"], self.faults, example=CONNECT)
        if not on or not meant:
            return
        upwards = [Place(each, None).named(Direction.CLIENT_TO_SERVER) for each in meant]
        is_connect = on == CONNECT and not any(on in named for named in upwards)
        if is_connect:
            self._for_all(item, own, meant)
            return
        found = [(each, named[on]) for each, named in zip(meant, upwards, strict=True) if on in named]
        if not found:
            known = [CONNECT, *dict.fromkeys(each.wire for named in upwards for each in named.values())]
            place = own["on"].value.location
            self.faults.misnamed("WSG892", place, f"clients send no message `{on}`", on, known)
        for frames, message in found[:1]:
            if message.role is Role.AUTHENTICATE:
                hint = "who is let in, `--require` says"
                self.faults.tell("WSG892", own["on"].value.location, f"no rule can be about {on}", hint)
            self._rule(item, own, Place(frames, message))
        for frames, message in found[1:]:
            # What is wrong with it was told for the first connection.
            before = len(self.faults.found)
            self._rule(item, own, Place(frames, message))
            del self.faults.found[before:]

    def _for_all(self, item: Node, own: Mapping[str, Entry], meant: Sequence[Frames]) -> None:
        for frames in self._that_send(own, meant):
            self._rule(item, own, Place(frames, None))

    def _rule(self, item: Node, own: Mapping[str, Entry], place: Place) -> None:
        where = own.get("where")
        if where is not None and place.asked is None:
            self.faults.tell("WSG891", where.location, "`connect` has no fields", "leave `where` out")
        elif where is not None and not isinstance(where.value, MappingNode):
            hint = "write `where: {field: value}`"
            self.faults.tell("WSG891", where.value.location, "`where` must be an object", hint)
        elif where is not None and isinstance(where.value, MappingNode) and place.asked is not None:
            check_fields(place.asked, where.value, self.faults)
        ignored = own.get("ignore")
        if ignored is not None and plain(ignored.value) is not True:
            self.faults.tell("WSG891", ignored.value.location, "`ignore` must be true", "or leave it out")
        if not {"send", "close", "ignore"} & own.keys():
            hint = "give it `send`, `close` or `ignore: true`"
            self.faults.tell("WSG891", item.location, "a rule says what follows", hint)
        if ignored is not None and {"send", "close"} & own.keys():
            hint = "leave `ignore` out: nothing else than the rule says is sent"
            self.faults.tell("WSG891", ignored.location, "a rule that ignores a message does nothing else", hint)
        wanted = plain(where.value) if where is not None else {}
        self.rules[place.frames.connection.key].append(
            Rule(
                place.asked.id if place.asked else CONNECT,
                wanted if isinstance(wanted, dict) else {},
                sends_of(own, place, self.faults),
                self._closing(own.get("close")),
                item.location,
            )
        )

    def _add_push(self, item: Node, own: Mapping[str, Entry], meant: Sequence[Frames]) -> None:
        at, every = seconds(own.get("at"), self.faults), seconds(own.get("every"), self.faults, least=0.01)
        topic = text(own.get("topic"), self.faults, example="agent:7")
        if "send" not in own:
            self.faults.tell("WSG891", item.location, "a rule says what follows", "give it `send`")
            return
        for frames in self._that_send(own, meant):
            if topic and not any(_is_of(topic, each) for each in frames.connection.topics):
                known = [each.address for each in frames.connection.topics]
                place = own["topic"].value.location
                self.faults.misnamed("WSG893", place, f"there is no topic `{topic}`", topic, known)
            sends = sends_of(own, Place(frames, None), self.faults)
            self.pushes[frames.connection.key].append(Push(at, every, topic or None, sends, item.location))

    def _that_send(self, own: Mapping[str, Entry], meant: Sequence[Frames]) -> Sequence[Frames]:
        """The connections that know all messages of a rule, else the first."""
        wanted = [plain(each) for each in items(own.get("send"), Faults())]
        names = [str(each["message"]) for each in wanted if isinstance(each, dict) and "message" in each]
        able = [
            each for each in meant if all(name in Place(each, None).named(Direction.SERVER_TO_CLIENT) for name in names)
        ]
        return able or meant[:1]

    def _closing(self, entry: Entry | None) -> Closing | None:
        if entry is None:
            return None
        if not isinstance(entry.value, MappingNode):
            code = close_code(entry.value, self.faults)
            return None if code is None else Closing(code, "", 0.0)
        own = entries(entry.value, _CLOSE, "a close", self.faults)
        if "code" not in own:
            self.faults.tell("WSG891", entry.location, "a close has its code", "write `close: 4408`")
            return None
        code = close_code(own["code"].value, self.faults)
        reason = text(own.get("reason"), self.faults, example="too slow")
        return None if code is None else Closing(code, reason, seconds(own.get("after"), self.faults) or 0.0)


def _is_of(text: str, topic: Topic) -> bool:
    """Whether a text is an address of a topic, or the template of its addresses."""
    kinds = {each.name: "-?[0-9]+" if each.type == "int" else ".+" for each in topic.parameters}
    parts = re.split(r"\{([^{}]*)\}", topic.address)
    pattern = "".join(kinds.get(part, ".+") if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return text == topic.address or re.fullmatch(pattern, text) is not None
