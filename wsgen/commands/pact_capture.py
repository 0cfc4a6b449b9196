"""`wsgen pact capture`: records what consumers do with the documented server as contracts."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..code.tree import Tree, compare
from ..collecting import RefusedError
from ..contract.capture import ScenarioFile, capture, consumers, package_of
from ..contract.pact_file import PactFile
from ..contract.writing import written
from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic, SpecError
from ..diagnostics.excerpt import visible
from ..diagnostics.found import found
from ..options import FindingsFormat
from ..pipeline import Planned, Step, plan_document
from .findings import outcome, placed, refused
from .generated_package import compile_package
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, Subject, shown_path, subject
from .scenario_files import contract_path, folder_of, imported, keep, kept, scenario_files


@dataclass(frozen=True, slots=True)
class Request:
    """Which files of scenarios (none: those in `contracts/`), where contracts belong (None: beside them), and what for.

    With `is_check` nothing is written.
    """

    scenarios: Sequence[str]
    out: str | None
    is_check: bool


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A contract, its text, where it belongs and whose it is, as the user would type it."""

    contract: PactFile
    text: str
    path: Path
    name: str
    scenarios: str

    @property
    def count(self) -> str:
        """How much there is in it."""
        number = len(self.contract.interactions)
        return f"{number} interaction{'' if number == 1 else 's'}"


def pact_capture(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """Records all scenarios, on standard output what was written, or with `is_check` how files differ.

    Nothing is written where one of them can't be recorded: that stands on standard error. Raises NoAnswerError where no
    document is named, there are no scenarios, or a contract can't be read or written.
    """
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=has_color)
    try:
        paths = scenario_files(request.scenarios, asked.job.folder, arguments.cwd)
        tree = compile_package(asked.job, step)
        plan = plan_document(asked.job, step)
    except RefusedError as error:
        return outcome(
            (placed(asked.name, error, error.folder, arguments.cwd),), FindingsFormat.FULL, has_color=has_color
        )
    recorded: list[_Recorded] = []
    faults: list[Diagnostic] = []
    for path in paths:
        step(f"recording {shown_path(path, arguments.cwd)}")
        try:
            recorded.append(_recorded(path, asked, (plan, tree), arguments.cwd, request.out))
        except SpecError as error:
            faults += error.diagnostics
    if faults:
        texts = {shown_path(each, arguments.cwd): kept(each) or "" for each in paths}
        said = report.full(SpecError(faults).diagnostics, texts, color=has_color)
        return Outcome(Answer.NO, err=f"{said}Nothing was written.\n")
    try:
        return _checked(recorded) if request.is_check else _kept(recorded)
    except OSError as error:
        raise NoAnswerError(f"{error.filename} can't be read or written: {error.strerror}") from error


def _recorded(path: Path, asked: Subject, planned: tuple[Planned, Tree], cwd: Path, out: str | None) -> _Recorded:
    plan, tree = planned
    with imported(path, asked.job.folder, cwd) as file:
        faults = tuple(_drift(file, tree, asked.name, cwd))
        if faults:
            raise SpecError(faults)
        contract = capture(plan.protocol, file)
    place = contract_path(path, cwd / out if out else None)
    return _Recorded(contract, written(contract), place, shown_path(place, cwd), file.name)


def _drift(file: ScenarioFile, tree: Tree, spec: str, cwd: Path) -> Iterator[Diagnostic]:
    """Says of each package of the file's clients whether it is what the document says."""
    folders: set[Path] = set()
    for consumer in consumers(file):
        try:
            folders.add(folder_of(package_of(consumer)))
        except LookupError:
            continue  # Which is told when it is to be recorded.
    for folder in sorted(folders):
        if compare(tree, folder):
            message = f"`{shown_path(folder, cwd)}` isn't what {spec} says"
            yield found("WSG849", file.start, message, hint="run `wsgen regen`, then record again")


def _kept(recorded: Sequence[_Recorded]) -> Outcome:
    lines: list[str] = []
    for each in recorded:
        is_same = kept(each.path) == each.text
        if not is_same:
            keep(each.path, each.text)
        lines.append(
            f"{visible(each.scenarios)} → {visible(each.name)}  {each.count}{', unchanged' if is_same else ''}\n"
        )
    return Outcome(Answer.YES, "".join(lines))


def _checked(recorded: Sequence[_Recorded]) -> Outcome:
    lines: list[str] = []
    is_same = True
    for each in recorded:
        before = kept(each.path)
        if before == each.text:
            lines.append(f"{visible(each.name)} is what {visible(each.scenarios)} says: {each.count}\n")
            continue
        is_same = False
        old = [] if before is None else before.splitlines(keepends=True)
        source = "/dev/null" if before is None else each.name
        lines += difflib.unified_diff(old, each.text.splitlines(keepends=True), source, f"{each.name} (recorded)")
        lines.append(f"{visible(each.name)} isn't what {visible(each.scenarios)} says: run `wsgen pact capture`\n")
    return Outcome(Answer.YES if is_same else Answer.NO, "".join(lines))
