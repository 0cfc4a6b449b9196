"""Makes drafted messages of groups of frames: one of those that are the same in both directions or channels."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..plan.protocol import Direction
from ..spec.node import Value
from .grouping import Group, Tag
from .naming import component_name, snake, unique
from .noted import Noted
from .schema import MAX_KEY, object_schema, schema_of

_SIDES: Final = {
    Direction.CLIENT_TO_SERVER: ("Client", "FromClient"),
    Direction.SERVER_TO_CLIENT: ("Server", "FromServer"),
    None: ("", ""),
}
_EXAMPLE: Final = 1500
_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class DraftMessage:
    """One message: its key in `components`, its name, and its frames by the channel that they crossed."""

    key: str
    name: str
    groups: tuple[tuple[str, Group], ...]

    @property
    def values(self) -> tuple[Value, ...]:
        """All its frames, as they came in each channel and direction."""
        return tuple(value for _, group in self.groups for value in group.values)

    @property
    def tag(self) -> Tag | None:
        """What tells it; None where no tag does."""
        return self.groups[0][1].tag

    def directions(self, channel: str) -> tuple[Direction | None, ...]:
        """Who sends it in a channel."""
        return tuple(dict.fromkeys(group.direction for name, group in self.groups if name == channel))


def messages_of(groups: Iterable[tuple[str, Group]]) -> tuple[DraftMessage, ...]:
    """The messages that groups of frames are, each group with the name of its channel."""
    found: list[DraftMessage] = []
    for channel, group in groups:
        same = next((place for place, each in enumerate(found) if _is_same(each, group)), None)
        if same is not None:
            found[same] = replace(found[same], groups=(*found[same].groups, (channel, group)))
            continue
        key = _key(group, found)
        name = group.tag.value if group.tag and isinstance(group.tag.value, str) else snake(key)
        found.append(DraftMessage(key, name, ((channel, group),)))
    return tuple(found)


def payload_of(message: DraftMessage) -> Noted:
    """The schema that all frames of a message have in common."""
    values, tag = message.values, message.tag
    objects = [each for each in values if isinstance(each, dict)]
    if tag is None or len(objects) < len(values):
        return schema_of(values)
    kind = "string" if isinstance(tag.value, str) else "integer"
    return object_schema(objects, {tag.field: {"type": kind, "const": tag.value}})


def examples_of(message: DraftMessage) -> list[Noted]:
    """One or two of its frames: the first, and the one with the most properties where it has others."""
    fit = [each for each in message.values if _is_fit(each)]
    if not fit:
        return []
    fullest = max(fit, key=lambda each: len(each) if isinstance(each, dict) else 0)
    both = fit[:1] if _keys(fullest) == _keys(fit[0]) else [fit[0], fullest]
    return [{"payload": _noted(each)} for each in both]


def _is_same(message: DraftMessage, group: Group) -> bool:
    tag = message.tag
    if group.tag is None or tag is None or tag != group.tag or type(tag.value) is not type(group.tag.value):
        return False
    one, other = _all_keys(message.values), _all_keys(group.values)
    return one <= other or other <= one or len(one & other) >= _ALIKE * len(one | other)


def _all_keys(values: Sequence[Value]) -> set[str]:
    return {key for each in values if isinstance(each, dict) for key in each}


def _keys(value: Value) -> set[str]:
    return _all_keys([value])


def _key(group: Group, found: Sequence[DraftMessage]) -> str:
    """A key that no other message has: who sends it is a part of it where the other side has such a message too."""
    taken = [each.key for each in found]
    side, suffix = _SIDES[group.direction]
    if group.tag is not None:
        said = group.tag.value
        key = component_name(said if isinstance(said, str) else f"{group.tag.field} {said}", "Message")
    else:
        key = component_name(group.key, f"{side}Message") if group.key else f"{side}Message"
    others = [each for each in found if each.key.lower() == key.lower() and group.tag]
    is_told = any(one.direction is not group.direction for each in others for _, one in each.groups)
    return unique(f"{key}{suffix}" if is_told else key, taken)


def _is_fit(value: Value) -> bool:
    return len(json.dumps(value)) <= _EXAMPLE and _has_names(value)


def _has_names(value: Value) -> bool:
    if isinstance(value, dict):
        return all(len(key) <= MAX_KEY and _has_names(each) for key, each in value.items())
    return not isinstance(value, list) or all(map(_has_names, value))


def _noted(value: Value) -> Noted:
    """The same value: a list of JSON values is a sequence of what may have remarks."""
    if isinstance(value, dict):
        return {key: _noted(each) for key, each in value.items()}
    return [_noted(each) for each in value] if isinstance(value, list) else value
