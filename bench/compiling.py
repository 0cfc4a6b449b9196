"""Whole processes: what `wsgen` takes with and without its cache, against tools that write only the models."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .rounds import Row, measure

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "asyncapi" / "chat.yml"
BIN = Path(sys.executable).parent
REFERENCE = "datamodel-codegen (models only)"


def run(*command: str | Path, cwd: Path = ROOT, cache: Path | None = None) -> None:
    """Run one process to its end, with wsgen's cache in `cache` or off; its output is not shown.

    Raises CalledProcessError when it fails.
    """
    environment = {**os.environ, "CI": "" if cache else "true"}
    if cache:
        environment |= {"XDG_CACHE_HOME": str(cache), "HOME": str(cache), "LOCALAPPDATA": str(cache)}
    subprocess.run([str(part) for part in command], cwd=cwd, check=True, capture_output=True, env=environment)


class Project:
    """One document in a folder of its own, with a cache that has been filled, and one that knows a former version."""

    def __init__(self, folder: Path, document: str, former: str) -> None:
        self.folder = folder
        self.warm, self.former, self.used = folder / "warm", folder / "former", folder / "used"
        self.spec = folder / "asyncapi" / "document.yml"
        self.spec.parent.mkdir(parents=True)
        (folder / "pyproject.toml").write_text('[tool.wsgen]\nname = "Chat"\nperspective = "server"\n')
        for text, cache in ((former, self.former), (document, self.warm)):
            self.spec.write_text(text)
            self.wsgen("regen", cache=cache, out="kept")

    def wsgen(self, command: str, *, cache: Path | None, out: str) -> None:
        options = ("--out", out) if out else ()
        run(BIN / "wsgen", command, "asyncapi/document.yml", *options, cwd=self.folder, cache=cache)

    def regen(self, cache: Path | None) -> None:
        """Writes into an empty folder."""
        shutil.rmtree(self.folder / "fresh", ignore_errors=True)
        self.wsgen("regen", cache=cache, out="fresh")

    def regen_changed(self) -> None:
        """Writes over what was written for the former version, with what is kept of that."""
        shutil.rmtree(self.used, ignore_errors=True)
        shutil.copytree(self.former, self.used)
        self.wsgen("regen", cache=self.used, out="fresh")

    def datamodel_codegen(self) -> None:
        run(
            BIN / "datamodel-codegen", "--input", self.folder / "kept" / "schemas.json", "--input-file-type",
            "jsonschema", "--output-model-type", "pydantic_v2.BaseModel", "--output", self.folder / "models.py",
        )  # fmt: skip

    def modelina(self) -> None:
        run("node", "bench/modelina.mjs", self.spec, self.folder / "modelina")


def chat(rounds: int) -> list[Row]:
    """This repository's own document; in its former version one field had another limit."""
    text = SPEC.read_text(encoding="utf-8")
    former = text.replace("minLength: 1", "minLength: 2", 1)
    return _rows(text, former, rounds, with_modelina=True)


def large(rounds: int, messages: int) -> list[Row]:
    """A made document; in its former version one field had another limit."""
    text = many(messages)
    return _rows(text, text.replace("minimum: 1", "minimum: 2", 1), rounds)


def many(count: int) -> str:
    """A document of `count` messages that are told apart by a const, six fields each, one of them an object."""
    names = [f"Event{number}" for number in range(count)]
    channel = "\n".join(f"      {name}: {{$ref: '#/components/messages/{name}'}}" for name in names)
    messages = "\n".join(
        f"    {name}:\n      summary: Event number {number}.\n      payload:\n        type: object\n"
        "        required: [type, id, name]\n        properties:\n"
        f"          type: {{const: event_{number}}}\n          id: {{type: integer, minimum: 1}}\n"
        "          name: {type: string, minLength: 1, description: What people call it.}\n"
        f"          level{number}: {{type: number}}\n          tags: {{type: array, items: {{type: string}}}}\n"
        f"          part: {{type: object, properties: {{size{number}: {{type: integer}}}}}}"
        for number, name in enumerate(names)
    )
    return (
        "asyncapi: 3.0.0\ninfo: {title: Many, version: 1.0.0}\n"
        "servers:\n  local: {host: 'localhost:8000', protocol: ws}\n"
        f"channels:\n  main:\n    address: /ws\n    messages:\n{channel}\n"
        "operations:\n  receiveAll:\n    action: receive\n    channel: {$ref: '#/channels/main'}\n"
        f"components:\n  messages:\n{messages}\n"
    )


def _rows(text: str, former: str, rounds: int, *, with_modelina: bool = False) -> list[Row]:
    assert text != former
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name), text, former)
        contestants: dict[str, Callable[[], None]] = {
            REFERENCE: project.datamodel_codegen,
            "wsgen regen (everything), nothing in the cache, or CI": lambda: project.regen(None),
            "wsgen regen, one message changed since the last run": project.regen_changed,
            "wsgen regen, all in the cache": lambda: project.regen(project.warm),
            "wsgen diff-check (unchanged), CI": lambda: project.wsgen("diff-check", cache=None, out="kept"),
            "wsgen diff-check (unchanged), all in the cache": lambda: project.wsgen(
                "diff-check", cache=project.warm, out="kept"
            ),
            "wsgen validate": lambda: project.wsgen("validate", cache=None, out=""),
            "wsgen --help": lambda: run(BIN / "wsgen", "--help"),
        }
        if with_modelina:
            contestants["modelina (models only)"] = project.modelina
        return measure(contestants, REFERENCE, rounds=rounds)
