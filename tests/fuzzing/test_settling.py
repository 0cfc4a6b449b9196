"""A failure is told by a trace that shows it on a server that was started anew, and by how often it does."""

from collections.abc import Callable
from itertools import cycle

from wsgen.fuzz.settling import Settled, confirm, example, settle
from wsgen.fuzz.shrink import Limits
from wsgen.fuzz.steps import Reconnect, Step, Trace, Valid

Failing = Callable[[list[str], Trace], bool]


def say(text: str) -> Valid:
    return Valid.of("say", {"content": text})


def trace(*steps: Step) -> Trace:
    return Trace("/ws", {}, steps, 7)


class Server:
    """Keeps what was said for as long as it runs, and fails as it is told."""

    def __init__(self, failing: Failing) -> None:
        self.said: list[str] = []
        self.starts = 0
        self._failing = failing

    def fails(self, run: Trace) -> bool:
        fails = False
        for step in run.steps:
            if isinstance(step, Valid):
                fails = fails or self._failing(self.said, trace(step))
                self.said.append(step.text)
        return fails

    def fails_anew(self, run: Trace) -> bool:
        self.starts += 1
        self.said.clear()
        return self.fails(run)


def settled(server: Server, failing: Trace, *earlier: Trace) -> Settled:
    def is_same(_: Step, new: Step) -> bool:
        return isinstance(new, Valid) and isinstance(new.frame, dict) and "content" in new.frame

    return settle(failing, earlier, server, is_same, limits=Limits(), now=lambda: 0.0)


def says(run: Trace, text: str) -> bool:
    return any(isinstance(step, Valid) and text in step.text for step in run.steps)


def test_what_always_fails_is_made_small_without_starting_the_server_for_each_run() -> None:
    server = Server(lambda _, run: says(run, "😀"))
    found = settled(server, trace(*map(say, "abc"), say("so 😀"), Reconnect("abort"), say("d")))
    assert found == Settled(trace(say("😀")), 3, 3, needs_earlier=False, is_least=True)
    assert server.starts == 4


def test_what_fails_because_of_a_run_before_is_told_with_that_run() -> None:
    server = Server(lambda said, run: says(run, "ask") and any("tell" in each for each in said))
    before = [trace(say("tell"), say("more")), *(trace(say(f"n{number}")) for number in range(20))]
    found = settled(server, trace(say("x"), say("ask")), *before)
    assert found.trace.steps == (say("tell"), Reconnect("close"), say("ask")) or found.trace.steps == (
        say("tell"),
        say("ask"),
    )
    assert (found.failed, found.runs, found.needs_earlier) == (3, 3, True)


def test_a_trace_that_is_small_thanks_to_what_others_left_behind_is_not_believed() -> None:
    server = Server(lambda said, run: says(run, "ask") and any("tell" in each for each in said))
    found = settled(server, trace(say("tell"), *map(say, "abcd"), say("ask")))
    assert found.trace.steps == (say("tell"), say("ask"))
    assert found.failed == 3


def test_a_failure_that_comes_and_goes_is_told_as_such() -> None:
    turns = cycle((True, False))
    server = Server(lambda _, run: says(run, "😀") and next(turns))
    found = settled(server, trace(*map(say, "abc"), say("so 😀")))
    assert 0 < found.failed < found.runs
    assert says(found.trace, "😀")


def test_a_failure_that_never_comes_back_is_told_as_such() -> None:
    server = Server(lambda _, run: False)
    failing = trace(*map(say, "abc"))
    assert settled(server, failing) == Settled(failing, 0, 4, needs_earlier=False, is_least=False)


def test_to_confirm_is_one_run_of_the_very_trace() -> None:
    server = Server(lambda _, run: says(run, "a"))
    failing = trace(*map(say, "abc"))
    assert confirm(failing, server) == Settled(failing, 1, 1, needs_earlier=False, is_least=False)
    assert server.starts == 1


def test_slowness_is_shown_by_the_smallest_frame_of_the_slow_message() -> None:
    other = Valid.of("hear", {})
    traces = [trace(say("abc"), other), trace(other, say("a")), trace(other)]
    assert example(traces, "say") == trace(say("a"))


def test_growth_is_shown_by_the_last_few_traces_together() -> None:
    found = example([trace(say(f"n{number}")) for number in range(20)], None)
    assert [step for step in found.steps if isinstance(step, Valid)] == [say(f"n{number}") for number in range(12, 20)]
