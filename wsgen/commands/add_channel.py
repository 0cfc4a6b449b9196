"""`wsgen add channel`: adds a channel to a document."""

from ..authoring.additions import channel_edits
from ..authoring.places import CannotAddError
from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.excerpt import visible
from ..pipeline import Step
from ..spec.edit.written import at
from .adding import edited, tried, write
from .findings import refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments


def add_channel(arguments: Arguments, name: str, address: str | None, step: Step, *, has_color: bool) -> Outcome:
    """Writes the channel into the document, valid or not at all. Raises NoAnswerError where it can't be added."""
    try:
        document = edited(arguments, step)
        result = tried(document, channel_edits(document.root, name, address))
        if isinstance(result, RefusedError):
            raise result
    except RefusedError as error:
        findings = refused(error, arguments)
        err = report.full(findings.diagnostics, findings.texts, color=has_color)
        return Outcome(Answer.NO, err=f"{err}Nothing was written.\n")
    except CannotAddError as error:
        raise NoAnswerError(f"{error}\nNothing was written.") from error
    write(document, result.text)
    node = at(result.root, ("channels", name))
    line = f"{document.subject.name}:{node.location.line - 1}" if node else document.subject.name
    return Outcome(
        Answer.YES,
        f"{visible(line)}: channel {visible(name)}\nNow `wsgen add message NAME --channel {visible(name)}`.\n",
    )
