"""Traces against real servers over real sockets: the correct one gives no failure, each faulty one its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from served_board import FAULTS, SPEC, app_of

from wsgen.commands.project import Arguments, subject
from wsgen.fuzz.failure import Failure
from wsgen.fuzz.latency import slow
from wsgen.fuzz.memory import growth
from wsgen.fuzz.running import Patience
from wsgen.fuzz.steps import Binary, Invalid, NotText, Pause, Raw, Reconnect, Step, Trace, Valid
from wsgen.fuzz.target import Target
from wsgen.fuzz.transcript import transcript
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Protocol
from wsgen.provider.process import AppProcess


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    folder = tmp_path_factory.mktemp("board")
    (folder / "board.yml").write_text(SPEC)
    return plan_document(subject(Arguments(folder, "board.yml")).job, lambda _: None).protocol


@contextmanager
def target(protocol: Protocol, folder: Path, fault: str) -> Iterator[Target]:
    (folder / "faulty.py").write_text(app_of(fault))
    app = AppProcess("faulty:app", folder)
    with Target(protocol, app=app, url="", arguments={}, patience=Patience(owed=1.0)) as made:
        yield made


def valid(name: str, text: str) -> Valid:
    return Valid(f"board.yml#/channels/{'system' if name == 'Subscribe' else 'board'}/messages/{name}", text)


MOVE = valid("Move", '{"type":"move","board":1,"to":2,"request_id":"r1"}')
LOOK = valid("Look", '{"type":"look","board":1}')
SUBSCRIBE = valid("Subscribe", '{"type":"subscribe","topics":["board:1"]}')
TOO_FAR = Invalid(MOVE.message, '{"type":"move","board":1,"to":65}', "maximum", "/to")
TRACES: tuple[tuple[Step, ...], ...] = (
    (MOVE, LOOK, SUBSCRIBE, MOVE, Pause(0.01), LOOK, LOOK),
    (MOVE, Reconnect("abort"), LOOK, Reconnect("close"), MOVE),
    (LOOK, TOO_FAR),
    (Raw("no JSON", "{"),),
    (MOVE, Binary(b"x")),
    (NotText("no UTF-8", b"\xff"),),
    (Raw("too large", '{"type":"look","board":1,"x":"' + "x" * 70_000 + '"}'),),
    (valid("Move", '{"type":"move","board":1.0,"to":2}'), valid("Move", '{"type":"move","board":2,"to":2}')),
)


def first_failure(made: Target, protocol: Protocol) -> Failure | None:
    """What is found by the traces, then in times and memory."""
    key = protocol.connections[0].key
    for round_ in range(3):
        for number, steps in enumerate(TRACES):
            failure = made.run(Trace(key, {}, steps, number + round_)).failure
            if failure is not None:
                return failure
    for _ in range(20):
        made.run(Trace(key, {}, (MOVE, Reconnect("close"), MOVE, LOOK), 1))
        made.sample()
    found = slow(made.latencies, made.wire, made.baseline())
    return found[1] if found else growth(made.samples)


def test_nothing_is_wrong_with_a_correct_server(board: Protocol, tmp_path: Path) -> None:
    with target(board, tmp_path, "") as made:
        assert first_failure(made, board) is None
        assert made.counts.connections > 40


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(board: Protocol, tmp_path: Path, fault: str) -> None:
    with target(board, tmp_path, fault) as made:
        failure = first_failure(made, board)
    assert failure is not None
    assert failure.code == FAULTS[fault], failure


def test_a_code_of_the_application_is_no_fault_where_none_is_documented(board: Protocol, tmp_path: Path) -> None:
    with target(board, tmp_path, "refuses by 4009") as made:
        assert first_failure(made, board) is None


def test_the_server_is_there_again_after_it_died(board: Protocol, tmp_path: Path) -> None:
    key = board.connections[0].key
    with target(board, tmp_path, "exit") as made:
        died = made.run(Trace(key, {}, (LOOK, MOVE), 1))
        again = made.run(Trace(key, {}, (LOOK,), 1))
    assert died.failure is not None
    assert (died.failure.code, died.failure.step) == ("WSG801", 1)
    assert "out of luck" in died.failure.lines
    assert again.failure is None


def test_a_run_is_told_line_by_line(board: Protocol, tmp_path: Path) -> None:
    key = board.connections[0].key
    with target(board, tmp_path, "no end") as made:
        run = made.run(Trace(key, {}, (MOVE, LOOK), 1))
        lines = transcript(made.frames(key), run)
    assert lines == (
        "client connects",
        'client → server  Move  {"type":"move","board":1,"to":2,"request_id":"r1"}',
        'server → client  Moved  {"type": "moved", "board": 1, "to": 2, "request_id": "r1"}',
        'client → server  Look  {"type":"look","board":1}',
        'server → client  Begin  {"type": "begin"}',
        'server → client  Field  {"type": "field", "n": 1}',
        "server says nothing for 1.0 s",
    )


def test_a_frame_that_is_refused_may_carry_the_id_of_a_request_under_way(board: Protocol, tmp_path: Path) -> None:
    """The error then answers both, and the connection is closed."""
    key = board.connections[0].key
    wrong = Invalid(MOVE.message, '{"type":"move","board":1,"to":65,"request_id":"r1"}', "maximum", "/to")
    with target(board, tmp_path, "slow with ids in errors") as made:
        assert made.run(Trace(key, {}, (MOVE, wrong), 0)).failure is None
