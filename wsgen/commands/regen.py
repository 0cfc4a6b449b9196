"""`wsgen regen`: makes the output folder what the document says."""

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..assets import NoAssetsError
from ..code.tree import Tree, Written, refusals, write
from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.excerpt import visible
from ..options import FindingsFormat
from ..pipeline import Compiled, Job, Step, compile_document
from .findings import outcome, refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, Folder, Project, project, shown, unusable

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Regenerated:
    """What a run had to say, what it wrote where (nothing where the answer isn't yes), and the files it depends on."""

    outcome: Outcome
    written: tuple[tuple[Folder, Written], ...]
    sources: tuple[Path, ...]


def regen(
    arguments: Arguments, step: Step, clock: Callable[[], float], *, is_verbose: bool, has_color: bool
) -> Outcome:
    """Compiles and writes. One line on standard output says what was done; what was found goes to standard error.

    `clock` gives seconds. Raises NoAnswerError where the folder can't be written.
    """
    return regenerated(arguments, step, clock, is_verbose=is_verbose, has_color=has_color).outcome


def regenerated(
    arguments: Arguments, step: Step, clock: Callable[[], float], *, is_verbose: bool, has_color: bool
) -> Regenerated:
    """As `regen`, for whoever waits until there is something to be done again."""
    began = clock()
    sources: tuple[Path, ...] = ()
    try:
        asked = project(arguments)
        sources = _sources(asked.job, ())
        compiled = compile_document(asked.job, step)
    except RefusedError as error:
        answered = outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=has_color)
        failed = Outcome(answered.answer, err=f"{answered.out}Nothing was written.\n")
        read = (error.folder / each for each in (*error.texts, *error.absent))
        return Regenerated(failed, (), (*sources, *read))
    except NoAssetsError as error:
        raise NoAnswerError(f"{error}. Nothing was written") from error
    sources = _sources(asked.job, compiled.texts)
    folders = asked.folders(compiled)
    # What stands in the way of one folder is said before another one is written.
    in_the_way = tuple(each for tree, folder in folders for each in _refusals(tree, folder, arguments.cwd))
    if in_the_way:
        failed = Outcome(Answer.NO, err=report.full(in_the_way, {}, color=has_color) + "Nothing was written.\n")
        return Regenerated(failed, (), sources)
    out = ""
    remarks = _remarks(asked, compiled, arguments)
    written: list[tuple[Folder, Written]] = []
    for tree, folder in folders:
        step(f"writing {folder.name}/")
        try:
            done = write(tree, folder.path, folder.name)
        except OSError as error:
            raise unusable(folder, "written", error, arguments.cwd) from error
        now = clock()
        out += _summary(asked, folder, done, now - began, is_verbose=is_verbose)
        remarks += _foreign(folder, done)
        written.append((folder, done))
        began = now
    return Regenerated(Outcome(Answer.YES, out, remarks), tuple(written), sources)


def _sources(job: Job, texts: Iterable[str]) -> tuple[Path, ...]:
    """Files that decide what is generated: those that were read, and those that are read as soon as they are there."""
    targets = (place for each in job.settings.targets.values() for place in (each.templates, each.view))
    named = (job.settings.overlay_file, job.settings.templates, *targets)
    return tuple(job.folder / each for each in (job.path, *job.texts, *texts, *named) if each)


def _refusals(tree: Tree, folder: Folder, cwd: Path) -> tuple[Diagnostic, ...]:
    try:
        return refusals(tree, folder.path, folder.name)
    except OSError as error:
        raise unusable(folder, "written", error, cwd) from error


def _summary(asked: Project, folder: Folder, done: Written, seconds: float, *, is_verbose: bool) -> str:
    kinds = (
        (done.created, "created"),
        (done.changed, "changed"),
        (done.deleted, "deleted"),
        (done.unchanged, "unchanged"),
    )
    parts = ", ".join(f"{len(paths)} {kind}" for paths, kind in kinds if paths)
    count = sum(len(paths) for paths, kind in kinds if kind != "deleted")
    out = visible(folder.name)
    line = f"{visible(asked.spec_name)} → {out}/  {count} files: {parts}  ({seconds:.1f} s)\n"
    # A deletion is never left unsaid.
    named = kinds[:3] if is_verbose else kinds[2:3]
    return line + "".join(f"  {kind} {out}/{visible(path)}\n" for paths, kind in named for path in paths)


def _remarks(asked: Project, compiled: Compiled, arguments: Arguments) -> str:
    """Warnings and notes, a line each, and where to read more."""
    diagnostics = shown(compiled.diagnostics, asked.job.folder, arguments.cwd)
    if not diagnostics:
        return ""
    return f"{report.concise(diagnostics)}`wsgen validate{_given(arguments)}` shows where.\n"


def _foreign(folder: Folder, done: Written) -> str:
    """What would make the next `diff-check` fail although everything was just written."""
    if not done.foreign:
        return ""
    lines = [visible(f"{folder.name}/{path} isn't wsgen's") + "\n" for path in done.foreign]
    more = len(lines) - _SHOWN
    if more > 0:
        lines[_SHOWN:] = [f"and {more} more\n"]
    they = "it is" if len(done.foreign) == 1 else "they are"
    return "".join(lines) + f"`wsgen diff-check` fails until {they} moved or deleted.\n"


def _given(arguments: Arguments) -> str:
    """The document and settings as the command line named them, for another command line."""
    config = f" --config {shlex.quote(arguments.config)}" if arguments.config else ""
    return config + (f" {shlex.quote(arguments.spec)}" if arguments.spec else "")
