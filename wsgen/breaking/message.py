"""Compares one message in both protocols: the value of its tag, its role, its envelope, its request id and sequence."""

import json
from collections.abc import Iterator
from typing import Final

from ..plan.place import as_place
from ..plan.protocol import Direction, Message, Path, Role, Scalar
from .change import Change, Level

_UP: Final = Direction.CLIENT_TO_SERVER
_DOWN: Final = Direction.SERVER_TO_CLIENT
_WORK: Final = frozenset({Role.SUBSCRIBE, Role.UNSUBSCRIBE, Role.AUTHENTICATE})


def compare_message(old: Message, new: Message, direction: Direction) -> Iterator[Change]:
    """What is another way about a message that is the same for its peers, but for its schema."""
    yield from _tags(old, new, direction)
    yield from _role(old, new)
    yield from _envelope(old, new, direction)
    yield from _ids(old, new, direction)


def _tags(old: Message, new: Message, direction: Direction) -> Iterator[Change]:
    if not old.tags or not new.tags:
        return
    places = (new.location, old.location)
    sent, known = (old.tags, new.tags) if direction is _UP else (new.tags, old.tags)
    lost = [each for each in sent if not _holds(known, each)]
    if not _holds(known, sent[0]):
        text = f"the tag of `{old.wire}` ({direction.value}) is {_said(new.tags[0])}, no longer {_said(old.tags[0])}"
        reason = (
            f"clients built before this change send {_said(sent[0])}, which the server doesn't know"
            if direction is _UP
            else f"clients built before this change don't know {_said(sent[0])}, and never get the message"
        )
        yield Change("WSG763", Level.BREAKING, old.wire, text, reason, *places)
    elif lost and direction is _UP:
        text = f"`{old.wire}` isn't known by {_said(lost[0])} any more ({direction.value})"
        reason = "clients that use this other value are refused"
        yield Change("WSG763", Level.RISKY, old.wire, text, reason, *places)
    elif {*map(repr, old.tags)} != {*map(repr, new.tags)}:
        text = f"`{old.wire}` has other values of its tag beside {_said(sent[0])} ({direction.value})"
        yield Change("WSG763", Level.SAFE, old.wire, text, "the value that is sent stays", *places)


def _holds(tags: tuple[Scalar, ...], tag: Scalar) -> bool:
    return any(type(each) is type(tag) and each == tag for each in tags)


def _role(old: Message, new: Message) -> Iterator[Change]:
    places = (new.location, old.location)
    if old.role is not new.role:
        names = [each.value if each else "no" for each in (old.role, new.role)]
        text = f"`{old.wire}` has {names[1]} role, it had {names[0]} role".replace("no role, it", "no role now, it")
        is_work = bool({old.role, new.role} & _WORK)
        reason = (
            f"the server does other work for it than clients built before this change {'ask' if is_work else 'see'}"
        )
        yield Change("WSG767", Level.BREAKING if is_work else Level.RISKY, old.wire, text, reason, *places)
    elif old.role is not None:
        moved = [word for word, name in old.role_fields.items() if new.role_fields.get(word) != name]
        if moved:
            text = f"`{moved[0]}` of `{old.wire}` stands in `{new.role_fields.get(moved[0], '–')}` now"
            reason = f"peers built before this change look for it in `{old.role_fields[moved[0]]}`"
            yield Change("WSG767", Level.BREAKING, old.wire, text, reason, *places)


def _envelope(old: Message, new: Message, direction: Direction) -> Iterator[Change]:
    before, after, where = old.envelope, new.envelope, old.wire
    places = (after.location if after else new.location, before.location if before else old.location)
    reason = "peers built before this change look for the payload elsewhere"
    if before is None or after is None:
        if before is not after:
            how = "in an envelope" if after else "without its envelope"
            text = f"`{old.wire}` travels {how} now ({direction.value})"
            yield Change("WSG766", Level.BREAKING, where, text, reason, *places)
        return
    if before.data != after.data:
        text = _moved("payload", old, (before.data, after.data))
        yield Change("WSG766", Level.BREAKING, where, text, reason, *places)
    for word, one, two in (("topic", before.topic, after.topic), ("time", before.timestamp, after.timestamp)):
        if one != two and one is not None:
            text = _moved(word, old, (one, two))
            reason = "peers built before this change look for it in the old place"
            yield Change("WSG766", Level.BREAKING, where, text, reason, *places)
    if before.timestamp and after.timestamp and before.timestamp_unit != after.timestamp_unit:
        text = f"the time of `{old.wire}` is in {after.timestamp_unit}, no longer in {before.timestamp_unit}"
        reason = "peers built before this change write and read it in the old unit"
        yield Change("WSG766", Level.BREAKING, where, text, reason, *places)
    if before.constants != after.constants:
        sent, wanted = (before, after) if direction is _UP else (after, before)
        differs = [path for path, value in wanted.constants.items() if sent.constants.get(path) != value]
        path = (differs or [*sent.constants])[0]
        text = f"`{as_place(path)}` around `{old.wire}` ({direction.value}) has another constant, or none any more"
        reason = "peers built before this change write and expect the old one"
        yield Change("WSG766", Level.BREAKING if differs else Level.SAFE, where, text, reason, *places)


def _ids(old: Message, new: Message, direction: Direction) -> Iterator[Change]:
    places = (new.location, old.location)
    if old.request_id != new.request_id:
        text = _moved("request id", old, (old.request_id, new.request_id))
        level, reason = (
            Level.BREAKING,
            "clients built before this change don't find the request that a reply belongs to",
        )
        if old.request_id is None:
            level, reason = Level.SAFE, "clients built before this change send none, and match replies in order"
        yield Change("WSG768", level, old.wire, text, reason, *places)
    if old.sequence != new.sequence and direction is _DOWN:
        text = _moved("sequence", old, (old.sequence, new.sequence))
        level, reason = Level.BREAKING, "clients built before this change don't notice what they missed any more"
        if old.sequence is None:
            level, reason = Level.SAFE, "clients built before this change don't count"
        yield Change("WSG768", level, old.wire, text, reason, *places)


def _moved(what: str, message: Message, paths: tuple[Path | None, Path | None]) -> str:
    """Says where something of a message stands now."""
    was, now = (None if path is None else f"`{as_place(path) or 'the frame'}`" for path in paths)
    if now is None:
        return f"`{message.wire}` has no {what} any more; it stood in {was}"
    return f"the {what} of `{message.wire}` stands in {now}" + (f", no longer in {was}" if was else "")


def _said(tag: Scalar) -> str:
    return json.dumps(tag, ensure_ascii=False)
