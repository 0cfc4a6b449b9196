"""The runtime of the browser's client in Node, which has no page: its clock and its WebSocket are the tests' own."""

import shutil
import subprocess
from pathlib import Path

import pytest

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
