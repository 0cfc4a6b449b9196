"""The guide's files are clean under type checkers; that they do what the guide says, tests/book shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import ROOT

from tests.book.page_blocks import Block, name_of, parts

GUIDE = (ROOT / "docs" / "guide.md").read_text()
ENVIRONMENT = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}


def run(folder: Path, *arguments: str) -> str:
    """What one of Python's programs prints."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every block that names its file in the first line."""
    into = tmp_path_factory.mktemp("guide")
    for part in parts(GUIDE):
        name = name_of(part.text) if isinstance(part, Block) else None
        if name is not None:
            (into / name).write_text(part.text)
    run(into, "wsgen", "regen", "lobby.yml", "--out", "lobby_ws")
    return into


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright", "--pythonpath", sys.executable)])
def test_it_is_typed(folder: Path, checker: tuple[str, ...]) -> None:
    printed = run(folder, *checker, "app.py", "play.py", "test_app.py")
    assert "Success" in printed or "0 errors" in printed, printed
