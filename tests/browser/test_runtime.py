"""The runtime of the browser's client in Node, which has no page: its clock and its WebSocket are the tests' own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent / "runtime"
FILES = sorted(path.name for path in FOLDER.glob("*.test.mjs"))


@pytest.mark.parametrize("name", FILES)
def test_what_the_runtime_does_without_a_socket(name: str) -> None:
    node = shutil.which("node")
    assert node is not None, "Node isn't installed here: `make setup` says which one"
    done = subprocess.run(
        [node, "--test", "--test-reporter=spec", FOLDER / name],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # The reporter tells the failures at the end.
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "pass 0" not in done.stdout


def test_the_generated_client_speaks_with_the_examples_server() -> None:
    node = shutil.which("node")
    assert node is not None, "Node isn't installed here: `make setup` says which one"
    # Until Node 22 its WebSocket needs the flag.
    command = [node, "--experimental-websocket", "--test-reporter=spec", str(FOLDER.parent / "sockets" / "chat.mjs")]
    environment = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "NODE_NO_WARNINGS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
