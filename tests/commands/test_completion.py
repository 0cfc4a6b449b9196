"""What a shell offers: it asks a process of wsgen, as the script of `--show-completion` does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wsgen.cli import COMMANDS


def offered(folder: Path, *words: str) -> list[str]:
    """What bash is given for the last of the words that follow `wsgen`."""
    environment = {
        **os.environ,
        "_WSGEN_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("wsgen", *words)),
        "COMP_CWORD": str(len(words)),
    }
    command = [sys.executable, "-m", "wsgen"]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_a_script(shell: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wsgen", "--show-completion", shell]
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    ran = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert f"complete_{shell}" in ran.stdout


def test_the_first_word_is_a_command(tmp_path: Path) -> None:
    assert offered(tmp_path, "re") == ["regen"]
    assert set(offered(tmp_path, "")) == {each.split()[0] for each in COMMANDS}


def test_the_rest_is_what_the_command_takes(project: Path) -> None:
    assert offered(project, "validate", "asyncapi/s") == ["asyncapi/small.yml"]
    assert offered(project, "regen", "asy") == ["asyncapi/"]
    assert offered(project, "explain", "WSG31")[0] == "WSG310"
    assert "sarif" in offered(project, "validate", "--format", "")
