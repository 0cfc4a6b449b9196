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
    beats: Heartbeats[str] = Heartbeats(period=30)
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


def watched(period: float = 1.0) -> tuple[Heartbeats[str], Pulse]:
    beats: Heartbeats[str] = Heartbeats(period)
    pulse = Pulse(30, 60, now=0, jitter=1)
    beats.add("it", pulse)
    beats.begin(0)
    return beats, pulse


def sweep(beats: Heartbeats[str], first: float, last: float) -> list[tuple[float, Beat]]:
    """Sweep every second, and give what was due when."""
    due: list[tuple[float, Beat]] = []
    for second in range(int(first), int(last) + 1):
        due += [(second, beat) for _, _, beat in beats.sweep(second)]
    return due


def test_time_in_which_nothing_ran_is_no_time_that_a_client_let_pass() -> None:
    beats, pulse = watched()
    assert sweep(beats, 1, 30) == [(30, Beat.PING)]
    pulse.queued(30)
    pulse.written("a", 30.5)
    assert sweep(beats, 31, 40) == []
    # Ten minutes of nothing: what is due is due that much later.
    assert sweep(beats, 640, 640) == []
    assert sweep(beats, 641, 659) == [(659, Beat.PING)]
    pulse.queued(659)
    assert sweep(beats, 660, 690) == [(690, Beat.LOST)]


def test_a_ping_that_left_after_the_pause_gains_no_time_by_it() -> None:
    beats, pulse = watched()
    sweep(beats, 1, 30)
    pulse.queued(30)
    pulse.written("a", 630)
    assert sweep(beats, 631, 631) == []
    pulse.queued(660)
    assert sweep(beats, 632, 700) == [(691, Beat.LOST)] + [(second, Beat.LOST) for second in range(692, 701)]


def test_sweeps_that_are_a_little_late_take_no_time_away() -> None:
    beats, pulse = watched()
    beats.sweep(30)
    beats.begin(30)
    pulse.queued(30)
    pulse.written("a", 30)
    due: list[float] = []
    now = 30.0
    while not due:
        now += 1.9
        due = [now for _, _, beat in beats.sweep(now) if beat is Beat.LOST]
    assert 90 <= due[0] < 92


def test_sweeps_that_begin_again_have_missed_nothing() -> None:
    beats, pulse = watched()
    sweep(beats, 1, 20)
    beats.begin(1000)
    assert [beat for _, _, beat in beats.sweep(1001)] == [Beat.PING]
    assert pulse.check(1001) is Beat.PING
