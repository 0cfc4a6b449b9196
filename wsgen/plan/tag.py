"""Finds where the tag of a group of messages stands, and which values mean which message."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from ..spec.node import Node, Value, plain
from .accepted import Schemas
from .protocol import Path, Scalar
from .shape import property_at

STRONG_NAMES: Final = (
    *("type", "event", "op", "action", "message_type", "messageType", "msg_type", "msgType"),
    *("method", "command", "cmd"),
)
"""Properties that are the tag wherever all messages require them, the usual one first."""

TAG_NAMES: Final = (*STRONG_NAMES, *["kind", "channel", "topic", "name", "t", "e", "tp"])
"""Properties that may be the tag, the usual one first."""


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
    by_path: dict[Path, dict[str, tuple[Scalar, ...]]] = {}
    for message in (message for group in groups for message in group):
        for place, constants in message.constants.items():
            by_path.setdefault(place, {})[message.id] = constants
    ways = [{message.id for message in group} for group in groups]
    ranked: list[tuple[tuple[int, int, int, int], Path]] = []
    for place, values in by_path.items():
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
    """A text property that all share, whose value examples, the message's name or its aliases give.

    Names alone are believed where all require a property of a usual name, or its enum lists them. None where no
    property fits all messages, or two messages would have the same value.
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
    return None


def _tells(place: Path, told: Mapping[str, tuple[Scalar, ...]], count: int) -> bool:
    """Whether a tag tells half of so many messages."""
    if len(told) < 2 or len(told) * 2 < count:
        return False
    # One value for all is a version or the like, unless the property is a usual tag.
    return place[-1] in TAG_NAMES or len({each for found in told.values() for each in found}) > 1


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
    """The messages none of whose values is another's too.

    Values are compared as Python compares them: a table can't hold both `1` and `true`, so they count as one.
    """
    owners: dict[Scalar, set[str]] = {}
    for id_, found in values.items():
        for value in found:
            owners.setdefault(value, set()).add(id_)
    return {id_: found for id_, found in values.items() if all(len(owners[value]) == 1 for value in found)}


def _named_values(schemas: Schemas, message: Tagged, path: Path, *, is_sure: bool) -> tuple[Scalar, ...]:
    place = property_at(schemas, message.schema, path)
    if place is None or "string" not in place.types:
        return ()
    if message.told:
        return message.told
    if place.values is not None and len(place.values) == 1:
        return place.values
    shown = [each for node in message.examples if isinstance(each := at(plain(node), path), str)]
    shown = shown or _shown_by(place.schema)
    wanted = (*shown, *message.names[1:]) if shown else message.names
    if place.values is None:
        return tuple(dict.fromkeys(wanted)) if shown or (is_sure and place.required) else ()
    return listed(wanted, place.values)


def _shown_by(schema: Value) -> list[str]:
    """The one value that a property's own schema shows: its example, or its default."""
    if not isinstance(schema, dict):
        return []
    listed = schema.get("examples")
    shown = listed if isinstance(listed, list) and len(listed) == 1 else [schema.get("example", schema.get("default"))]
    return [each for each in shown if isinstance(each, str)]


def listed(names: Iterable[str], values: Sequence[Scalar] | None) -> tuple[Scalar, ...]:
    """The values that names mean: themselves where any value may stand (None), else those of `values` that are meant.

    A name that isn't among them means the one that differs in case, `-` and `_` only.
    """
    if values is None:
        return tuple(dict.fromkeys(names))
    meant: dict[Scalar, None] = {}
    for name in names:
        near = [each for each in values if isinstance(each, str) and _letters(each) == _letters(name)]
        meant.update(dict.fromkeys([name] if name in values else near))
    return tuple(meant)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def at(value: Value, path: Path) -> Value:
    """What stands at a path in a value; None where nothing does."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def accepts(schemas: Schemas, schema: Value, path: Path, value: Scalar) -> bool:
    """Whether the schema lets the property at `path` have this value, as far as its list of values says."""
    place = property_at(schemas, schema, path)
    return place is None or place.values is None or value in place.values
