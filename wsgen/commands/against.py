"""Finds what a document was before: another file, or the same path at a git revision, with the settings of then."""

import os
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ..collecting import RefusedError
from ..diagnostics.findings import Findings
from ..diagnostics.location import Location
from ..pipeline import Planned, Step, plan_document
from .findings import placed
from .outcome import NoAnswerError
from .project import Arguments, Subject, moved, subject
from .revision import Revision, lay_out, revision


@dataclass(frozen=True, slots=True)
class Before:
    """What the document was; `name` is as the user gave it.

    `folder` is where its files are; they are shown as if they were in `shown_in`, behind `prefix`.
    """

    planned: Planned
    name: str
    folder: Path
    shown_in: Path
    prefix: str

    def place(self, location: Location, cwd: Path) -> Location:
        """A place in the old document as somebody in `cwd` would write it: `HEAD~1:asyncapi/chat.yml`."""
        return _behind(self.prefix, moved(location, self.shown_in, cwd))

    def texts(self, cwd: Path) -> Mapping[str, str]:
        """The texts of the old files, by the paths that `place` gives."""
        start = Location("", 1, 1, 1, 1)
        return {self.place(replace(start, path=path), cwd).path: text for path, text in self.planned.texts.items()}


class BrokenBeforeError(Exception):
    """What the document was has errors, so that nothing can be compared with it; what they are, and where."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__(findings.document)


class NewDocumentError(NoAnswerError):
    """The document didn't exist at the revision that was asked for, as far as its path and the settings say."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Where an old document lies, and as what it is shown; see Before."""

    asked: Subject
    name: str
    shown_in: Path
    prefix: str


def before(against: str, asked: Subject, arguments: Arguments, step: Step) -> Before:
    """What the document of `asked` was. A file counts before a revision of the same name.

    Raises NoAnswerError where that can't be found, NewDocumentError where there was none, BrokenBeforeError where it
    has errors.
    """
    if not against.strip():
        raise NoAnswerError("--against is empty; give a file, or a revision such as HEAD~1")
    with _sought(against, asked, arguments, step) as sought:
        try:
            planned = plan_document(sought.asked.job, step)
        except RefusedError as error:
            raise BrokenBeforeError(_findings(error, sought, arguments.cwd)) from error
        return Before(planned, against, sought.asked.job.folder, sought.shown_in, sought.prefix)


def _findings(error: RefusedError, sought: Sought, cwd: Path) -> Findings:
    """The errors of the old document, at the places where they were."""
    found = placed(sought.name, error, sought.shown_in, cwd)
    if not sought.prefix:
        return found
    diagnostics = (
        replace(
            each,
            location=_behind(sought.prefix, each.location),
            related=tuple((message, _behind(sought.prefix, place)) for message, place in each.related),
        )
        for each in found.diagnostics
    )
    texts = {f"{sought.prefix}{path}": text for path, text in found.texts.items()}
    return replace(found, diagnostics=tuple(diagnostics), texts=texts)


def _behind(prefix: str, location: Location) -> Location:
    return replace(location, path=f"{prefix}{location.path}")


@contextmanager
def _sought(against: str, asked: Subject, arguments: Arguments, step: Step) -> Generator[Sought]:
    if Path(arguments.cwd / against).is_file():
        other = _subject(replace(arguments, spec=against, text=None), asked, None)
        yield Sought(other, against, other.job.folder, "")
        return
    name, _, told = against.partition(":")
    step(f"reading {name}")
    spec = Path(os.path.realpath(asked.spec.parent)) / asked.spec.name
    of = revision(name, spec.parent if spec.parent.is_dir() else arguments.cwd)
    inside = PurePosixPath(told) if told else PurePosixPath(Path(os.path.relpath(spec, of.top)).as_posix())
    with tempfile.TemporaryDirectory(prefix="wsgen-") as made:
        folder = Path(os.path.realpath(made))
        lay_out(of, inside, folder)
        place = folder / inside
        if not place.is_file():
            place = _elsewhere(of, inside, folder, None if told else asked)
        other = _subject(replace(arguments, spec=str(place), text=None), asked, folder)
        shown_in = Path(os.path.normpath(of.top / os.path.relpath(other.job.folder, folder)))
        if not other.job.folder.is_relative_to(folder):
            shown_in = other.job.folder
        yield Sought(other, against, shown_in, f"{name}:")


def _elsewhere(of: Revision, inside: PurePosixPath, folder: Path, asked: Subject | None) -> Path:
    """Where the settings of then say that the document of `asked` was; raises NoAnswerError where they don't."""
    path = asked.configuration.path if asked else None
    if asked and path and _is_named(asked, path):
        then = folder / os.path.relpath(os.path.realpath(path), of.top)
        if then.is_file():
            named = subject(Arguments(then.parent, config=str(then))).spec
            if named.is_file():
                return named
    missing = f"there is no {inside} in {of.name}"
    if asked is None:
        raise NoAnswerError(missing)
    raise NewDocumentError(f"{missing}; where it was called otherwise, say so: --against {of.name}:PATH")


def _is_named(asked: Subject, path: Path) -> bool:
    """Whether the settings in the file `path` name this document, not another one."""
    settings = asked.configuration.settings
    named = path.parent / settings.spec if settings.spec and "spec" in settings.locations else None
    return named is not None and os.path.realpath(named) == os.path.realpath(asked.spec)


def _subject(arguments: Arguments, asked: Subject, inside: Path | None) -> Subject:
    """The old document with settings of its own: those above it, where it has some, else those of the new one.

    Settings that stand outside the folder `inside` are of somebody else.
    """
    if arguments.config is None:
        own = subject(arguments)
        path = own.configuration.path
        if path is not None and (inside is None or path.is_relative_to(inside)):
            return own
    config = arguments.config or (str(asked.configuration.path) if asked.configuration.path else None)
    if config is None:
        return subject(arguments)
    return subject(replace(arguments, config=config))
