"""What the tests of the commands work on: the command line in their own process, and a small project."""

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
    folder = tmp_path / "project"
    (folder / "asyncapi").mkdir(parents=True)
    (folder / "asyncapi" / "small.yml").write_text(SPEC)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    return folder
