"""Sequences of protocols with every kind of frame: what they send is what the generated package says that it is."""

import importlib
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.golden.written import HERE
from wsgen.commands.project import Arguments, project
from wsgen.fuzz.search import drawn
from wsgen.fuzz.sequences import Sequences
from wsgen.fuzz.steps import Invalid, Step, Valid
from wsgen.instances.frames import Frames
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Connection, Protocol, Role

RUNTIME = HERE.parents[1] / "wsgen" / "runtime"
CASES = sorted(path.name for path in HERE.iterdir() if (path / "spec.yml").exists())


def planned(case: str, folder: Path) -> Protocol:
    """The protocol of a golden case."""
    shutil.copy(HERE / case / "spec.yml", folder / "spec.yml")
    shutil.copy(HERE / case / "settings.toml", folder / "pyproject.toml")
    return plan_document(project(Arguments(folder)).job, lambda _: None).protocol


def package(case: str, folder: Path) -> str:
    """The name of the case's package, put together of what is kept of it."""
    name = f"fuzzed_{case}"
    shutil.copytree(HERE / case / "expected", folder / name)
    shutil.copytree(RUNTIME, folder / name / "_runtime", ignore=shutil.ignore_patterns("__pycache__"))
    return name


def readers(name: str) -> dict[str, Any]:
    """By the name of a connection, what reads a frame that a client sends there: the message's name, or None."""
    dispatch = importlib.import_module(f"{name}.dispatch")
    reading = importlib.import_module(f"{name}._runtime.core.reading")
    refused = importlib.import_module(f"{name}._runtime.core.refusing").Refused
    protocol = importlib.import_module(f"{name}._runtime.protocol").Protocol

    def reader(found: Any) -> Any:
        made = reading.Reader(found.client_to_server, found.schemas)

        def read(text: str) -> str | None:
            try:
                message: str = made.read(text).route.message.name
            except refused:
                return None
            return message

        return read

    return {each.name: reader(each) for each in vars(dispatch).values() if isinstance(each, protocol)}


def steps_of(protocol: Protocol, connection: Connection) -> Iterator[Step]:
    sequences = Sequences.of(Frames.of(protocol, connection), {}, 1)
    assert sequences.missing == ()
    for trace in (*sequences.planned(), *islice(drawn(sequences.drawn, 1), 10)):
        yield from trace.steps


@pytest.mark.parametrize("case", CASES)
def test_each_frame_is_to_generated_code_what_it_is_meant_to_be(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    protocol = planned(case, tmp_path)
    read = readers(package(case, tmp_path))
    names = {each.id: each.wire for each in protocol.messages.values()}
    sent: set[str] = set()
    for connection in protocol.connections:
        for step in steps_of(protocol, connection):
            if isinstance(step, Valid):
                assert read[connection.name](step.text) == names[step.message], step
                sent.add(step.message)
            elif isinstance(step, Invalid):
                assert read[connection.name](step.text) is None, step
    assert sent == {route.message for each in protocol.connections for route in each.client_to_server}


def test_who_must_say_who_it_is_says_so_first_on_each_connection(tmp_path: Path) -> None:
    protocol = planned("authenticate", tmp_path)
    [connection] = protocol.connections
    sequences = Sequences.of(Frames.of(protocol, connection), {"token": "demo"}, 1)
    roles = {each.id: each.role for each in protocol.messages.values()}
    traces = [*islice(drawn(sequences.drawn, 1), 40)]
    firsts = [trace.steps[0] for trace in traces]
    assert all(isinstance(step, Valid) and roles[step.message] is Role.AUTHENTICATE for step in firsts)
    frames = [step.frame for step in firsts if isinstance(step, Valid)]
    assert all(isinstance(frame, dict) and frame["token"] == "demo" for frame in frames)
