"""`wsgen check-handlers`: says which handlers the user's own server lacks, and which handle nothing any more."""

from ..collecting import RefusedError
from ..diagnostics.diagnostic import Severity
from ..diagnostics.excerpt import visible
from ..diagnostics.findings import Findings
from ..handlers.check import check
from ..handlers.module import NotPythonError, module_of
from ..handlers.wanted import wanted
from ..levels import Levels
from ..options import FindingsFormat
from ..pipeline import Step, plan_document
from .findings import outcome, placed, refused
from .handler_file import handler_file, no_python
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, subject


def check_handlers(arguments: Arguments, form: FindingsFormat, step: Step, *, has_color: bool) -> Outcome:
    """Reports on standard output; the answer is no where a handler is missing or dead, or the document has errors.

    Raises NoAnswerError where no file of handlers is named, or it isn't there.
    """
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), form, has_color=has_color)
    try:
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        return outcome((placed(asked.name, error, error.folder, arguments.cwd),), form, has_color=has_color)
    file = handler_file(asked, arguments.cwd)
    if file.text is None:
        raise NoAnswerError(f"there is no {file.name}; `wsgen regen --scaffold` writes it")
    try:
        found = check(module_of(file.text, file.name), wanted(planned.protocol))
    except NotPythonError as error:
        found = no_python(error, file).diagnostics
    settled = Levels(asked.job.settings, arguments.is_strict, is_generating=False).settle(found)
    is_clean = all(each.severity is Severity.NOTE for each in settled)
    if not settled and form in (FindingsFormat.FULL, FindingsFormat.CONCISE):
        return Outcome(Answer.YES, f"{visible(file.name)} has every handler, and none too many\n")
    report = outcome((Findings(file.name, settled, {file.name: file.text}),), form, has_color=has_color)
    return Outcome(Answer.YES if is_clean else Answer.NO, report.out)
