"""Finds which recorded messages answer which, and says how sure that is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ..plan.protocol import Direction
from ..plan.reply import REQUEST_IDS
from ..spec.node import Value
from .recorded import Recorded

_NEVER: Final = frozenset({"ping", "pong", "error", "heartbeat", "subscribe", "unsubscribe"})
_SURE: Final = 2
UP: Final = Direction.CLIENT_TO_SERVER


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers a request: names of messages, in the order in which they first came.

    `start` and `end` are set where they are a stream. `reason` says how that is known.
    """

    messages: tuple[str, ...]
    start: str | None
    end: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request that was sent, and the names of the frames that answered it."""

    name: str
    answers: list[str]


def answers_of(frames: Sequence[tuple[str, Recorded]]) -> Mapping[str, Answers]:
    """What answers each message, by its name; `frames` have the names of the messages that they are."""
    by_session: dict[int, list[tuple[str, Recorded]]] = {}
    for each in frames:
        by_session.setdefault(each[1].session.number, []).append(each)
    named = [each for session in by_session.values() for each in _by_id(session)]
    found = _settled(named)
    follow = _followed([*by_session.values()])
    return {**{name: each for name, each in follow.items() if name not in found}, **found}


def _by_id(session: Sequence[tuple[str, Recorded]]) -> list[_Asked]:
    """The requests of one connection that have an id, with the frames that have the same one afterwards."""
    asked: list[_Asked] = []
    pending: dict[tuple[str, str], _Asked] = {}
    for name, frame in session:
        ids = _ids(frame.value)
        if frame.direction is UP and ids and name.lower() not in _NEVER:
            request = _Asked(name, [])
            asked.append(request)
            pending[ids[0]] = request
        elif frame.direction is Direction.SERVER_TO_CLIENT:
            found = next((pending[each] for each in ids if each in pending), None)
            if found is not None and name.lower() not in _NEVER:
                found.answers.append(name)
    return asked


def _ids(value: Value) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return []
    said = ((name, value.get(name)) for name in REQUEST_IDS)
    return [(name, repr(each)) for name, each in said if isinstance(each, str | int) and not isinstance(each, bool)]


def _settled(asked: Sequence[_Asked]) -> dict[str, Answers]:
    by_name: dict[str, list[list[str]]] = {}
    for each in asked:
        by_name.setdefault(each.name, []).append(each.answers)
    found: dict[str, Answers] = {}
    for name, every in by_name.items():
        answered = [answers for answers in every if answers]
        if not answered:
            continue
        messages = tuple(dict.fromkeys(answer for answers in answered for answer in answers))
        reason = f"{len(answered)} of {len(every)} were answered with the same id"
        if all(len(answers) == 1 for answers in answered):
            found[name] = Answers(messages, None, (), reason)
        elif stream := _stream(answered):
            found[name] = Answers(messages, *stream, f"{reason}, by a stream")
    return found


def _stream(answered: Sequence[Sequence[str]]) -> tuple[str | None, tuple[str, ...]] | None:
    """What begins and what ends a stream; None where the same messages stand inside and at the end."""
    ends = dict.fromkeys(each[-1] for each in answered)
    if any(name in ends for each in answered for name in each[:-1]):
        return None
    starts = {each[0] for each in answered}
    inner = {name for each in answered for name in each[1:]}
    start = next(iter(starts)) if len(starts) == 1 and not starts & (inner | {*ends}) else None
    return start, tuple(ends)


def _followed(sessions: Sequence[Sequence[tuple[str, Recorded]]]) -> dict[str, Answers]:
    """Requests without ids that one message followed at once, each time, and that came at no other time."""
    counts = Counter(name for session in sessions for name, _ in session)
    next_to: dict[str, Counter[str]] = {}
    for session in sessions:
        for (name, frame), (after, following) in pairwise(session):
            if frame.direction is UP and following.direction is Direction.SERVER_TO_CLIENT:
                next_to.setdefault(name, Counter())[after] += 1
    found: dict[str, Answers] = {}
    for name, followers in next_to.items():
        answer, times = followers.most_common(1)[0]
        is_each_time = times == counts[name] == counts[answer]
        if times >= _SURE and is_each_time and not {name.lower(), answer.lower()} & _NEVER:
            found[name] = Answers((answer,), None, (), f"it came right after each of the {times}")
    return found
