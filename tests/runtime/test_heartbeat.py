"""When a connection is pinged, and when it is given up."""

from wsgen.runtime.core.heartbeat import Beat, Heartbeats, Pulse, sweep_period


def ping(pulse: Pulse, identity: str | None, now: float, *, written: float | None = None) -> None:
    assert pulse.check(now) is Beat.PING
    pulse.queued(now)
    pulse.written(identity, now if written is None else written)


def test_the_first_ping_is_spread_over_the_interval_and_the_next_come_at_it() -> None:
    pulse = Pulse(30, 60, now=100, jitter=0.5)
    assert pulse.check(114.9) is None
    ping(pulse, "a", 115)
    pulse.answered("a")
    assert pulse.check(144.9) is None
    assert pulse.check(145) is Beat.PING


def test_a_connection_is_lost_sixty_seconds_after_the_oldest_unanswered_ping_was_written() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    ping(pulse, "a", 0, written=5)
    ping(pulse, "b", 30)
    ping(pulse, "c", 60)
    assert pulse.check(64.9) is None
    assert pulse.check(65) is Beat.LOST


def test_an_answered_ping_gives_time_until_the_next_unanswered_one() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    ping(pulse, "a", 0)
    ping(pulse, "b", 30)
    assert pulse.answered("a")
    ping(pulse, "c", 60)
    assert pulse.check(89.9) is None
    assert pulse.check(90) is Beat.LOST


def test_a_pong_answers_all_pings_before_its_own() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    ping(pulse, "a", 0)
    ping(pulse, "b", 30)
    assert pulse.answered("b")
    ping(pulse, "c", 60)
    assert pulse.check(89.9) is None


def test_a_pong_with_an_id_that_was_never_sent_answers_nothing() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    ping(pulse, "a", 0)
    assert not pulse.answered("x")
    ping(pulse, "b", 30)
    assert pulse.check(60) is Beat.LOST


def test_a_pong_without_an_id_answers_every_ping() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    ping(pulse, None, 0)
    assert pulse.answered(None)
    ping(pulse, None, 30)
    assert pulse.check(60) is Beat.PING


def test_a_ping_that_can_not_be_written_counts_from_when_it_was_queued_and_no_other_follows() -> None:
    pulse = Pulse(30, 60, now=0, jitter=0)
    pulse.queued(0)
    assert pulse.check(59.9) is None
    assert pulse.check(60) is Beat.LOST


def test_one_sweep_finds_every_connection_that_needs_something() -> None:
    beats: Heartbeats[str] = Heartbeats()
    late, early = Pulse(30, 60, now=0, jitter=0.9), Pulse(30, 60, now=0, jitter=0.1)
    beats.add("late", late)
    beats.add("early", early)
    assert list(beats.sweep(3)) == [("early", early, Beat.PING)]
    beats.remove("early")
    beats.remove("early")
    assert len(beats) == 1
    assert list(beats.sweep(27)) == [("late", late, Beat.PING)]


def test_the_sweep_is_finer_than_the_times_it_watches() -> None:
    assert sweep_period(30, 60) == 1.0
    assert sweep_period(0.2, 0.4) == 0.01
