"""What the tests of the examples share: a folder as it is after `wsgen regen`, and its programs as processes."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.book.page_runner import run_page

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
"""Seconds that anything may take on a busy machine."""


@dataclass(frozen=True, slots=True)
class Example:
    """A copy of an example's folder, with its package made."""

    folder: Path

    def prints(self, *command: str) -> str:
        """What one of its programs prints until it ends, errors too."""
        return self.starts(*command).communicate(timeout=PATIENCE)[0]

    def starts(self, *command: str) -> "subprocess.Popen[str]":
        """Start one of its programs; what it prints comes by `stdout`."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def serves(self, *command: str, port: int = 0) -> Iterator[int]:
        """Start its server, on a free port where none is given; told to stop, it ends without a complaint."""
        with self.starts(*command, "--port", str(port)) as process:
            try:
                assert process.stdout is not None
                listening = process.stdout.readline()
                found = re.search(r"port (\d+)", listening)
                assert found, listening
                yield int(found[1])
            finally:
                process.terminate()
                said = process.communicate(timeout=PATIENCE)[0]
        assert "Traceback" not in said, said


def made(name: str, into: Path) -> Example:
    """Do what an example's page says, in a copy of its folder; what that made stays."""
    run_page((ROOT / "examples" / name / "README.md").read_text(), into)
    return Example(into / "reader1")


def is_typed(example: Example) -> str:
    """What mypy says of its programs, as strict as of wsgen."""
    # What `make types` has found out about pydantic and websockets needn't be found again.
    settings = ("--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"))
    return example.prints("-m", "mypy", *settings, "server.py", "client.py")
