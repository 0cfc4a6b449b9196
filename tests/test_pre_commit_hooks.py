"""The hook that other repositories run: what `.pre-commit-hooks.yaml` says, carried out as pre-commit does."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wsgen.cli import COMMANDS

ROOT = Path(__file__).parent.parent
HOOKS = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
HOOK = HOOKS["wsgen-validate"]
DOCUMENT = "asyncapi: 3.0.0\ninfo: {title: Empty, version: 1.0.0}\n"


def hook(folder: Path, *names: str, args: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The entry, then `args`, then file names: pre-commit's command line, in the environment that it makes."""
    program, *entry = shlex.split(HOOK["entry"])
    assert (program, HOOK["language"]) == ("wsgen", "python")
    command = [sys.executable, "-m", program, *entry, *args, *names]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def test_the_hook_reports_on_every_file_that_it_gets(tmp_path: Path) -> None:
    (tmp_path / "asyncapi.yml").write_text(DOCUMENT)
    (tmp_path / "b.yml").write_text(DOCUMENT.replace("info", "infos"))
    ran = hook(tmp_path, "asyncapi.yml", "b.yml")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "b.yml:2:1: WSG201" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "2 documents: 1 valid, 1 with errors"
    assert hook(tmp_path, "asyncapi.yml").returncode == 0


def test_the_hook_takes_a_folder_whose_documents_have_parts(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(f"{DOCUMENT}components: {{schemas: {{A: {{$ref: part.yml}}}}}}\n")
    (tmp_path / "part.yml").write_text("type: strng\n")
    ran = hook(tmp_path, ".")
    assert ran.returncode == 1
    assert "part.yml:1:7: WSG204" in ran.stdout
    assert "WSG206" not in ran.stdout


def test_the_hook_takes_arguments(tmp_path: Path) -> None:
    (tmp_path / "asyncapi.yml").write_text(DOCUMENT)
    assert hook(tmp_path, "asyncapi.yml", args=("--strict",)).returncode == 1


@pytest.mark.parametrize(
    "name",
    [
        "asyncapi.yml",
        "asyncapi.yaml",
        "asyncapi.json",
        "docs/asyncapi-v2.yml",
        "asyncapi/chat.yml",
        "a/asyncapi/b/c.json",
    ],
)
def test_the_hook_looks_at_files_that_are_called_asyncapi(name: str) -> None:
    assert re.search(HOOK["files"], name)


@pytest.mark.parametrize(
    "name", ["chat.yml", "asyncapi.py", "asyncapi/readme.md", "myasyncapi.yml", ".github/workflows/ci.yml"]
)
def test_the_hook_leaves_other_files_alone(name: str) -> None:
    assert not re.search(HOOK["files"], name)


def test_every_hook_is_a_command_of_wsgen() -> None:
    assert {shlex.split(each["entry"])[1] for each in HOOKS.values()} <= set(COMMANDS)
