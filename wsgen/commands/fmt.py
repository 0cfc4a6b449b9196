"""`wsgen fmt`: lays documents out in one canonical form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic, in_order
from ..diagnostics.excerpt import visible
from ..spec.layout.arrange import NoLayoutError, arranged
from ..spec.load import UnreadableError, parse, read
from ..spec.syntax.decode import MAX_BYTES, readable
from . import rewriting
from .documents import STANDARD_INPUT, documents
from .findings import refused
from .outcome import Answer, NoAnswerError, Outcome, complaint
from .project import Arguments, shown_path, subject

_SUFFIXES: Final = frozenset({".yml", ".yaml", ".json"})


@dataclass(frozen=True, slots=True)
class Request:
    """Which documents are laid out; `stdin` gives standard input, up to a number of bytes.

    One that `is_check` writes nothing.
    """

    specs: Sequence[str]
    is_check: bool
    stdin: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class _File:
    """One file by the name that the user would type, as it is and as it should be; what is wrong with it otherwise."""

    name: str
    path: Path
    old: bytes
    new: bytes = b""
    faults: tuple[Diagnostic, ...] = ()
    complaint: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether it has another layout than it should have."""
        return bool(self.new) and self.new != self.old


@dataclass(slots=True, frozen=True)
class _Found:
    """What there is to do, by the real path of each file, and why some of it can't be done."""

    files: dict[Path, _File] = field(default_factory=dict[Path, _File])
    complaints: list[str] = field(default_factory=list[str])


def fmt(arguments: Arguments, request: Request, *, has_color: bool) -> Outcome:
    """Lays out the documents, or that of the settings, and the files that they refer to; a line each that changed.

    The answer is no where a file has a fault, and, for a check, where one would change.
    """
    if STANDARD_INPUT in request.specs:
        return _piped(request, has_color=has_color)
    found = _Found()
    try:
        listing = documents(request.specs, arguments.cwd) if request.specs else None
        specs = listing.documents if listing else (shown_path(subject(arguments).spec, arguments.cwd),)
    except RefusedError as error:
        findings = refused(error, arguments)
        return Outcome(Answer.NO, err=report.full(findings.diagnostics, findings.texts, color=has_color))
    found.complaints.extend(listing.complaints if listing else ())
    for each in specs:
        _look(each, arguments.cwd, found)
    files = tuple(found.files.values())
    found.complaints.extend(each.complaint for each in files if each.complaint)
    changed = [each for each in files if each.is_changed]
    if not request.is_check:
        changed = list(_written(changed, found))
    return _outcome(files, changed, found, request, has_color=has_color)


def _piped(request: Request, *, has_color: bool) -> Outcome:
    """Standard input laid out on standard output, as an editor asks for it."""
    if len(request.specs) > 1:
        raise NoAnswerError("- stands for standard input, and goes with no other document")
    try:
        content = request.stdin(MAX_BYTES + 1)
    except OSError as error:
        raise NoAnswerError(f"standard input can't be read: {error.strerror}") from error
    file = _laid_out(_File("<stdin>", Path(), content))
    if file.complaint:
        raise NoAnswerError(file.complaint)
    if file.faults:
        return Outcome(Answer.NO, err=_faults((file,), has_color=has_color))
    if request.is_check:
        return Outcome(Answer.NO if file.is_changed else Answer.YES)
    return Outcome(Answer.YES, file.new.decode(), is_product=True)


def _look(spec: str, cwd: Path, found: _Found) -> None:
    """Keep what is to be done with a document and with what it refers to."""
    path = cwd / spec
    try:
        sources = read(path.name, root=path.parent)
    except UnreadableError as error:
        found.complaints.append(f"{shown_path(path, cwd)} can't be opened: {error.diagnostic.message}")
        return
    # One that is empty, or no UTF-8, has no text, and a fault.
    for name in dict.fromkeys((sources.root, *sources.texts)):
        place = path.parent / name
        is_own = name == sources.root or place.suffix.lower() in _SUFFIXES
        real = place.resolve()
        if not is_own or real in found.files:
            continue
        shown = shown_path(path.parent / name, cwd)
        try:
            found.files[real] = _laid_out(_File(shown, place, rewriting.content_of(place, shown)))
        except NoAnswerError as error:
            found.complaints.append(str(error))


def _laid_out(file: _File) -> _File:
    node, faults = parse(file.old, file.name)
    if node is None or faults:
        return replace(file, faults=faults)
    try:
        return replace(file, new=arranged(file.old.decode(), file.name).encode())
    except NoLayoutError as error:
        return replace(file, complaint=f"{file.name} has no layout that means the same, and is left as it is: {error}")


def _written(files: Sequence[_File], found: _Found) -> Iterator[_File]:
    for each in files:
        try:
            rewriting.replace(each.path, each.name, each.old, each.new)
            yield each
        except NoAnswerError as error:
            found.complaints.append(str(error))


def _outcome(
    files: Sequence[_File], changed: Sequence[_File], found: _Found, request: Request, *, has_color: bool
) -> Outcome:
    faults = [each for each in files if each.faults]
    verb = "would change" if request.is_check else "changed"
    lines = "".join(f"{visible(each.name)} {verb}\n" for each in changed)
    good = len(files) - len(faults) - len([each for each in files if each.complaint])
    count = f"{good} file{'' if good == 1 else 's'}"
    if changed and request.is_check:
        lines += f"{len(changed)} of {count} would change. Run `wsgen fmt`.\n"
    elif good:
        lines += f"{len(changed)} of {count} changed\n" if changed else f"{count} laid out already\n"
    answer = Answer.NO if faults or (changed and request.is_check) else Answer.YES
    if found.complaints and answer is Answer.YES:
        answer = Answer.NONE
    err = _faults(faults, has_color=has_color) + (
        complaint(dict.fromkeys(found.complaints)) if found.complaints else ""
    )
    return Outcome(answer, lines, err)


def _faults(files: Sequence[_File], *, has_color: bool) -> str:
    texts: Mapping[str, str] = {each.name: readable(each.old) for each in files}
    diagnostics = in_order(fault for each in files for fault in each.faults)
    return report.full(diagnostics, texts, color=has_color) if files else ""
