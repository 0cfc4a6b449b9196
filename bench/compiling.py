"""Whole processes: what `wsgen` takes with and without its cache, against tools that write only the models."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from .processes import BIN, ROOT, Process, compared, rounds_of, run

SPEC = ROOT / "asyncapi" / "chat.yml"
REFERENCE = "datamodel-codegen --no-formatters (models only)"
FORMATTED = ("--formatters", "black", "isort")
MOST_ROUNDS = 3
"""For 1,000 messages a round takes as long as ten for 100."""


class Project:
    """One document in a folder of its own, with a cache that has been filled, and one that knows a former version."""

    def __init__(self, folder: Path, document: str, former: str) -> None:
        assert document != former
        self.folder = folder
        self.warm, self.former, self.used = folder / "warm", folder / "former", folder / "used"
        self.spec = folder / "asyncapi" / "document.yml"
        self.spec.parent.mkdir(parents=True)
        (folder / "pyproject.toml").write_text('[tool.wsgen]\nname = "Chat"\nperspective = "server"\n')
        for text, cache in ((former, self.former), (document, self.warm)):
            self.spec.write_text(text)
            process = self.wsgen("regen", "--out", "kept", cache=cache)
            run(*process.command, cwd=process.cwd, environment=process.environment)

    def wsgen(self, command: str, *options: str, cache: Path | None = None) -> Process:
        """A command about the document, with wsgen's cache in `cache` or off."""
        return Process([BIN / "wsgen", command, "asyncapi/document.yml", *options], _with_cache(cache), self.folder)

    def regen(self, cache: Path | None) -> Process:
        """Writes into an empty folder."""
        process = self.wsgen("regen", "--out", "fresh", cache=cache)
        return Process(process.command, process.environment, self.folder, self._empty)

    def regen_changed(self) -> Process:
        """Writes over what was written for the former version, with what is kept of that."""
        process = self.wsgen("regen", "--out", "fresh", cache=self.used)
        return Process(process.command, process.environment, self.folder, self._forget)

    def datamodel_codegen(self, *options: str) -> Process:
        """Writes the models of the same schemas."""
        command = [
            BIN / "datamodel-codegen", "--input", self.folder / "kept" / "schemas.json", "--input-file-type",
            "jsonschema", "--output-model-type", "pydantic_v2.BaseModel", "--output", self.folder / "models.py",
        ]  # fmt: skip
        return Process([*command, *options], cwd=self.folder)

    def modelina(self) -> Process:
        """Writes the models of the same document."""
        return Process(["node", "bench/modelina.mjs", self.spec, self.folder / "modelina"])

    def _empty(self) -> None:
        shutil.rmtree(self.folder / "fresh", ignore_errors=True)

    def _forget(self) -> None:
        shutil.rmtree(self.used, ignore_errors=True)
        shutil.copytree(self.former, self.used)


def tables(rounds: int) -> Iterator[str]:
    """This repository's own document, then made ones of 10, 100 and 1,000 messages; one limit differed before."""
    text = SPEC.read_text(encoding="utf-8")
    yield _table("asyncapi/chat.yml", text, text.replace("minLength: 1", "minLength: 2", 1), rounds, is_chat=True)
    for messages in (10, 100, 1000):
        text, some = many(messages), rounds if messages < 1000 else min(rounds, MOST_ROUNDS)
        yield _table(f"a document of {messages:,} messages", text, text.replace("minimum: 1", "minimum: 2", 1), some)


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


def _table(title: str, text: str, former: str, rounds: int, *, is_chat: bool = False) -> str:
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name), text, former)
        contestants = {
            REFERENCE: project.datamodel_codegen("--no-formatters"),
            "wsgen regen (everything), nothing in the cache, or CI": project.regen(None),
            "wsgen regen, one message changed since the last run": project.regen_changed(),
            "wsgen regen, all in the cache": project.regen(project.warm),
        }
        if is_chat:
            contestants |= {
                "wsgen diff-check (unchanged), CI": project.wsgen("diff-check", "--out", "kept"),
                "wsgen diff-check (unchanged), all in the cache": project.wsgen(
                    "diff-check", "--out", "kept", cache=project.warm
                ),
                "wsgen validate": project.wsgen("validate"),
                "wsgen --help": Process([BIN / "wsgen", "--help"]),
                "datamodel-codegen (models only, formatted)": project.datamodel_codegen(*FORMATTED),
                "modelina (models only)": project.modelina(),
            }
        taken = rounds_of(contestants, rounds)
    lines = [
        f"### Compiling {title}, whole processes",
        "",
        "| contestant | s | ratio | processor s | ratio | MB | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for contestant, used in taken.items():
        cells = [cell for unit in compared(used, taken[REFERENCE]) for cell in unit]
        lines.append(f"| {contestant} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _with_cache(cache: Path | None) -> Mapping[str, str]:
    environment = {**os.environ, "CI": "" if cache else "true"}
    if cache:
        environment |= {"XDG_CACHE_HOME": str(cache), "HOME": str(cache), "LOCALAPPDATA": str(cache)}
    return environment
