"""What decides bytes is pinned: every black that pyproject.toml allows formats generated code alike."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_lowest_black_allowed_writes_the_same_bytes(tmp_path: Path) -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (lowest,) = [match[1] for each in dependencies if (match := re.match(r"black>=([\d.]+),", each))]
    site = tmp_path / "site"
    uv = Path(sys.executable).with_name("uv")
    installing = [str(uv), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(site)]
    installed = subprocess.run([*installing, f"black=={lowest}"], capture_output=True, text=True, check=False)
    assert installed.returncode == 0, installed.stderr
    environment = {**os.environ, "PYTHONPATH": str(site), "CI": "true"}
    asked = [sys.executable, "-c", "import black; print(black.__version__)"]
    used = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert used.split(".")[:2] == lowest.split(".")
    command = [sys.executable, "-m", "wsgen", "diff-check"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
