"""`wsgen mock`: serves what a document says, before there is a server, and prints each frame that crosses."""

import importlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ..collecting import RefusedError
from ..diagnostics.diagnostic import SpecError
from ..diagnostics.excerpt import visible
from ..instances.choices import Simplest
from ..instances.frames import Frames
from ..mock.conduct import Conduct
from ..mock.faults import Faults
from ..mock.lines import line
from ..mock.overhearing import Application, Overhearing, Watch
from ..mock.package import Server
from ..mock.scenario import Scenario
from ..mock.scenario_reading import read_scenario
from ..mock.seen import Log, Seen
from ..mock.server import mock_server
from ..mock.site import Place, Site, places
from ..options import FindingsFormat
from ..pipeline import Step, plan_document
from ..plan.protocol import Protocol
from ..provider.handshake import ArgumentError, check_names
from .findings import outcome, placed, refused
from .generated_package import compile_package, imported_package
from .mock_page import mock_page
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, shown_path, subject
from .recording_file import recording
from .served_site import served_site


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the mock runs: `say` prints a line, `wait` returns when it is to end, `clock` is in seconds since 1970."""

    say: Callable[[str], None]
    wait: Callable[[], None]
    clock: Callable[[], float]
    width: int
    has_color: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What is served, and where; port 0 is a free one, `scenario` and `record` are files' paths, as typed."""

    host: str
    port: int
    conduct: Conduct
    faults: Faults
    scenario: str | None = None
    record: str | None = None


def mock(arguments: Arguments, request: Request, around: Surroundings, step: Step) -> Outcome:
    """Serves until `around.wait` returns, or raises; standard output has what is wrong with the document.

    Raises NoAnswerError where the port is taken, or a library is missing.
    """
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=around.has_color)
    try:
        tree = compile_package(asked.job, step)
        protocol = plan_document(asked.job, step).protocol
        _check(protocol, request.conduct.required)
        scenarios = _scenarios(request.scenario, protocol, arguments.cwd)
    except RefusedError as error:
        found = placed(asked.name, error, error.folder, arguments.cwd)
        return outcome((found,), FindingsFormat.FULL, has_color=around.has_color)
    with ExitStack() as running:
        package = running.enter_context(imported_package(tree))
        logging.getLogger(package.__name__).setLevel(logging.ERROR)
        step("starting the mock")
        log = running.enter_context(recording(request.record, arguments.cwd, _log(around), around.say))
        served = _served(package, (protocol, scenarios), request, Watch(log, around.clock))
        match: Any = importlib.import_module(f"{package.__name__}._runtime.core.handshake")
        shown = mock_page(protocol, [place for place, _, _ in served])
        site = Site(served, match.match_path, shown)
        here = running.enter_context(served_site(site, "the mock", request.host, request.port))
        step("")
        for text in _banner(asked.name, protocol, site, here.url, request):
            around.say(text)
        around.wait()
    return Outcome(Answer.YES)


def _check(protocol: Protocol, required: Mapping[str, Sequence[str]]) -> None:
    if not protocol.connections:
        raise NoAnswerError("the document has no WebSocket connection, so there is nothing to serve")
    fields = {field.name for each in protocol.messages.values() if each.role for field in each.fields}
    try:
        check_names(protocol.connections, {name: (*values,) for name, values in required.items() if name not in fields})
    except ArgumentError as error:
        raise NoAnswerError(f"--require: {error}") from None


def _scenarios(path: str | None, protocol: Protocol, cwd: Path) -> Mapping[str, Scenario]:
    """The scenario of each connection, by its key. Raises NoAnswerError, and RefusedError for faults in it."""
    if path is None:
        return {}
    name = shown_path(Path(os.path.normpath(cwd / path)), cwd)
    try:
        content = (cwd / path).read_bytes()
    except OSError as error:
        raise NoAnswerError(f"the scenario {name} can't be read: {error.strerror}") from None
    try:
        return read_scenario(content, name, protocol)
    except SpecError as error:
        text = content.decode("utf-8", "replace")
        raise RefusedError(error.diagnostics, cwd, {name: text}) from None


def _log(around: Surroundings) -> Log:
    def log(seen: Seen) -> None:
        around.say(line(seen, around.width, has_color=around.has_color))

    return log


def _served(
    package: ModuleType, plan: tuple[Protocol, Mapping[str, Scenario]], request: Request, watch: Watch
) -> list[tuple[Place, Server, Application]]:
    """A server for each connection, at its place."""
    protocol, scenarios = plan
    found: list[tuple[Place, Server, Application]] = []
    for place in places(protocol.connections):
        scenario = scenarios.get(place.connection.key)
        server = mock_server(
            package, protocol, place.connection, Simplest(), conduct=request.conduct, scenario=scenario
        )
        frames = Frames.of(protocol, place.connection)
        found.append((place, server, Overhearing(server.asgi(), frames, watch, request.faults)))
    return found


def _banner(name: str, protocol: Protocol, site: Site, url: str, request: Request) -> list[str]:
    lines = [f"{visible(protocol.title)} {visible(protocol.version)}, as {visible(name)} says, is served at"]
    for place in site.places:
        needed = [each.name for each in place.connection.handshake if each.required]
        wants = f"  (needs {', '.join(map(visible, needed))})" if needed else ""
        lines.append(f"  {url}{visible(place.path)}{wants}")
        if place.prefix:
            lines.append(f"    below {place.prefix}, since another connection has {visible(place.connection.path)}")
    if site.has_page:
        lines.append(f"Docs and console are at {url.replace('ws://', 'http://', 1)}/")
    lines.append(f"Seed {request.conduct.seed}. Ctrl-C stops it. → is client → server, ← server → client.")
    return lines
