"""Finds where the tag of a group of messages stands, and which values mean which message."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from ..spec.node import Node, Value, plain
from .accepted import Schemas, distinct, identity
from .protocol import Path, Scalar
from .shape import property_at
from .spelling import words

STRONG_NAMES: Final = (
    *("type", "event", "op", "action", "message_type", "messageType", "msg_type", "msgType"),
    *("method", "command", "cmd"),
)
"""Properties that are the tag wherever all messages require them, the usual one first."""

TAG_NAMES: Final = (*STRONG_NAMES, *["kind", "channel", "topic", "name", "t", "e", "tp"])
"""Properties that may be the tag, the usual one first."""

# Words at the end of a message's name that say what kind of thing it is.
_KINDS: Final = frozenset(
    {
        "message",
        "msg",
        "request",
        "req",
        "response",
        "resp",
        "reply",
        "command",
        "cmd",
        "event",
        "notification",
        "update",
    }
)
# How documents that are written for Fern spell a constant.
_LITERAL: Final = re.compile(r'literal<"([^"]+)">')


@dataclass(frozen=True, slots=True)
class Tagged:
    """A message as far as its tag goes: its names (its own first, then its aliases), its schema, its example payloads.

    `told` are the values that the document gives it by `x-wsgen-tag`, `constants` those that its schema gives its
    properties, by path.
    """

    id: str
    names: tuple[str, ...]
    schema: Value
    examples: tuple[Node, ...]
    told: tuple[Scalar, ...]
    constants: Mapping[Path, tuple[Scalar, ...]]


def const_tag(groups: Sequence[Sequence[Tagged]]) -> Path | None:
    """The path whose constant values tell the messages of each group apart best; None where none tells half of them.

    A group is what travels one way; the same path is looked for both ways, where the values may be the same.
    """
    by_socket: dict[Path, dict[str, tuple[Scalar, ...]]] = {}
    for message in (message for group in groups for message in group):
        for place, constants in message.constants.items():
            by_socket.setdefault(place, {})[message.id] = constants
    ways = [{message.id for message in group} for group in groups]
    ranked: list[tuple[tuple[int, int, int, int], Path]] = []
    for place, values in by_socket.items():
        told = _told_by(values, ways)
        if _tells(place, told, len(set[str]().union(*ways))):
            ranked.append((_preference(place, told), place))
    return min(ranked)[1] if ranked else None


def const_values(messages: Sequence[Tagged], path: Path) -> Mapping[str, tuple[Scalar, ...]]:
    """The values at `path` of the messages that have constant ones of their own; the rest can't be told by them."""
    found: dict[str, tuple[Scalar, ...]] = {}
    for message in messages:
        values = message.told or message.constants.get(path)
        if values:
            found[message.id] = values
    return own_values(found)


def named_tag(
    schemas: Schemas, messages: Sequence[Tagged], path: Path | None = None
) -> tuple[Path, Mapping[str, tuple[Scalar, ...]]] | None:
    """A property that all share, whose value examples, the message's name or its aliases give.

    Names alone are believed where all require a text of a usual name, or its enum lists them. Where no property fits
    all, one is taken that at least half of the messages show a value of. None where there is no such property, or two
    messages would have the same value.
    """
    for place in (path,) if path else [(name,) for name in TAG_NAMES]:
        is_sure = path is not None or place[-1] in STRONG_NAMES
        found: dict[str, tuple[Scalar, ...]] = {}
        for message in messages:
            found[message.id] = _named_values(schemas, message, place, is_sure=is_sure)
            if not found[message.id]:
                break
        else:
            tags = own_values(found)
            if len(tags) == len(messages):
                return place, tags
    return _shown_tag(schemas, messages, path)


