"""Runs `wsgen mock` as a process, and waits until it says where it serves."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

# A shell's background job ignores SIGINT, and whatever it starts inherits that.
_START = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from wsgen.cli import main
main()
"""


class Mock:
    """A mock that runs: its URLs in the order of the document, and what it has printed so far."""

    def __init__(self, process: subprocess.Popen[str], printed: Path) -> None:
        self.process = process
        self._printed = printed
        self.urls: list[str] = re.findall(r"^  (ws://\S+)", self.out, re.MULTILINE)
        self.base = re.sub(r"^ws(://[^/]+).*", r"http\1", self.urls[0]) if self.urls else ""

    @property
    def out(self) -> str:
        """What it has printed."""
        return self._printed.read_text("utf-8")

    def interrupt(self) -> int:
        """Press Ctrl-C twice, as people in a hurry do; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@contextmanager
def mocking(folder: Path, tmp_path: Path, *arguments: str) -> Generator[Mock]:
    """A mock of the document in `folder`, on a free port; ended with the block."""
    printed = tmp_path / "printed.txt"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "80", "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", _START, "mock", "--port", "0", *arguments]
    with printed.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            text=True,
        )
    try:
        while "Ctrl-C stops" not in printed.read_text("utf-8") and process.poll() is None:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        yield Mock(process, printed)
    finally:
        process.kill()
        process.wait()
