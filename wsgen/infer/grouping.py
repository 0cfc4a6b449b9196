"""Tells recorded frames apart: which of them are the same message, and by what they are told."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..plan.protocol import Direction, Scalar
from ..spec.node import Value
from .recorded import Recorded
from .schema import MAX_KEY, kind_of

_TAGS: Final = (
    *("type", "_type", "msg_type", "msgType", "message_type", "messageType", "event", "event_type", "eventType"),
    *("action", "op", "opcode", "method", "kind", "command", "cmd", "msg", "request", "e", "channel", "stream"),
)
"""Names that a tag usually has, the surest first."""
_NUMBERED: Final = frozenset({"type", "_type", "msg_type", "message_type", "op", "opcode", "kind"})
_WORD: Final = re.compile(r"[A-Za-z_$@#][\w.:/$@# -]{0,63}", re.ASCII)
_MOST: Final = 300
_ALIKE: Final = 0.7
_COVERAGES: Final = (1.0, 0.5, 0.2)
_MOST_SETS: Final = 100


@dataclass(frozen=True, slots=True)
class Tag:
    """The field that tells messages apart, and what it says for one of them."""

    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Group:
    """Frames that are the same message: told by `tag`, else by `key`, which only they have, or by nothing at all.

    `places` are their positions in the recording.
    """

    direction: Direction | None
    tag: Tag | None
    key: str
    places: tuple[int, ...]
    values: tuple[Value, ...]


def groups_of(frames: Sequence[tuple[int, Recorded]], *, is_told_apart: bool) -> tuple[Group, ...]:
    """The messages among the frames of one channel, as they first came; the numbers are the frames' places.

    Without `is_told_apart` all frames of a direction are one message.
    """
    groups: list[Group] = []
    by_direction: dict[Direction | None, list[tuple[int, Value]]] = {}
    for place, each in frames:
        by_direction.setdefault(each.direction, []).append((place, each.value))
    fields = _fields_of(by_direction) if is_told_apart else {}
    for direction, placed in by_direction.items():
        field = fields.get(direction)
        tagged: dict[tuple[type, Scalar], list[tuple[int, Value]]] = {}
        rest: list[tuple[int, Value]] = []
        for place, value in placed:
            said = value.get(field) if field and isinstance(value, dict) else None
            if isinstance(said, str | int) and not isinstance(said, bool):
                tagged.setdefault((type(said), said), []).append((place, value))
            else:
                rest.append((place, value))
        groups += [_group(direction, Tag(str(field), said), "", each) for (_, said), each in tagged.items()]
        groups += _untagged(direction, rest) if is_told_apart else [_group(direction, None, "", rest)]
    return tuple(sorted(groups, key=lambda each: each.places[0]))


def _group(direction: Direction | None, tag: Tag | None, key: str, placed: Sequence[tuple[int, Value]]) -> Group:
    return Group(direction, tag, key, tuple(place for place, _ in placed), tuple(value for _, value in placed))


def _fields_of(by_direction: Mapping[Direction | None, list[tuple[int, Value]]]) -> dict[Direction | None, str | None]:
    """The tag's field of each direction: the same one for all where that tells them."""
    objects = {way: [value for _, value in each if isinstance(value, dict)] for way, each in by_direction.items()}
    own = {way: _tag_field(each) for way, each in objects.items()}
    for field in dict.fromkeys(each for each in own.values() if each):
        if all(_coverage(each, field) == 1 for each in objects.values() if each):
            return dict.fromkeys(own, field)
    return {**own}


def _coverage(objects: Sequence[Mapping[str, Value]], field: str) -> float:
    return sum(_is_tag(each.get(field), field) for each in objects) / max(len(objects), 1)


def _is_tag(value: Value, field: str) -> bool:
    if isinstance(value, str):
        return bool(_WORD.fullmatch(value))
    return isinstance(value, int) and not isinstance(value, bool) and field in _NUMBERED


def _tag_field(objects: Sequence[Mapping[str, Value]]) -> str | None:
    """The field that tells the objects of one direction apart; None where none does."""
    if not objects:
        return None
    usual = [name for name in _TAGS if _may_tell(objects, name)]
    for least in _COVERAGES:
        covering = [name for name in usual if _coverage(objects, name) >= least]
        telling = [name for name in covering if _count(objects, name) > 1]
        if telling or covering:
            return (telling or covering)[0]
    common = dict.fromkeys(name for name in objects[0] if all(name in each for each in objects))
    return next((name for name in common if _decides_keys(objects, name)), None)


