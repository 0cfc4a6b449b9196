"""`wsgen regen --scaffold`: writes the handlers that the user's own server lacks into its file."""

from dataclasses import replace

from ..diagnostics import report
from ..diagnostics.excerpt import visible
from ..handlers.module import NotPythonError
from ..handlers.scaffold import scaffold
from ..handlers.wanted import wanted
from ..pipeline import Step, plan_document
from ..target_settings import PYTHON
from .handler_file import handler_file, keep, no_python, package_name
from .outcome import Answer, Outcome
from .project import Arguments, project, subject


def scaffolded(arguments: Arguments, done: Outcome, step: Step, *, has_color: bool) -> Outcome:
    """What `regen` said when it was `done`, and what was added to the file of handlers; nothing where it failed.

    Raises NoAnswerError where no file of handlers is meant, or it can't be read or written.
    """
    if done.answer is not Answer.YES:
        return done
    asked = subject(arguments)
    step("looking for missing handlers")
    file = handler_file(asked, arguments.cwd)
    try:
        planned = plan_document(asked.job, step)
        outputs = project(arguments).outputs
        package = package_name(outputs[PYTHON].path if PYTHON in outputs else asked.out, asked.job.folder)
        made = scaffold(file.text or "", file.name, wanted(planned.protocol), package)
    except NotPythonError as error:
        refusal = no_python(error, file)
        told = report.full(refusal.diagnostics, refusal.texts, color=has_color)
        return replace(done, answer=Answer.NO, err=done.err + told)
    name = visible(file.name)
    if made.text == file.text:
        return replace(done, out=f"{done.out}{name} has every handler\n")
    keep(file, made.text)
    if not made.added:
        return replace(done, out=f"{done.out}{name} has a class more, which may be empty\n")
    count = f"{len(made.added)} handler{'' if len(made.added) == 1 else 's'}"
    lines = "".join(f"  {visible(each)}\n" for each in made.added)
    return replace(done, out=f"{done.out}{name} has {count} more, to be written by you:\n{lines}")
