"""`wsgen fuzz --replay`: runs a recorded failure again, and says whether the fault is gone."""

from dataclasses import dataclass
from pathlib import Path

from ..collecting import RefusedError
from ..diagnostics.excerpt import visible
from ..fuzz.fitting import frames_for, misfit
from ..fuzz.recording import Recording, RecordingError, recording_of
from ..fuzz.replaying import Replayed, replay
from ..fuzz.running import Patience
from ..fuzz.target import Target, TargetError
from ..fuzz.transcript import transcript
from ..options import FindingsFormat
from ..pipeline import Planned, Step, plan_document
from ..provider.handshake import ArgumentError
from ..provider.process import AppError, AppProcess
from .findings import outcome, placed, refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, shown_path, subject
from .provider import Asked, Provider, provider


@dataclass(frozen=True, slots=True)
class Request:
    """What is run again: the file as typed, and the server that is asked for, else the settings'."""

    file: str
    server: Asked


def fuzz_replay(arguments: Arguments, request: Request, step: Step, *, has_color: bool = False) -> Outcome:
    """Whether the fault is still there, with what happened, on standard output: yes to "is all well" where it's gone.

    Raises NoAnswerError where it can't be told: the file is none of wsgen's, the document has outgrown it, there is no
    server.
    """
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=has_color)
    path = arguments.cwd / request.file
    name = shown_path(path, arguments.cwd)
    recording = _recording(path, name)
    try:
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        found = placed(asked.name, error, error.folder, arguments.cwd)
        return outcome((found,), FindingsFormat.FULL, has_color=has_color)
    if why := misfit(recording, planned.protocol):
        raise NoAnswerError(f"{name} is of another version of {asked.name}: {why}. Delete it, and run `wsgen fuzz`")
    step("run the recorded failure")
    replayed = _replayed(planned, recording, provider(asked, request.server, arguments.cwd))
    lines = _lines(name, recording, replayed, planned)
    return Outcome(
        Answer.YES if replayed.failure is None else Answer.NO, "".join(f"{visible(line)}\n" for line in lines)
    )


def _recording(path: Path, name: str) -> Recording:
    try:
        return recording_of(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoAnswerError(f"{name} can't be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise NoAnswerError(f"{name}: is no recording of a failure: it isn't UTF-8") from None
    except RecordingError as error:
        separator = ":" if str(error)[:1].isdigit() else ": "
        raise NoAnswerError(f"{name}{separator}{error}") from None


def _replayed(planned: Planned, recording: Recording, server: Provider) -> Replayed:
    app = None if server.app is None else AppProcess(server.app, server.folder)
    target = Target(planned.protocol, app=app, url=server.url or "", arguments=server.arguments, patience=Patience())
    connection = next(each for each in planned.protocol.connections if each.key == recording.trace.connection)
    try:
        with target:
            target.probe(connection)
            return replay(target, recording)
    except (AppError, ArgumentError, TargetError) as error:
        raise NoAnswerError(str(error)) from None


def _lines(name: str, recording: Recording, replayed: Replayed, planned: Planned) -> tuple[str, ...]:
    """The report: what became of it, and where something is wrong what happened."""
    runs = f"{replayed.runs} run{'' if replayed.runs == 1 else 's'}"
    failure, run = replayed.failure, replayed.run
    frames = frames_for(recording, planned.protocol)
    if failure is None or run is None or frames is None:
        return (f"{name}: the fault is gone, in {runs} ({recording.code}: {recording.what})",)
    first = (
        f"{name}: the fault is still there, in {replayed.failed} of {runs}"
        if replayed.failed
        else f"{name}: the recorded fault is gone ({recording.code}), and there is another one"
    )
    told = (f"{failure.code} {failure.what}", f"  {failure.expected}")
    return (first, "", *told, "", *_indented(transcript(frames, run)), *_indented(failure.lines))


def _indented(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"  {line}" for line in lines)
