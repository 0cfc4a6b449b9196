"""`wsgen fuzz`: talks to a server as clients that know the document, until something is wrong or time is up."""

import importlib.util
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..collecting import RefusedError
from ..fuzz.campaign import Budget
from ..fuzz.recording import as_text as recorded
from ..fuzz.running import Patience
from ..fuzz.searching import search
from ..fuzz.target import Target, TargetError
from ..fuzz.telling import tell
from ..options import FindingsFormat, FuzzFormat
from ..pipeline import Planned, Step, plan_document
from ..plan.protocol import Connection
from ..provider.handshake import ArgumentError, check_names, is_at
from ..provider.process import AppError, AppProcess
from .findings import outcome, placed, refused
from .fuzz_report import Report, as_json, as_text
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, shown_path, subject
from .provider import Asked, Provider, provider

Bar = Callable[[float, str], None]
"""Is told how much is done, from 0 to 1, and what of it, in a few words."""
_NEEDED: Final = ("hypothesis", "psutil", "uvicorn")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the server, how long, and in which form it is told. `out` is the folder for failures."""

    server: Asked
    seed: int
    seconds: float
    frames: int | None
    out: str
    form: FuzzFormat
    width: int
    bar: Bar


def fuzz(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """What was found, on standard output; no, where something is wrong.

    Raises NoAnswerError where there is no server, or a library is missing.
    """
    check_extra()
    try:
        asked = subject(arguments)
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        folder = arguments.cwd if arguments.spec else error.folder
        found = (
            placed(shown_path(folder, arguments.cwd), error, folder, arguments.cwd)
            if arguments.spec
            else refused(error, arguments)
        )
        return outcome((found,), FindingsFormat.FULL, has_color=has_color)
    server = provider(asked, request.server, arguments.cwd)
    connections = _connections(planned, server)
    step("starting the server")
    report = _searched(_Search(planned, server, connections, asked.name), request, arguments.cwd)
    text = as_json(report) if request.form is FuzzFormat.JSON else as_text(report, request.width, has_color=has_color)
    return Outcome(Answer.YES if report.told is None else Answer.NO, text)


def check_extra() -> None:
    """Raises NoAnswerError where what `wsgen fuzz` needs isn't installed."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        word = "isn't" if len(missing) == 1 else "aren't"
        names = " and ".join(missing)
        raise NoAnswerError(f"{names} {word} installed; to install it: pip install 'wsgen[fuzz]'")


def _connections(planned: Planned, server: Provider) -> Sequence[Connection]:
    connections = planned.protocol.connections
    here = [each for each in connections if server.url is None or len(connections) == 1 or is_at(each, server.url)]
    if not here:
        paths = ", ".join(each.path for each in connections)
        raise NoAnswerError(f"the URL's path is none of the document's: {paths or 'it has no connection'}")
    try:
        check_names(connections, server.arguments)
    except ArgumentError as error:
        raise NoAnswerError(str(error)) from None
    return here


@dataclass(frozen=True, slots=True)
class _Search:
    """What is searched: the connections of a protocol on a server; `document` is as typed."""

    planned: Planned
    server: Provider
    connections: Sequence[Connection]
    document: str


def _searched(asked: _Search, request: Request, cwd: Path) -> Report:
    server, connections = asked.server, asked.connections
    app = None if server.app is None else AppProcess(server.app, server.folder)
    target = Target(
        asked.planned.protocol, app=app, url=server.url or "", arguments=server.arguments, patience=Patience()
    )
    try:
        with target:
            for each in connections:
                target.probe(each)
            target.sample()
            first = target.samples[0].memory if target.samples else None

            def progress(share: float) -> None:
                request.bar(share, f"{target.counts.frames:,} frames")

            budget = Budget(request.seconds, request.frames)
            searched = search(target, connections, request.seed, budget, progress)
            target.sample()
            last = target.samples[-1].memory if target.samples else None
            counts, latencies = target.counts, {target.wire(id_): [*taken] for id_, taken in target.latencies.items()}
            told = None
            if searched.found is not None:
                request.bar(1.0, "making it small")
                told = tell(target, searched.found)
    except (AppError, ArgumentError, TargetError) as error:
        raise NoAnswerError(str(error)) from None
    saved = None if told is None else _saved(recorded(told.recording), told.failure.key, request.out, cwd)
    return Report(
        server=server.app or server.url or "",
        document=asked.document,
        seed=request.seed,
        seconds=searched.seconds,
        counts=counts,
        coverage=searched.coverage,
        latencies=latencies,
        memory=None if first is None or last is None else (first, last),
        told=told,
        saved=saved,
    )


def _saved(text: str, key: tuple[str, str], out: str, cwd: Path) -> str:
    code, place = key
    name = "-".join([code, *re.findall(r"[A-Za-z0-9_]+", place)])[:80]
    path = cwd / out / f"{name}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise NoAnswerError(f"{out} can't be written: {error.strerror}") from error
    return shown_path(path, cwd)
