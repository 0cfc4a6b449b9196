"""examples/gateway works as its page says: a gateway without asyncio, which loses nothing without a network."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from example_process import PATIENCE, Example, is_typed, made

WARM = ["1 stored, 67 °C", "1 stored, 70 °C", "1 stored, 73 °C", "fan on", "1 stored, 70 °C"]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return made("gateway", tmp_path_factory.mktemp("examples"))


@contextmanager
def plant(gateway: Example, journal: Path, port: int = 0) -> Iterator[str]:
    with gateway.serves("server.py", "--journal", str(journal), port=port) as at:
        yield f"ws://127.0.0.1:{at}"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def numbers(journal: Path) -> list[int]:
    return [int(line.split()[1]) for line in journal.read_text().splitlines()]


def test_it_reports_and_obeys(gateway: Example, tmp_path: Path) -> None:
    with plant(gateway, tmp_path / "journal") as url:
        printed = gateway.prints("client.py", "--url", url, "--rounds", "4", "--pause", "0.2")
        assert printed.splitlines() == WARM
        again = gateway.prints("client.py", "--url", url, "--rounds", "1", "--pause", "0.01")
        assert again.startswith("1 stored, 67 °C"), "a gateway that starts again is heard"
    assert len(numbers(tmp_path / "journal")) == 5


def test_nothing_is_lost_while_the_server_is_away(gateway: Example, tmp_path: Path) -> None:
    journal, port = tmp_path / "journal", free_port()
    with plant(gateway, journal, port) as url:
        working = gateway.starts("client.py", "--url", url, "--rounds", "10", "--pause", "0.1")
        assert working.stdout is not None
        printed = working.stdout.readline()
    while "not reported" not in printed:
        line = working.stdout.readline()
        assert line, printed
        printed += line
    with plant(gateway, journal, port):
        printed += working.communicate(timeout=PATIENCE)[0]
    assert re.search(r"^([2-9]|10) stored", printed, re.MULTILINE), printed
    stored = numbers(journal)
    assert len(stored) == 10, printed
    assert stored == sorted(set(stored))


def test_no_server_is_told_without_a_traceback(gateway: Example) -> None:
    printed = gateway.prints("client.py", "--url", f"ws://127.0.0.1:{free_port()}")
    assert "Traceback" not in printed
    assert len(printed.splitlines()) == 1


@pytest.mark.slow
def test_its_code_is_typed(gateway: Example) -> None:
    assert "Success" in is_typed(gateway)
