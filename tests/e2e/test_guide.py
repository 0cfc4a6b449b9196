"""The guide's files work as they stand: the document compiles, its server and client talk, its test passes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from served import ROOT, uvicorn_process

GUIDE = (ROOT / "docs" / "guide.md").read_text()
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VOLATILE = re.compile(r"\(\d+\.\d s\)")
ENVIRONMENT = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}


def expected(command: str) -> str:
    """What the guide says that a command prints."""
    blocks = "".join(text for language, text in FENCE.findall(GUIDE) if language == "console")
    return blocks.split(f"$ {command}\n", 1)[1].split("$ ", 1)[0]


def run(folder: Path, *arguments: str) -> str:
    """What one of Python's programs prints."""
    ran = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every block that names its file in the first line."""
    into = tmp_path_factory.mktemp("guide")
    for _, text in FENCE.findall(GUIDE):
        first = text.split("\n", 1)[0]
        if re.fullmatch(r"# [a-z_]+\.(py|yml)", first):
            (into / first.removeprefix("# ")).write_text(text)
    printed = run(into, "wsgen", "validate", "lobby.yml")
    assert printed == expected("wsgen validate lobby.yml")
    printed = run(into, "wsgen", "regen", "lobby.yml", "--out", "lobby_ws")
    assert VOLATILE.sub("…", printed) == VOLATILE.sub("…", expected("wsgen regen lobby.yml --out lobby_ws"))
    return into


def test_server_and_client_talk(folder: Path, tmp_path: Path) -> None:
    with uvicorn_process("app:app", folder, tmp_path / "server.log") as url:
        text = (folder / "play.py").read_text()
        (folder / "play_here.py").write_text(text.replace("ws://localhost:8000", url))
        assert run(folder, "play_here") == expected("python play.py")


def test_the_test_of_a_service_passes(folder: Path) -> None:
    assert "1 passed" in run(folder, "pytest", "-q", "test_app.py")


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright", "--pythonpath", sys.executable)])
def test_it_is_typed(folder: Path, checker: tuple[str, ...]) -> None:
    printed = run(folder, *checker, "app.py", "play.py", "test_app.py")
    assert "Success" in printed or "0 errors" in printed, printed
