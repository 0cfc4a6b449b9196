"""`wsgen validate`: says what is wrong with a document."""

from ..diagnostics.diagnostic import Diagnostic
from ..options import FindingsFormat
from ..pipeline import Checked, RefusedError, Step, check
from .findings import placed, refusal, written
from .outcome import Answer, Outcome
from .project import Arguments, Project, project, shown


def validate(arguments: Arguments, form: FindingsFormat, step: Step, *, has_color: bool) -> Outcome:
    """Everything that reading and planning find, on standard output; the answer is no when an error is among it."""
    try:
        asked = project(arguments)
        checked = check(asked.job, step)
    except RefusedError as error:
        return refusal(error, arguments.cwd, form, has_color=has_color)
    diagnostics = shown(checked.diagnostics, asked.job.folder, arguments.cwd)
    texts = placed(checked.texts, asked.job.folder, arguments.cwd)
    text = written(diagnostics, texts, form, has_color=has_color)
    if form in (FindingsFormat.FULL, FindingsFormat.CONCISE):
        text += _verdict(asked, checked, diagnostics)
    return Outcome(Answer.YES, out=text)


def _verdict(asked: Project, checked: Checked, diagnostics: tuple[Diagnostic, ...]) -> str:
    if checked.refusals:
        codes = " and ".join(dict.fromkeys(each.code for each in checked.refusals))
        return f"{asked.spec_name} is valid AsyncAPI, but wsgen can't generate code for it: {codes}\n"
    counts = (
        (len(checked.document.channels), "channel"),
        (len(checked.document.operations), "operation"),
        (len(checked.plan.generated), "message"),
    )
    listed = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return f"{asked.spec_name} is valid{'' if diagnostics else ': ' + listed}\n"
