"""Repositories of other people, and what their CI does in them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
DOCUMENT = """\
asyncapi: 3.0.0
info: {title: Desk, version: 1.0.0}
servers:
  local: {host: localhost:8000, pathname: /ws, protocol: ws}
channels:
  desk:
    address: /
    messages:
      hello: {$ref: '#/components/messages/hello'}
operations:
  hello:
    action: receive
    channel: {$ref: '#/channels/desk'}
components:
  messages:
    hello:
      payload:
        type: object
        required: [type, name]
        properties:
          type: {const: hello}
          name: {type: string, minLength: 1}
"""
LONGER_NAMES = ("minLength: 1", "minLength: 2")
"""A change that breaks clients, and that `wsgen regen` has to follow."""

BROKEN = "longer-names"
"""A branch that has this change, and is in order otherwise."""

NO_TYPE = ("type: object", "type: obect")
"""A mistake."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A clone with its `origin`, whose branch `main` has the document and what was generated from it."""

    folder: Path

    @property
    def document(self) -> Path:
        return self.folder / "asyncapi" / "desk.yml"

    def edit(self, change: tuple[str, str]) -> None:
        text = self.document.read_text()
        assert change[0] in text
        self.document.write_text(text.replace(*change))

    def regen(self) -> None:
        ran = run(self.folder, "wsgen", "regen")
        assert ran.returncode == 0, ran.stderr

    def commit(self, message: str = "change") -> None:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", message)


def environment(**more: str) -> dict[str, str]:
    """What a runner gives to a step: nothing of this process but where programs are, and no setting of git's."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    identity = {f"GIT_{who}_{what}": "ci@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    git_alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file"}
    kept = {name: os.environ[name] for name in ("HOME", "PYTHONPATH") if name in os.environ}
    return {"PATH": path, "CI": "true", **kept, **identity, **git_alone, **more}


def run(folder: Path, *command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=env or environment(), capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def git(folder: Path, *arguments: str) -> str:
    ran = run(folder, "git", *arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def make_origin(folder: Path) -> Path:
    """A bare repository whose `main` is in order, with a branch that breaks clients."""
    work = folder / "work"
    (work / "asyncapi").mkdir(parents=True)
    (work / "asyncapi" / "desk.yml").write_text(DOCUMENT)
    (work / "pyproject.toml").write_text('[tool.wsgen]\nspec = "asyncapi/desk.yml"\nperspective = "server"\n')
    git(work, "init", "--quiet", "--initial-branch=main")
    repository = Repository(work)
    repository.regen()
    repository.commit("begin")
    git(work, "checkout", "--quiet", "-b", BROKEN)
    repository.edit(LONGER_NAMES)
    repository.regen()
    repository.commit("longer names")
    git(work, "checkout", "--quiet", "main")
    git(folder, "clone", "--quiet", "--bare", str(work), "origin.git")
    shutil.rmtree(work)
    return folder / "origin.git"


def clone(origin: Path, folder: Path, *options: str) -> Repository:
    """A clone as CI makes it; with `--depth=1` a shallow one."""
    git(folder.parent, "clone", "--quiet", *options, origin.as_uri(), str(folder))
    return Repository(folder)
