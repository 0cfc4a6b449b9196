"""`wsgen diff-check`: says whether the output folder is what the document says, without writing anything."""

from types import MappingProxyType
from typing import Final

from ..code.tree import compare
from ..options import DriftFormat, FindingsFormat
from ..pipeline import RefusedError, Step, compile_document
from . import drift_report
from .drift_report import Names
from .findings import outcome, placed, refused
from .outcome import Answer, Outcome
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
        asked = project(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), _REFUSALS[form], has_color=has_color)
    try:
        compiled = compile_document(asked.job, step)
    except RefusedError as error:
        found = placed(asked.spec_name, error, error.folder, arguments.cwd)
        return outcome((found,), _REFUSALS[form], has_color=has_color)
    step(f"comparing {asked.out_name}/")
    try:
        drift = compare(compiled.tree, asked.out)
    except OSError as error:
        raise unusable(asked, "read", error, arguments.cwd) from error
    names = Names(asked.spec_name, asked.out_name)
    answer = Answer.NO if drift else Answer.YES
    match form:
        case DriftFormat.JSON:
            return Outcome(answer, drift_report.as_json(drift, names))
        case DriftFormat.GITHUB:
            return Outcome(answer, drift_report.github(drift, names))
        case DriftFormat.TEXT if drift:
            return Outcome(answer, drift_report.text(drift, names, has_color=has_color))
        case DriftFormat.TEXT:
            return Outcome(answer, drift_report.no_drift(drift, names, len(compiled.tree)))