def _shown_tag(
    schemas: Schemas, messages: Sequence[Tagged], path: Path | None
) -> tuple[Path, Mapping[str, tuple[Scalar, ...]]] | None:
    """The property by which most are told: half of them at least, by values that are shown, where it isn't ordered."""
    best: tuple[Path, Mapping[str, tuple[Scalar, ...]]] | None = None
    for place in (path,) if path else [(name,) for name in STRONG_NAMES]:
        found = {each.id: _named_values(schemas, each, place, is_sure=path is not None) for each in messages}
        tags = own_values({id_: values for id_, values in found.items() if values})
        least = 0 if path else max(1, (len(messages) - 1) // 2)
        if len(tags) > max(least, len(best[1]) if best else 0):
            best = place, tags
    return best


def _tells(place: Path, told: Mapping[str, tuple[Scalar, ...]], count: int) -> bool:
    """Whether a tag tells half of so many messages."""
    if len(told) < 2 or len(told) * 2 < count:
        return False
    # One value for all is a version or the like, unless the property is a usual tag.
    return place[-1] in TAG_NAMES or len(distinct(each for found in told.values() for each in found)) > 1


def _preference(place: Path, told: Mapping[str, tuple[Scalar, ...]]) -> tuple[int, int, int, int]:
    single = sum(len(found) == 1 for found in told.values())
    rank = TAG_NAMES.index(place[-1]) if place[-1] in TAG_NAMES else len(TAG_NAMES)
    return -len(told), -single, len(place), rank


def _told_by(
    values: Mapping[str, tuple[Scalar, ...]], groups: Iterable[AbstractSet[str]]
) -> Mapping[str, tuple[Scalar, ...]]:
    """The messages that a tag tells from the others of each group."""
    told: dict[str, tuple[Scalar, ...]] = {}
    for group in groups:
        told.update(own_values({id_: found for id_, found in values.items() if id_ in group}))
    return told


def own_values(values: Mapping[str, tuple[Scalar, ...]]) -> Mapping[str, tuple[Scalar, ...]]:
    """The messages none of whose values is another's too."""
    owners = Counter(identity(each) for found in values.values() for each in distinct(found))
    return {id_: found for id_, found in values.items() if all(owners[identity(each)] == 1 for each in found)}


def _named_values(schemas: Schemas, message: Tagged, path: Path, *, is_sure: bool) -> tuple[Scalar, ...]:
    place = property_at(schemas, message.schema, path)
    if place is None:
        return ()
    if message.told:
        return message.told
    if place.values is not None and len(place.values) == 1:
        return place.values
    # Numbers are everywhere; they are a tag's only where it has a usual name.
    shown = [each for each in _shown(message, path, place.schema) if isinstance(each, str) or is_sure]
    wanted: tuple[Scalar, ...] = (*shown, *message.names[1:]) if shown else message.names
    if place.values is not None:
        return listed(wanted, place.values)
    if not shown and not (is_sure and place.required and "string" in place.types):
        return ()
    return distinct(wanted)


def _shown(message: Tagged, path: Path, schema: Value) -> list[str | int]:
    """The values that the message's examples have at a path, else the one that the property's own schema shows."""
    examples = [at(plain(node), path) for node in message.examples]
    if any(isinstance(each, str | int) for each in examples) or not isinstance(schema, dict):
        return [each for each in examples if isinstance(each, str | int)]
    listed = schema.get("examples")
    if isinstance(listed, list) and len(listed) == 1:
        return [each for each in listed if isinstance(each, str | int)]
    one = schema.get("example", schema.get("default"))
    spelt = _LITERAL.fullmatch(str(schema.get("x-fern-type")))
    return [spelt[1]] if one is None and spelt else [one] if isinstance(one, str | int) else []


def listed(names: Iterable[Scalar], values: Sequence[Scalar] | None) -> tuple[Scalar, ...]:
    """The values that names mean: themselves where any value may stand (None), else those of `values` that are meant.

    A name that isn't among them means the one that differs in case, `-` and `_` only, or in a word at its end that says
    what kind of thing it is, such as `SubscribeRequest`.
    """
    if values is None:
        return distinct(names)
    meant: list[Scalar] = []
    for name in names:
        if identity(name) in map(identity, values):
            meant.append(name)
        elif isinstance(name, str):
            spelt = [each for each in values if isinstance(each, str)]
            meant.extend(_near(name, spelt) or _near("_".join(_bare(name)), spelt))
    return distinct(meant)


def _near(name: str, values: Iterable[str]) -> list[str]:
    return [each for each in values if letters(each) == letters(name)]


def _bare(name: str) -> tuple[str, ...]:
    found = words(name)
    return found[:-1] if len(found) > 1 and found[-1] in _KINDS else found


def letters(text: str) -> str:
    """What is left of a name where case and signs such as `-` and `_` mean nothing."""
    return "".join(character for character in text.casefold() if character.isalnum())


def at(value: Value, path: Path) -> Value:
    """What stands at a path in a value; None where nothing does."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def accepts(schemas: Schemas, schema: Value, path: Path, value: Scalar) -> bool:
    """Whether the schema lets the property at `path` have this value, as far as its list of values says."""
    place = property_at(schemas, schema, path)
    return place is None or place.values is None or identity(value) in map(identity, place.values)
