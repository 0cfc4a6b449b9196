"""The code on docs/contracts.md runs as it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scripted_provider import ROOT

PAGE = (ROOT / "docs" / "contracts.md").read_text("utf-8")
CONTRACT = ROOT / "contracts" / "frontend-v1.json"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    if not CONTRACT.exists():
        pytest.skip("contracts/frontend-v1.json isn't recorded yet")
    for name in ("asyncapi", "contracts", "examples", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "pyproject.toml").write_text("\n".join([*blocks("toml"), "[tool.pytest.ini_options]\n"]), "utf-8")
    for block in blocks("python"):
        name = block.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(block, "utf-8")
    return tmp_path


def ran(project: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join((str(project), str(ROOT)))
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=project, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_command_says_what_the_page_shows(project: Path) -> None:
    (shown,) = [each for each in blocks("console") if each.startswith("$ wsgen pact verify\n")]

    assert f"$ wsgen pact verify\n{ran(project, 'wsgen', 'pact', 'verify').stdout}" == shown


def test_what_a_consumer_writes_is_recorded_as_the_page_shows(project: Path) -> None:
    (shown,) = [each for each in blocks("console") if each.startswith("$ wsgen pact capture")]

    commands = [line.removeprefix("$ ") for line in shown.splitlines() if line.startswith("$ ")]
    assert "".join(f"$ {each}\n{ran(project, *each.split()).stdout}" for each in commands) == shown
    assert '"tool_name"' in (project / "contracts" / "mobile-v1.json").read_text("utf-8")


def test_the_test_passes(project: Path) -> None:
    answer = ran(project, "pytest", "-q", "-p", "wsgen.pytest_plugin", "-p", "no:cacheprovider", "test_contract.py")

    assert answer.returncode == 0, answer.stdout
