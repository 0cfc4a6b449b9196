"""Generates a package from every real document, and looks at each as a user would: import, examples, types, drift."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any, NamedTuple, TypeVar

from jsonschema import Draft7Validator

from tests.corpus.isolated import Case, Example
from tests.corpus.verdicts import CORPUS, HERE, Row, rows
from wsgen.collecting import RefusedError
from wsgen.commands.diff_check import diff_check
from wsgen.commands.outcome import Answer
from wsgen.commands.project import Arguments
from wsgen.commands.regen import regen
from wsgen.options import DriftFormat
from wsgen.pipeline import Checked, Job, check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Direction
from wsgen.settings import Settings

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

EXCEPTIONS: dict[str, Any] = tomllib.loads((HERE / "exceptions.toml").read_text(encoding="utf-8"))
WAYS = {Direction.CLIENT_TO_SERVER: "client_to_server", Direction.SERVER_TO_CLIENT: "server_to_client"}
RUNTIME = re.compile(r"^( *from )(\._runtime\b)", re.MULTILINE)
TYPED = "typed"
"""The folder of what the type checkers see, among the packages."""


class Look(Enum):
    """One way to look at a package, as the table calls what went well."""

    MADE = "generated"
    IMPORTED = "imports"
    EXAMPLES = "examples"
    TYPED = "types"
    DRIFT = "no drift"


class Fault(NamedTuple):
    """What is wrong with a package, and who saw it; with MADE, how the compiler crashed."""

    look: Look
    text: str


@dataclass(frozen=True, slots=True)
class Package:
    """What became of one document that is valid.

    `refusals` are place and code of what says that it can't be generated, and then there is no package.
    """

    row: Row
    refusals: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    messages: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def name(self) -> str:
        """The package's name."""
        return f"doc_{self.row.name.partition('-')[0]}"

    @property
    def troubles(self) -> list[str]:
        """Each once: the codes of the refusals, and what the looks are called that found something."""
        return sorted({code for _, code in self.refusals} | {each.look.value for each in self.faults})


class Task(NamedTuple):
    """One document's part of the work; `folder` is where all packages are."""

    row: Row
    folder: Path
    corpus: Path
    perspective: str | None

    @property
    def arguments(self) -> Arguments:
        """The command line that makes the package."""
        return Arguments(self.folder, str(self.corpus / self.row.entry), Package(self.row).name, "pyproject.toml")


def packages(folder: Path, corpus: Path = CORPUS, perspective: str | None = None, step: int = 1) -> list[Package]:
    """What became of each `step`th document of the corpus that is valid; the packages are in `folder` then."""
    said = f'perspective = "{perspective}"\n' if perspective else ""
    (folder / "pyproject.toml").write_text(f"[tool.wsgen]\nallow-outside = true\n{said}", encoding="utf-8")
    made: list[Package] = []
    for task, result in in_processes(make, [Task(row, folder, corpus, perspective) for row in rows(corpus)[::step]]):
        if result is not None:
            crashed = isinstance(result, BaseException)
            made.append(Package(task.row, faults=(crash(result, Look.MADE),)) if crashed else result)
    written = [each for each in made if not each.troubles]
    found = [*drift(written, folder, corpus, perspective), *imported(written, folder), *typed(written, folder)]
    return [
        replace(each, faults=(*each.faults, *(fault for name, fault in found if name == each.name))) for each in made
    ]


def in_processes(
    work: Callable[[TaskT], ResultT], tasks: list[TaskT]
) -> Iterator[tuple[TaskT, ResultT | BaseException]]:
    """Each task with its result, or with what was raised, in order; on all cores."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        futures: list[Future[ResultT]] = [pool.submit(work, task) for task in tasks]
        for task, future in zip(tasks, futures, strict=True):
            yield task, future.exception() or future.result()


def crash(error: BaseException, look: Look) -> Fault:
    """An error that nothing expected."""
    return Fault(look, f"crashed: {type(error).__name__}: {error}")


def make(task: Task) -> Package | None:
    """Writes the package of one document; None where that isn't valid."""
    package = Package(task.row)
    try:
        settings = Settings(allow_outside=True, perspective=task.perspective)
        checked = check(Job(task.corpus, task.row.entry, settings), lambda _: None)
    except RefusedError:
        return None
    if checked.refusals:
        return replace(package, refusals=tuple((str(each.location), each.code) for each in checked.refusals))
    outcome = regen(task.arguments, lambda _: None, lambda: 0.0, is_verbose=False, has_color=False)
    if outcome.answer is not Answer.YES:
        return replace(package, faults=(Fault(Look.MADE, outcome.err),))
    return replace(package, messages=len(protocol_of(checked.plan).messages), examples=tuple(examples(checked)))