def _may_tell(objects: Sequence[Mapping[str, Value]], name: str) -> bool:
    """Whether what stands there are names: each of them a word, and not a new one in each frame."""
    said = [each[name] for each in objects if name in each]
    if not said or not all(_is_tag(each, name) for each in said):
        return False
    distinct = _count(objects, name)
    return distinct <= _MOST and (distinct <= _few(len(said)) or distinct * 2 <= len(said))


def _few(frames: int) -> int:
    return max(8, frames // 3)


def _count(objects: Sequence[Mapping[str, Value]], name: str) -> int:
    return len({str(each[name]) for each in objects if name in each})


def _decides_keys(objects: Sequence[Mapping[str, Value]], name: str) -> bool:
    """Whether a field without a usual name has words, each with properties of its own."""
    keys: dict[str, set[frozenset[str]]] = {}
    for each in objects:
        said = each[name]
        if not isinstance(said, str) or not _WORD.fullmatch(said):
            return False
        keys.setdefault(said, set()).add(frozenset(each))
    kinds = {next(iter(each)) for each in keys.values()}
    return len(keys) > 1 and all(len(each) == 1 for each in keys.values()) and len(kinds) == len(keys)


def _untagged(direction: Direction | None, placed: Sequence[tuple[int, Value]]) -> list[Group]:
    """Frames without a tag, by what keys they have, so that each group is told from the others by one that it needs."""
    by_kind: dict[str, list[tuple[int, Value]]] = {}
    for place, value in placed:
        kind = kind_of(value)
        by_kind.setdefault(kind if kind in {"object", "array"} else "scalar", []).append((place, value))
    clusters = _clusters(by_kind.pop("object", []))
    named = zip(clusters, _own_keys(clusters), strict=True)
    groups = [_group(direction, None, key, each) for each, key in named]
    return [*groups, *(_group(direction, None, "", each) for each in by_kind.values())]


_Placed = list[tuple[int, Value]]


def _clusters(placed: _Placed) -> list[_Placed]:
    """Frames of one direction as messages; all of them are one where they have too many sets of keys to be names."""
    by_keys: dict[frozenset[str], _Placed] = {}
    for place, value in placed:
        by_keys.setdefault(frozenset(_keys(value)), []).append((place, value))
    if len(by_keys) > _MOST_SETS:
        return [placed]
    clusters: list[list[frozenset[str]]] = []
    for keys in by_keys:
        near = next((each for each in clusters if _is_alike(keys, each)), None)
        if near is None:
            clusters.append([keys])
        else:
            near.append(keys)
    while (pair := _confused(clusters)) is not None:
        one, other = pair
        clusters[one] += clusters.pop(other)
    return [sorted((item for keys in each for item in by_keys[keys]), key=lambda item: item[0]) for each in clusters]


def _keys(value: Value) -> list[str]:
    return [key for key in value if len(key) <= MAX_KEY] if isinstance(value, dict) else []


def _is_alike(keys: frozenset[str], cluster: Sequence[frozenset[str]]) -> bool:
    return any(keys <= each or each <= keys or len(keys & each) >= _ALIKE * len(keys | each) for each in cluster)


def _confused(clusters: Sequence[Sequence[frozenset[str]]]) -> tuple[int, int] | None:
    """Two of them of which neither needs a key that the other never has; None where all can be told apart."""
    required = [frozenset[str].intersection(*each) for each in clusters]
    spoken = [frozenset[str]().union(*each) for each in clusters]
    for one in range(len(clusters)):
        for other in range(one + 1, len(clusters)):
            if not required[one] - spoken[other] and not required[other] - spoken[one]:
                return one, other
    return None


def _own_keys(clusters: Sequence[_Placed]) -> list[str]:
    """For each cluster the first key that all its frames have and no other cluster's; empty where there is none."""
    if len(clusters) == 1:
        return [""]
    sets = [[frozenset(_keys(value)) for _, value in each] for each in clusters]
    owners = Counter(key for each in sets for key in frozenset[str]().union(*each))
    needed = [frozenset[str].intersection(*each) for each in sets]
    return [
        next((key for key in _keys(cluster[0][1]) if key in required and owners[key] == 1), "")
        for cluster, required in zip(clusters, needed, strict=True)
    ]
