"""Compares topics: their addresses, the parameters in them, and which messages they carry."""

from collections.abc import Iterator

from ..plan.protocol import Direction, Topic, TopicParameter
from .announced import ending
from .change import Change, Level
from .pairing import Pair, Pairing, bare


def compare_topics(both: Pairing, today: str) -> Iterator[Change]:
    """What somebody finds who subscribes as before."""
    for pair in both.pairs:
        for topic in pair.gone_topics:
            reason = f"clients built before this change subscribe to `{topic.address}`, and are refused"
            end = ending((topic.deprecated_until,), today, reason)
            text = f"there is no topic `{topic.address}` any more"
            yield Change(
                "WSG770", end.level, topic.address, text, end.reason, pair.new.location, topic.location, hint=end.hint
            )
        for topic in pair.new_topics:
            text, reason = (
                f"there is a topic `{topic.address}`",
                "nobody built before this change uses it",
            )
            yield Change("WSG771", Level.SAFE, topic.address, text, reason, topic.location, None)
        for old, new in pair.topics:
            yield from _address(old, new)
            yield from _carried(both, pair, old, new)


def _address(old: Topic, new: Topic) -> Iterator[Change]:
    places = (new.location, old.location)
    if bare(old.address) != bare(new.address):
        text = f"the topic `{old.address}` is called `{new.address}` now"
        reason = "clients built before this change subscribe to the old address, and are refused"
        yield Change("WSG772", Level.BREAKING, old.address, text, reason, *places)
        return
    for before, after in zip(old.parameters, new.parameters, strict=False):
        where = f"{old.address}/{before.name}"
        if fault := _narrowed(before, after):
            reason = "what clients built before this change subscribe to may be refused"
            yield Change("WSG772", Level.BREAKING, where, f"`{after.name}` in `{new.address}` {fault}", reason, *places)
        elif (before.type, set(before.enum)) != (after.type, set(after.enum)):
            text = f"`{after.name}` in `{new.address}` may have further values"
            yield Change("WSG772", Level.SAFE, where, text, "those that it could have before stay", *places)


def _narrowed(old: TopicParameter, new: TopicParameter) -> str:
    if new.enum and not old.enum:
        return f"must be one of {len(new.enum)} values"
    lost = [each for each in old.enum if each not in new.enum] if new.enum else []
    if lost:
        return f"can't be `{lost[0]}` any more"
    return "must be a whole number now" if (old.type, new.type) == ("str", "int") and not old.enum else ""


def _carried(both: Pairing, pair: Pair, old: Topic, new: Topic) -> Iterator[Change]:
    """The messages that came to a topic or left it; those that are gone altogether are no news of the topic's."""
    for way in pair.ways:
        is_up = way.direction is Direction.CLIENT_TO_SERVER
        before, after = ((each.client_to_server if is_up else each.server_to_client) for each in (old, new))
        for one, two in way.routes:
            message = both.new.messages[two.message]
            was, now = one.message in before, two.message in after
            if was and not now:
                text = f"`{message.wire}` doesn't travel on the topic `{new.address}` any more ({way.direction.value})"
                reason = "who subscribed to it before this change waits for what never comes"
                level = Level.BREAKING
                if is_up:
                    reason, level = "the server may expect it somewhere else", Level.RISKY
                yield Change("WSG773", level, message.wire, text, reason, message.location, old.location)
            elif now and not was:
                text = f"`{message.wire}` travels on the topic `{new.address}` too ({way.direction.value})"
                reason = "clients built before this change know the message"
                yield Change("WSG773", Level.SAFE, message.wire, text, reason, message.location, old.location)
