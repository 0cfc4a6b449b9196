"""The servers that are compared do the same work, and what the tables say of them follows from the figures."""

from pathlib import Path

import pytest

from bench.serving import clients, echo, fanout, heartbeats, idle
from bench.serving.goals import Goal
from bench.serving.load import client_frame, server_frames
from bench.serving.protocol import SAY, generate
from bench.serving.running import loading, serving

OWN = [each for each in echo.ALL if not each.is_rival]


@pytest.fixture(scope="module", name="folder")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("served"))


def test_every_server_answers_as_it_should_on_every_connection(folder: Path) -> None:
    samples = echo.measured(OWN, connections=3, rounds=1, folder=folder, seconds=0.05)
    assert all(sample.rate > 0 for taken in samples.values() for sample in taken)
    assert [*samples] == OWN


def test_another_answer_than_the_expected_one_ends_the_load(folder: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="the process ended"),
        serving("bare_starlette", folder=folder) as server,
        loading(server, 1) as load,
    ):
        load.do("echo", SAY, '{"action":"other"}', 0.05)


def test_a_table_has_a_row_for_each_server_and_says_which_goals_are_met() -> None:
    samples = {each: [echo.Sample(1000.0, 20e-6, 1e-3, 2e-3)] for each in echo.ALL}
    samples[echo.WSGEN] = [echo.Sample(900.0, 30e-6, 1e-3, 2e-3)]
    text = echo.table(50, samples)
    assert "| wsgen | 900 | 0.90× | 30.0 | 1.50× | 1.00 | 2.00 |" in text
    assert "| frames a second, to a bare Starlette's | ≥ 0.88× | 0.90× | met |" in text
    assert "| processor a frame, to a bare Starlette's | ≤ 1.2× | 1.50× | **missed** |" in text


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (Goal("a", 1.0, most=1.0), True),
        (Goal("a", 1.1, most=1.0), False),
        (Goal("a", 1.0, least=1.0), True),
        (Goal("a", 0.9, least=1.0), False),
    ],
    ids=str,
)
def test_a_goal_is_met_at_its_limit_and_not_beyond(goal: Goal, is_met: bool) -> None:
    assert goal.is_met is is_met


def test_frames_of_a_server_are_taken_apart_at_every_length_and_cut() -> None:
    payloads = [b"", b"a" * 125, b"b" * 126, b"c" * 65535, b"d" * 65536]
    lengths = [b"\x00", b"\x7d", b"\x7e\x00\x7e", b"\x7e\xff\xff", b"\x7f" + (65536).to_bytes(8, "big")]
    data = b"".join(b"\x81" + length + payload for length, payload in zip(lengths, payloads, strict=True))
    assert server_frames(data) == ([(1, payload) for payload in payloads], b"")
    first = len(data) - len(payloads[-1]) - 10
    for cut in (first + 1, first + 5, first + 10, len(data) - 1):
        frames, rest = server_frames(data[:cut])
        assert ([payload for _, payload in frames], rest) == (payloads[:-1], data[first:cut])


@pytest.mark.parametrize("size", [0, 125, 126, 65535])
def test_a_clients_frame_is_masked_with_nothing(size: int) -> None:
    frame = client_frame("a" * size)
    assert frame[0] == 0x81
    assert frame[1] & 0x80
    assert frame.endswith(bytes(4) + b"a" * size)


def test_every_way_of_publishing_reaches_everyone_and_a_message_is_written_once(folder: Path) -> None:
    ways = [each for each in fanout.ALL if not each.is_rival]
    samples = fanout.measured(ways, subscribers=3, rounds=1, folder=folder, times=2)
    assert all(sample.rate > 0 for taken in samples.values() for sample in taken)
    assert fanout.serialisations(folder, subscribers=3) == 1
    # So short a run may take no tick of the processor's clock.
    text = fanout.table({each: [fanout.Sample(1000.0, 20e-6, 1e-3, 2e-3)] for each in fanout.ALL}, 1)
    assert "| times that a message is made into text | 1 | 1 | met |" in text


def test_one_who_reads_nothing_is_flooded_beside_the_others(folder: Path) -> None:
    taken = fanout.stalled(folder, readers=2, times=20)
    # Too little to fill a queue, so it reads all of it in the end.
    assert taken.close_code is None
    assert taken.worst > 0
    assert "| close code of the one who doesn't read | 1013 | 0 | **missed** |" in fanout.stalled_table([taken])


def test_idle_connections_are_counted_and_many_are_held(folder: Path) -> None:
    contestants = [each for each in idle.ALL if not each.is_rival]
    taken = idle.measured(contestants, connections=3, rounds=1, folder=folder)
    assert [*taken] == contestants
    assert idle.held(folder, connections=30) >= 0
    assert "| wsgen | 2.0 | 2.00× |" in idle.table({idle.STARLETTE: [1024.0], idle.WSGEN: [2048.0]}, 1.0)


def test_heartbeats_go_on_in_both_ways() -> None:
    samples = heartbeats.measured(rounds=1, seconds=0.1)
    assert all(sample.processor > 0 for taken in samples.values() for sample in taken)
    assert "processor a ping" in heartbeats.table(samples)


def test_every_client_gets_its_answers(folder: Path) -> None:
    ways = (*clients.ONE_AT_A_TIME, *clients.MANY_AT_ONCE)
    samples = clients.measured(ways, rounds=1, folder=folder, seconds=0.05)
    assert all(sample.rate > 0 for taken in samples.values() for sample in taken)
    assert "| wsgen | " in "".join(clients.rows("One", samples, clients.ONE_AT_A_TIME))