def examples(checked: Checked) -> Iterator[Example]:
    """Each example of each message, for each connection and direction in which the message travels."""
    protocol = protocol_of(checked.plan)
    schemas: dict[str, Any] = {name: each.value for name, each in protocol.definitions.items()}
    for connection in protocol.connections:
        for way in WAYS.values():
            for message in (protocol.messages[route.message] for route in getattr(connection, way)):
                validator = Draft7Validator({"$ref": f"#/$defs/{message.payload}", "$defs": schemas})
                for payload in message.examples:
                    yield {
                        "connection": connection.constant,
                        "way": way,
                        "message": message.wire,
                        "payload": payload,
                        "is_accepted": validator.is_valid(payload),
                        "is_wrapped": message.payload != message.frame,
                    }


def drift(made: list[Package], folder: Path, corpus: Path, perspective: str | None) -> Iterator[tuple[str, Fault]]:
    """What `wsgen diff-check` says of each package, in a process with another hash seed and after other documents."""
    tasks = [Task(each.row, folder, corpus, perspective) for each in reversed(made)]
    for task, said in in_processes(drifted, tasks):
        fault = crash(said, Look.DRIFT) if isinstance(said, BaseException) else Fault(Look.DRIFT, said)
        if fault.text:
            yield Package(task.row).name, fault


def drifted(task: Task) -> str:
    """What `wsgen diff-check` says, where it isn't content."""
    outcome = diff_check(task.arguments, DriftFormat.TEXT, lambda _: None, has_color=False)
    return "" if outcome.answer is Answer.YES else f"{outcome.out}{outcome.err}"


def imported(made: list[Package], folder: Path) -> Iterator[tuple[str, Fault]]:
    """What is said when each package is imported and its examples go through it, in interpreters without wsgen."""
    cores = os.cpu_count() or 1
    shards: list[list[Case]] = [
        [{"package": each.name, "examples": [*each.examples]} for each in made[first::cores]] for first in range(cores)
    ]
    program = ("-W", "error", str(HERE / "isolated.py"))
    for done in run([(program, json.dumps(shard)) for shard in shards], folder):
        yield from ((name, Fault(Look(look), text)) for name, look, text in json.loads(done.stdout))


def typed(made: list[Package], folder: Path) -> Iterator[tuple[str, Fault]]:
    """What mypy and pyright say, each in one process over all packages.

    All have the same runtime, byte for byte, so that it is seen once: the packages lie in one that holds it.
    """
    if not made:
        return
    whole = folder / TYPED
    for each in made:
        copytree(folder / each.name, whole / each.name, ignore=ignore_patterns("_runtime", "__pycache__"))
        for path in (whole / each.name).glob("*.py"):
            path.write_text(RUNTIME.sub(r"\1.\2", path.read_text(encoding="utf-8")), encoding="utf-8")
    copytree(folder / made[0].name / "_runtime", whole / "_runtime")
    (whole / "__init__.py").touch()
    # Pyright looks at the runtime where it is written: `make types`.
    included = [f"{TYPED}/{each.name}" for each in made]
    settings = {"include": included, "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyright.json").write_text(json.dumps(settings), encoding="utf-8")
    mypy = ("-m", "mypy", "--strict", "--config-file=", TYPED)
    pyright = ("-m", "pyright", "-p", "pyright.json", "--pythonpath", sys.executable)
    for tool, done in zip(("mypy", "pyright"), run([(mypy, ""), (pyright, "")], folder), strict=True):
        for name, fault in complaints(tool, done.stdout, is_content=not done.returncode):
            yield from ((each.name, fault) for each in made if name in (each.name, "_runtime"))


def complaints(tool: str, said: str, *, is_content: bool) -> Iterator[tuple[str, Fault]]:
    """The lines of a report that blame a package; raises RuntimeError where a type checker says no, and no reason."""
    found = re.findall(rf"^.*\b{TYPED}/(\w+)/(.*\b(?:error|warning)\b.*)$", said, re.MULTILINE)
    if not is_content and not found:
        raise RuntimeError(f"{tool}: {said}")
    for name, line in found:
        yield name, Fault(Look.TYPED, f"{tool}: {line}")


def run(programs: Iterable[tuple[tuple[str, ...], str]], folder: Path) -> Iterator["subprocess.CompletedProcess[str]"]:
    """Runs Python with each list of arguments and standard input side by side, in `folder`; results in that order."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def one(program: tuple[tuple[str, ...], str]) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, *program[0]]
        return subprocess.run(
            command, cwd=folder, env=environment, input=program[1], capture_output=True, text=True, encoding="utf-8"
        )

    with ThreadPoolExecutor() as pool:
        yield from pool.map(one, programs)
