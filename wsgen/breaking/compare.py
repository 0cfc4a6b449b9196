"""Compares two protocols by what crosses the wire: everything that is another way for a peer that was built before."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..plan.protocol import Protocol
from .announced import with_announced
from .answers import compare_answers
from .change import Change
from .demonstrate import with_witnesses
from .endings import compare_endings
from .handshake import compare_handshakes
from .messages import compare_messages
from .pairing import Pairing, pairing
from .payloads import compare_payloads
from .recognition import compare_recognition
from .subscriptions import compare_topics


def compare(old: Protocol, new: Protocol, today: str) -> tuple[Change, ...]:
    """Each change once; `today` is a day as ISO 8601 writes it.

    What is only called otherwise in the document, and is the same on the wire, is no change.
    """
    # A frame that shows a change can't be hashed.
    both = pairing(old, new)
    found = {(each.code, each.message, each.location, each.was): each for each in _changes(both, today)}
    return tuple(with_announced(both, _gathered(found.values()), today))


def demonstrated(old: Protocol, new: Protocol, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """`changes`, with a frame for each that one can show."""
    return with_witnesses(pairing(old, new), changes)


def _gathered(changes: Iterable[Change]) -> Iterator[Change]:
    """Says once what became of several messages by one line of the document, such as an envelope that all share."""
    groups: dict[object, list[Change]] = {}
    for each in changes:
        text = each.message.replace(f"`{each.where}`", "``")
        groups.setdefault((each.code, each.level, text, each.location, each.was), []).append(each)
    for first, *others in groups.values():
        several = f"`{first.where}` and {len(others)} other{'s' if len(others) > 1 else ''}"
        yield replace(first, message=first.message.replace(f"`{first.where}`", several)) if others else first


def _changes(both: Pairing, today: str) -> Iterator[Change]:
    yield from compare_handshakes(both)
    yield from compare_messages(both, today)
    yield from compare_payloads(both)
    yield from compare_recognition(both)
    yield from compare_topics(both, today)
    yield from compare_answers(both)
    yield from compare_endings(both)
