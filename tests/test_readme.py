"""The README's code runs as it stands: its commands in a shell, its servers and clients against each other."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.book.page_blocks import Block, name_of, parts
from tests.book.page_runner import run_page

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).parent


def test_it_runs_as_it_stands(tmp_path: Path) -> None:
    run_page(README, tmp_path)


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright",)], ids=lambda each: each[0])
def test_its_code_is_clean_under(checker: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated", tmp_path / "generated")
    for part in parts(README.split("\n## A protocol worth having\n", 1)[1]):
        if isinstance(part, Block) and part.language == "python":
            (tmp_path / (name_of(part.text) or "")).write_text(part.text)
    python = ("--pythonpath", sys.executable) if checker[0] == "pyright" else ()
    command = [str(BIN / checker[0]), *checker[1:], *python, "chat.py", "talk.py"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_the_first_screen_names_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_every_file_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
