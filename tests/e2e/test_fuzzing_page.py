"""The files of docs/fuzzing.md work as they stand: the fault is found, its test fails, and passes when it is mended."""

import os
import re
import subprocess
import sys
from pathlib import Path

from served import ROOT

PAGE = (ROOT / "docs" / "fuzzing.md").read_text()
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One of Python's programs, with what it prints."""
    environment = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_fault_is_found_and_becomes_a_test(tmp_path: Path) -> None:
    blocks = FENCE.findall(PAGE)
    for _, text in blocks:
        first = text.split("\n", 1)[0]
        if re.fullmatch(r"# [a-z_]+\.(py|yml|toml)", first):
            (tmp_path / first.removeprefix("# ")).write_text(text)
    assert run(tmp_path, "wsgen", "regen").returncode == 0

    found = run(tmp_path, "wsgen", "fuzz", "--seed", "1")
    assert found.returncode == 1, found.stdout + found.stderr
    told = next(text for language, text in blocks if language == "text").splitlines()
    for line in told:
        assert line in found.stdout, found.stdout

    again = run(tmp_path, "pytest", "-q", "test_found.py")
    assert told[1] in again.stdout, again.stdout

    app = tmp_path / "app.py"
    app.write_text(app.read_text().replace("random.choice(message.names)", "random.choice(message.names or [''])"))
    assert "1 passed" in run(tmp_path, "pytest", "-q", "test_found.py").stdout
