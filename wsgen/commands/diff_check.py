"""`wsgen diff-check`: says whether the output folder is what the document says, without writing anything."""

from types import MappingProxyType
from typing import Final

from ..assets import NoAssetsError
from ..code.tree import Drift, compare
from ..collecting import RefusedError
from ..options import DriftFormat, FindingsFormat
from ..pipeline import Step, compile_document
from . import drift_report
from .drift_report import Names
from .findings import outcome, placed, refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, project, unusable

_REFUSALS: Final = MappingProxyType(
    {
        DriftFormat.TEXT: FindingsFormat.FULL,
        DriftFormat.JSON: FindingsFormat.JSON,
        DriftFormat.GITHUB: FindingsFormat.GITHUB,
    }
)


def diff_check(arguments: Arguments, form: DriftFormat, step: Step, *, has_color: bool) -> Outcome:
    """Compiles and compares, on standard output. Raises NoAnswerError where the folder can't be read."""
    try:
        asked = project(arguments).held()
    except RefusedError as error:
        return outcome((refused(error, arguments),), _REFUSALS[form], has_color=has_color)
    try:
        compiled = compile_document(asked.job, step)
    except RefusedError as error:
        found = placed(asked.spec_name, error, error.folder, arguments.cwd)
        return outcome((found,), _REFUSALS[form], has_color=has_color)
    except NoAssetsError as error:
        raise NoAnswerError(str(error)) from error
    drifts: list[tuple[Drift, Names]] = []
    for tree, folder in asked.folders(compiled):
        step(f"comparing {folder.name}/")
        try:
            drifts.append((compare(tree, folder.path), Names(asked.spec_name, folder.name, len(tree))))
        except OSError as error:
            raise unusable(folder, "read", error, arguments.cwd) from error
    answer = Answer.NO if any(drift for drift, _ in drifts) else Answer.YES
    match form:
        case DriftFormat.JSON:
            return Outcome(answer, drift_report.as_json(drifts))
        case DriftFormat.GITHUB:
            return Outcome(answer, drift_report.github(drifts))
        case DriftFormat.TEXT:
            # What is to be done stands last, where whoever reads a log begins.
            told = sorted(drifts, key=lambda each: bool(each[0]))
            return Outcome(answer, "".join(drift_report.text(*each, has_color=has_color) for each in told))
