"""`wsgen validate`: says what is wrong with documents."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..collecting import RefusedError
from ..diagnostics.findings import Findings
from ..options import FindingsFormat
from ..pipeline import Checked, Step, check
from .documents import documents
from .findings import outcome, placed, refused
from .outcome import Answer, NoAnswerError, Outcome, complaint
from .project import Arguments, from_standard_input, subject
from .workers import for_each


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be checked, and how it is reported; `stdin` gives standard input, up to a number of bytes."""

    specs: Sequence[str]
    form: FindingsFormat
    stdin: Callable[[int], bytes]


def validate(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """Everything that reading and planning find in the documents, on standard output, or in that of the settings.

    The answer is no where one of them has an error.
    """
    listing = documents(request.specs, arguments.cwd)
    complaints = list(listing.complaints)
    found: list[Findings] = []
    asked: list[Arguments] = []
    for each in listing.documents if request.specs else (None,):
        try:
            asked.append(from_standard_input(replace(arguments, spec=each), request.stdin))
        except NoAnswerError as error:
            complaints.append(str(error))
    for answer in _answers(asked, step):
        if isinstance(answer, Findings):
            found.append(answer)
        else:
            complaints.append(answer)
    if not found:
        return Outcome(Answer.NONE, err=complaint(dict.fromkeys(complaints)))
    answered = outcome(found, request.form, has_color=has_color)
    if not complaints:
        return answered
    return Outcome(answered.answer or Answer.NONE, answered.out, complaint(dict.fromkeys(complaints)))


def _answers(asked: Sequence[Arguments], step: Step) -> Iterable[Findings | str]:
    """What there is to say about each document, or why there is nothing."""
    if len(asked) == 1:
        return (_answer(asked[0], step),)
    step(f"checking {len(asked)} documents")
    return for_each(_answer, asked)


def _answer(arguments: Arguments, step: Step = lambda _: None) -> Findings | str:
    try:
        return check_document(arguments, step)
    except NoAnswerError as error:
        return str(error)


def check_document(arguments: Arguments, step: Step) -> Findings:
    """What there is to say about one document. Raises NoAnswerError where its settings can't be read."""
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return refused(error, arguments)
    try:
        checked = check(asked.job, step)
    except RefusedError as error:
        return placed(asked.name, error, error.folder, arguments.cwd)
    found = placed(asked.name, checked, asked.job.folder, arguments.cwd)
    return replace(found, remark=_remark(checked))


def _remark(checked: Checked) -> str:
    """What there is to say behind `is valid`."""
    if checked.refusals:
        codes = " and ".join(dict.fromkeys(each.code for each in checked.refusals))
        return f" AsyncAPI, but wsgen can't generate code for it: {codes}"
    if checked.diagnostics:
        return ""
    counts = (
        (len(checked.document.channels), "channel"),
        (len(checked.document.operations), "operation"),
        (len(checked.plan.generated), "message"),
    )
    return ": " + ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
