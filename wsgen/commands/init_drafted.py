"""`wsgen init --from-messages` and `--from-server`: makes a project whose document is drafted from frames."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from ..diagnostics.excerpt import visible
from ..infer.addresses import template_of
from ..infer.draft import MANNERS, Manner
from ..infer.overhear import Overheard, routes_of
from ..infer.reading import NoRecordingError, kept, line_of, recording_of
from ..infer.recorded import Recording, Session
from ..init.drafted import drafted_project
from ..init.names import Names
from ..pipeline import Step
from ..provider.importing import NotImportedError, imported, modules_of
from ..provider.serving import Application, NoServerError, NotServedError, serving
from .drafting import Drafted, drafted
from .init import free_names, written
from .outcome import Answer, NoAnswerError, Outcome
from .recording_file import recorded_text

_INSTALL: Final = "pip install 'wsgen[serve]'"
_LESS: Final[tuple[tuple[Callable[[Manner], bool], str], ...]] = (
    (lambda manner: not manner.is_typed, "schemas say nothing: no document was found that allows each frame otherwise"),
    (lambda manner: not manner.is_told_apart, "each direction has one message: its frames can't be told apart"),
    (lambda manner: not manner.has_examples, "it has no examples, by which frames would be told apart wrongly"),
    (lambda manner: not manner.has_replies, "it has no replies: those that were seen contradict each other"),
)


@dataclass(frozen=True, slots=True)
class Around:
    """What a command needs that goes on until the user ends it: `say` prints a line, `wait` returns at the end."""

    say: Callable[[str], None]
    wait: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Served:
    """An application, as `module:name`, and the port that it's served at: 0 is a free one."""

    target: str
    port: int


def init_from_messages(name: str, path: str, cwd: Path, step: Step) -> Outcome:
    """Makes the project `name` of the recording at `path`. Raises NoAnswerError.

    The answer is NO where no document was found that allows each frame; the draft is written nevertheless.
    """
    names = free_names(name, cwd)
    step(f"reading {path}")
    try:
        recording = recording_of(recorded_text(path, cwd, "--from-messages"))
    except NoRecordingError as error:
        place = f"{path}:{error.line}" if error.line else path
        raise NoAnswerError(f"--from-messages: {place}: {error}") from None
    if not recording.frames:
        raise NoAnswerError(f"--from-messages: {path} has no frame to draft from{_left_out(recording)}")
    return _made(names, recording, visible(Path(path).name), cwd, step)


def init_from_server(name: str, app: Served, cwd: Path, around: Around, step: Step) -> Outcome:
    """Serves an application until the user ends it, and makes the project `name` of what crossed meanwhile.

    Raises NoAnswerError where it can't be served, or nothing crossed.
    """
    names, target, port = free_names(name, cwd), app.target, app.port
    step(f"importing {target}")
    with modules_of(cwd):
        overheard = _overheard(target, cwd)
        try:
            with serving(overheard, "127.0.0.1", port) as here:
                for path in dict.fromkeys(each.path for each in overheard.sessions) or ("",):
                    around.say(f"{visible(target)} is served at {here.url}{visible(path)}")
                around.say("Use it as clients do, each message at least once.")
                around.say("Ctrl-C ends, and drafts the document.")
                around.wait()
        except OSError as error:
            raise NoAnswerError(f"port {port} can't be served: {error.strerror}; --port 0 takes a free one") from None
        except NoServerError:
            raise NoAnswerError(f"{target} is served by uvicorn, which isn't installed: {_INSTALL}") from None
        except NotServedError as error:
            raise NoAnswerError(f"{target} doesn't start: {error}") from None
    recording = kept(overheard.crossed, overheard.sessions)
    if not recording.frames:
        raise NoAnswerError(f"no text frame crossed, so there is nothing to draft from{_left_out(recording)}")
    return _made(names, recording, visible(target), cwd, step)


def _overheard(target: str, cwd: Path) -> Overheard:
    try:
        application = imported(target, cwd)
    except NotImportedError as error:
        raise NoAnswerError(f"--from-server: {error}") from None
    if not callable(application):
        raise NoAnswerError(f"--from-server: {target} is no ASGI application")
    return Overheard(cast("Application", application), routes_of(application))


def _made(names: Names, recording: Recording, source: str, cwd: Path, step: Step) -> Outcome:
    draft = drafted(recording, names.title, names.class_name, source, step)
    tree = drafted_project(names, draft.text, _lines(recording), draft.protocol, source)
    listed = written(tree, names, cwd)
    told = "".join(f"{visible(each)}\n" for each in (*recording.remarks, *_less(draft)))
    document = f"asyncapi/{names.name}.yml"
    if draft.protocol is None:
        now = f"cd {names.name} && wsgen validate"
        return Outcome(Answer.NO, f"{listed}\nNow:  {now}\n", f"{told}{document} doesn't allow each frame yet\n")
    counts = f"{len(draft.protocol.messages)} messages of {len(recording.frames)} frames"
    now = f"cd {names.name} && wsgen regen --scaffold"
    return Outcome(Answer.YES, f"{listed}\n{counts}: review {document}\nNow:  {now}\n", told)


def _lines(recording: Recording) -> str:
    """Each frame once."""
    lines: dict[str, str] = {}
    for each in recording.frames:
        path = template_of(each.session.path)
        lines.setdefault(line_of(replace(each, session=Session(0)), path), line_of(each, path))
    return "".join(lines.values())


def _less(draft: Drafted) -> Iterator[str]:
    manner = draft.manner
    if manner != MANNERS[0]:
        yield next(f"the draft is a simple one: {why}" for is_so, why in _LESS if is_so(manner))


def _left_out(recording: Recording) -> str:
    return f" ({'; '.join(recording.remarks)})" if recording.remarks else ""
