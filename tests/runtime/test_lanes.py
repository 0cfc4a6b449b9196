"""Which handlers of one connection run at once, and which wait for others."""

import json
import random
from dataclasses import replace

import pytest
from chat_protocol import (
    CHAT,
    PONG,
    SEND_MESSAGE,
    STREAM_END,
    STREAM_START,
    SUBSCRIBE,
    SUBSCRIBE_THREAD,
    THREAD_HISTORY,
)

from wsgen.runtime.core.dispatch import Codec, UnknownFrame
from wsgen.runtime.core.lanes import Lane, Run, Schedule, lanes_of
from wsgen.runtime.core.limits import Limits
from wsgen.runtime.core.session import Session, Terms
from wsgen.runtime.protocol import One, Route, Stream

NOW = 1_700_000_000.0
CODEC = Codec.for_server(CHAT)
UNMARKED = replace(THREAD_HISTORY, request_id=None)


def session_of(concurrent: int) -> Session:
    return Session(Terms(CHAT, Codec.for_server(CHAT), Limits(concurrent=concurrent, waiting=100)))


def ask(session: Session, request_id: str | None) -> list[Run]:
    ids = {} if request_id is None else {"request_id": request_id}
    effects = session.receive_text(json.dumps({"type": "subscribe_thread", "thread_id": 1, **ids}), NOW)
    return runs(effects)


def runs(effects: list[object] | list[Run]) -> list[Run]:
    assert all(isinstance(effect, Run) for effect in effects), effects
    return [effect for effect in effects if isinstance(effect, Run)]


def ids(started: list[Run]) -> list[object]:
    return [run.received.request_id for run in started]


@pytest.mark.parametrize(
    ("route", "concurrent", "unnamed", "named"),
    [
        (Route(SUBSCRIBE_THREAD, "x", One((THREAD_HISTORY,))), 1, Lane.ORDERED, Lane.ORDERED),
        (Route(SUBSCRIBE_THREAD, "x", One((THREAD_HISTORY,))), 2, Lane.ORDERED, Lane.FREE),
        (Route(SUBSCRIBE_THREAD, "x", One((THREAD_HISTORY, UNMARKED))), 2, Lane.ORDERED, Lane.ORDERED),
        (Route(SEND_MESSAGE, "x"), 1, Lane.ORDERED, Lane.ORDERED),
        (Route(SEND_MESSAGE, "x"), 2, Lane.FREE, Lane.FREE),
        (Route(SUBSCRIBE, "x"), 2, Lane.ORDERED, Lane.ORDERED),
        (Route(PONG, "x"), 2, Lane.ORDERED, Lane.ORDERED),
        (Route(SEND_MESSAGE, "x", Stream(STREAM_START, (), (STREAM_END,))), 1, Lane.STREAM, Lane.STREAMS),
        (Route(SEND_MESSAGE, "x", Stream(STREAM_START, (UNMARKED,), (STREAM_END,))), 2, Lane.STREAM, Lane.STREAM),
    ],
)
def test_what_only_its_order_tells_apart_is_never_at_once(
    route: Route, concurrent: int, unnamed: Lane, named: Lane
) -> None:
    assert lanes_of(route, concurrent) == (unnamed, named)


def test_requests_with_ids_run_at_once_up_to_the_limit() -> None:
    session = session_of(2)
    [a] = ask(session, "a")
    [b] = ask(session, "b")
    assert ask(session, "c") == []
    assert session.is_behind
    assert ids(runs(session.finished(b))) == ["c"]
    assert session.finished(a) == []
    assert not session.is_behind


def test_requests_without_ids_stay_in_order_and_count_as_one_of_those_that_run() -> None:
    session = session_of(2)
    [first] = ask(session, None)
    assert ask(session, None) == []
    [a] = ask(session, "a")
    assert ask(session, "b") == []
    assert ids(runs(session.finished(first))) == [None]
    assert ids(runs(session.finished(a))) == ["b"]


def test_one_that_is_ordered_is_not_kept_waiting_by_those_with_ids() -> None:
    session = session_of(2)
    [a] = ask(session, "a")
    ask(session, "b")
    for name in ("c", "d", None):
        assert ask(session, name) == []
    assert ids(runs(session.finished(a))) == [None]


def test_what_nobody_handles_starts_nothing_and_counts_nowhere() -> None:
    session = Session(Terms(CHAT, Codec.for_server(CHAT), Limits(waiting=1), handlers={"on_subscribe_thread"}))
    assert len(ask(session, "a")) == 1
    for _ in range(5):
        assert session.receive_text('{"type":"pong","ping_id":"x"}', NOW) == []
    assert not session.closed


def numbered(lane: Lane, number: int) -> Run:
    return Run(CODEC.decode(f'{{"type":"subscribe_thread","thread_id":{number}}}'), lane, 1)


def number_of(run: Run) -> int:
    assert not isinstance(run.received, UnknownFrame)
    value: int = run.received.message.to_wire()["thread_id"]
    return value


@pytest.mark.parametrize("seed", range(40))
def test_whatever_comes_and_ends_in_any_order_nothing_overtakes_its_lane_or_waits_for_nothing(seed: int) -> None:
    draw = random.Random(seed)
    limits = Limits(concurrent=draw.randint(1, 4), streams=draw.randint(1, 3), waiting=10_000)
    lanes = [Lane.ORDERED, Lane.STREAM, Lane.STREAMS, *([Lane.FREE] if limits.concurrent > 1 else [])]
    schedule, running, begun, waiting = Schedule(limits), list[Run](), list[Run](), 0
    for number in range(1, 300):
        run = numbered(draw.choice(lanes), number)
        if schedule.add(run):
            running.append(run)
            begun.append(run)
        else:
            waiting += 1
        while running and draw.random() < 0.45:
            started = schedule.finish(running.pop(draw.randrange(len(running))))
            running += started
            begun += started
            waiting -= len(started)
        count = {lane: sum(run.lane is lane for run in running) for lane in Lane}
        assert count[Lane.ORDERED] <= 1
        assert count[Lane.ORDERED] + count[Lane.FREE] <= limits.concurrent
        assert count[Lane.STREAM] <= 1
        assert count[Lane.STREAMS] <= limits.streams
        assert schedule.is_behind == (waiting > 0)
    while running:
        started = schedule.finish(running.pop(draw.randrange(len(running))))
        running += started
        begun += started
    assert len(begun) == 299
    assert not schedule.is_behind
    for lane in Lane:
        numbers = [number_of(run) for run in begun if run.lane is lane]
        assert numbers == sorted(numbers)
