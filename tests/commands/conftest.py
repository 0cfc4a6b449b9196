"""What the tests of the commands work on: the command line in their own process, and a small project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Ran, Run

from wsgen.cli import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run(folder, *arguments)` is `cd folder && wsgen arguments…`."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def command(folder: Path, *arguments: str) -> Ran:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["wsgen", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return command


SPEC = """\
asyncapi: 3.0.0
info: {title: Small, version: 1.0.0}
servers:
  local: {host: 'localhost:8000', protocol: ws}
channels:
  main:
    address: /ws
    messages:
      Tick: {$ref: '#/components/messages/Tick'}
      Tock: {$ref: '#/components/messages/Tock'}
operations:
  receiveTick:
    action: receive
    channel: {$ref: '#/channels/main'}
    messages: [{$ref: '#/channels/main/messages/Tick'}]
  sendTock:
    action: send
    channel: {$ref: '#/channels/main'}
    messages: [{$ref: '#/channels/main/messages/Tock'}]
components:
  messages:
    Tick:
      payload: {type: object, required: [type, n], properties: {type: {const: tick}, n: {type: integer}}}
    Tock:
      payload: {type: object, required: [type], properties: {type: {const: tock}}}
"""

PYPROJECT = """\
[tool.wsgen]
spec = "asyncapi/small.yml"
perspective = "server"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a small document and its settings."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `wsgen regen` writes for the small project; to be copied, not changed."""
    folder = make_project(tmp_path_factory.mktemp("compiled") / "project")
    command = [sys.executable, "-m", "wsgen", "regen"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
    return folder / "generated"


@pytest.fixture
def generated(project: Path, compiled: Path) -> Path:
    """The generated folder of the small project."""
    return shutil.copytree(compiled, project / "generated")


def make_project(folder: Path) -> Path:
    """Writes the small document and its settings."""
    (folder / "asyncapi").mkdir(parents=True)
    (folder / "asyncapi" / "small.yml").write_text(SPEC)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    return folder
