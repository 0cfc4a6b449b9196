"""`wsgen fuzz` as a user sees it: real servers, real sockets."""

import json
from pathlib import Path

import pytest
from served_board import FAULTS, SPEC, app_of
from shell import Run

from wsgen.diagnostics.catalogue.table import CATALOGUE

PYPROJECT = """\
[tool.wsgen]
spec = "board.yml"
perspective = "server"
app = "served:app"
"""
# One fault for each code that no time or memory has to show; tests/fuzzing/test_running.py has those too.
CODES = {
    "exit": "WSG801",
    "fails": "WSG802",
    "closes": "WSG803",
    "no validation": "WSG804",
    "wrong code": "WSG805",
    "drops a field": "WSG806",
    "no end": "WSG807",
    "wrong order": "WSG808",
    "to everybody": "WSG809",
}


@pytest.fixture
def board(tmp_path: Path) -> Path:
    (tmp_path / "board.yml").write_text(SPEC)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "served.py").write_text(app_of(""))
    return tmp_path


def test_nothing_is_found_in_a_correct_server(run: Run, board: Path) -> None:
    ran = run(board, "fuzz", "--seed", "1", "--max-frames", "150")
    assert ran.code == 0, ran.out
    assert "served:app does what board.yml says" in ran.out
    assert "seed 1" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert not (board / "failures").exists()


# One that ends the server, one of what it accepts and one of what it publishes; all take a minute.
QUICK = {"exit", "no validation", "to everybody"}


@pytest.mark.parametrize(
    "fault", [each if each in QUICK else pytest.param(each, marks=pytest.mark.slow) for each in CODES]
)
def test_a_fault_is_told_and_kept_and_found_again(run: Run, board: Path, fault: str) -> None:
    (board / "served.py").write_text(app_of(fault))
    ran = run(board, "fuzz", "--seed", "1", "--time", "30")
    assert ran.code == 1, ran.out
    code = CODES[fault]
    assert ran.out.startswith(f"{code} {CATALOGUE[code].title}\n")
    assert "client connects" in ran.out
    (kept,) = (board / "failures").glob(f"{code}*.json")
    again = run(board, "fuzz", "--replay", f"failures/{kept.name}")
    assert again.code == 1, again.out
    (board / "served.py").write_text(app_of(""))
    gone = run(board, "fuzz", "--replay", f"failures/{kept.name}")
    assert (gone.code, "the fault is gone" in gone.out) == (0, True)


def test_what_takes_a_while_has_codes_too() -> None:
    assert {"WSG810", "WSG811"} == {*FAULTS.values()} - {*CODES.values()}


def test_programs_get_json(run: Run, board: Path) -> None:
    ran = run(board, "fuzz", "--seed", "7", "--max-frames", "60", "--format", "json")
    said = json.loads(ran.out)
    assert (said["seed"], said["failure"], said["frames"] >= 60) == (7, None, True)
    assert {"Move", "Look", "Subscribe"} <= said["coverage"]["/ws"]["messages"].keys()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--app", "nowhere:app"], "there is no module 'nowhere'"),
        (["--url", "ws://127.0.0.1:9"], "can't be connected to: Connection refused"),
        (["--url", "ws://127.0.0.1:9", "--app", "served:app"], "give one of them"),
        (["--argument", "token"], "write --argument name=value"),
        (["--argument", "token=x"], "the handshake has no argument 'token'"),
        (["--replay", "nothing.json"], "nothing.json can't be read"),
    ],
)
def test_where_there_is_no_answer_it_says_why(run: Run, board: Path, options: list[str], said: str) -> None:
    ran = run(board, "fuzz", *options)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err


def test_without_a_server_it_says_how_to_name_one(run: Run, board: Path) -> None:
    (board / "pyproject.toml").write_text('[tool.wsgen]\nspec = "board.yml"\n')
    ran = run(board, "fuzz")
    assert ran.code == 2
    assert 'app = "server:app"' in ran.err


def test_without_the_extra_it_says_what_to_install(run: Run, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "psutil" else object())
    ran = run(board, "fuzz")
    assert ran.code == 2
    assert "psutil isn't installed; to install it: pip install 'wsgen[fuzz]'" in ran.err
