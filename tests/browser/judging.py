"""Asks generated validators about values: one Node process, which gets files and texts and answers with faults."""

import json
import subprocess
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wsgen.assets import browser_files
from wsgen.browser.validators import validators_view
from wsgen.code.render import render
from wsgen.diagnostics.location import Location
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Definition, Protocol
from wsgen.spec.node import Value

PLACE = Location("spec.yml", 1, 1, 1, 1)
Fault = dict[str, str]


def protocol_with(definitions: Mapping[str, Value], *, asserts_formats: bool = False) -> Protocol:
    """A protocol that has schemas and nothing else."""
    found = {Identifier(name): Definition(Identifier(name), value, PLACE, {}) for name, value in definitions.items()}
    return Protocol("Test", "", "", "", (), {}, found, (), "spec.yml", asserts_formats)


@dataclass(frozen=True, slots=True)
class Judge:
    """The process, and the folder of its files."""

    process: subprocess.Popen[str]
    folder: Path

    def module(self, protocol: Protocol) -> Path:
        """Write the validators of a protocol beside the runtime."""
        (text,) = render([("browser/validators.js.jinja", validators_view(protocol))])
        file = self.folder / f"validators{len([*self.folder.iterdir()])}.js"
        file.write_text(text, encoding="utf-8")
        return file

    def faults(self, module: Path, asked: Iterable[tuple[str, Value]]) -> list[Fault | None]:
        """What the named validators say of values, None where they accept."""
        return self.faults_of_texts(module, [(name, json.dumps(value)) for name, value in asked])

    def faults_of_texts(self, module: Path, asked: Sequence[tuple[str, str]]) -> list[Fault | None]:
        """The same of texts, as they come over the wire."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([module.as_uri(), asked]) + "\n")
        self.process.stdin.flush()
        faults: list[Fault | None] = json.loads(self.process.stdout.readline())
        return faults


@contextmanager
def judging(folder: Path) -> Generator[Judge]:
    """A judge whose files are in `folder`."""
    for path, text in browser_files().items():
        if path.startswith("_runtime/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    script = Path(__file__).with_name("judge.mjs")
    with subprocess.Popen(
        ["node", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Judge(process, folder)
        process.kill()
