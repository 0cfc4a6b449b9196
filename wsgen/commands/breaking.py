"""`wsgen breaking`: says what changed on the wire, and what that means to peers that were built before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..breaking.accepted import acceptance_of, unused
from ..breaking.change import Change, Level
from ..breaking.compare import compare, demonstrated
from ..collecting import RefusedError
from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.excerpt import visible
from ..diagnostics.location import Location
from ..options import FailOn, FindingsFormat
from ..pipeline import Planned, Step, plan_document
from .accepted_changes import accepted_changes
from .against import Before, BrokenBeforeError, NewDocumentError, before
from .changes_report import Report, Told, hint_of, in_report_order, severity_of, write
from .findings import outcome, placed, refused
from .outcome import Answer, Outcome
from .project import Arguments, Subject, moved, shown, shown_path, subject


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: against what, as of which day (`2027-01-31`), from which weight on the answer is no, and how.

    `allows_new` says that a document which is new breaks nobody.
    """

    against: str
    today: str
    fail_on: FailOn = FailOn.BREAKING
    form: FindingsFormat = FindingsFormat.FULL
    with_witness: bool = False
    allows_new: bool = False


def breaking(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """Every change on the wire since what `request` names, on standard output.

    The answer is no where one of them is breaking, or as weighty as was asked for, and nobody accepted it; and where
    the document has errors. Without answer is what was before and has errors. Raises NoAnswerError where it can't be
    found, or no document is named.
    """
    try:
        asked = subject(arguments)
        accepted = accepted_changes(asked)
    except RefusedError as error:
        return outcome((refused(error, arguments),), request.form, has_color=has_color)
    try:
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        found = placed(asked.name, error, error.folder, arguments.cwd)
        return outcome((found,), request.form, has_color=has_color)
    try:
        was = before(request.against, asked, arguments, step)
    except NewDocumentError:
        if not request.allows_new:
            raise
        return _nothing_before(asked, request, has_color=has_color)
    except BrokenBeforeError as error:
        report = outcome((error.findings,), request.form, has_color=has_color)
        remark = f"wsgen: {error.findings.document} has errors, so nothing can be compared with it\n"
        return Outcome(Answer.NONE, report.out, remark)
    except RefusedError as error:
        report = outcome((refused(error, arguments),), request.form, has_color=has_color)
        return Outcome(Answer.NONE, report.out)
    step("comparing")
    changes = compare(was.planned.protocol, planned.protocol, request.today)
    if request.with_witness:
        changes = demonstrated(was.planned.protocol, planned.protocol, changes)
    else:
        changes = tuple(replace(each, witness=None) for each in changes)
    taken = [acceptance_of(each, accepted, request.today) for each in changes]
    sight = _Sight(asked, was, arguments.cwd)
    told = in_report_order(
        sight.told(each, by.reason if by else None, with_witness=request.with_witness)
        for each, by in zip(changes, taken, strict=True)
    )
    remarks = shown(unused(accepted, filter(None, taken), request.today), asked.job.folder, arguments.cwd)
    texts = {**sight.texts(planned), **was.texts(arguments.cwd)}
    report_ = Report(asked.name, request.against, told, remarks, texts)
    failing = (Level.BREAKING,) if request.fail_on is FailOn.BREAKING else (Level.BREAKING, Level.RISKY)
    answer = Answer.NO if any(map(report_.count, failing)) else Answer.YES
    return Outcome(answer, write(report_, request.form, has_color=has_color))


def _nothing_before(asked: Subject, request: Request, *, has_color: bool) -> Outcome:
    """What is said of a document that is new."""
    if request.form in {FindingsFormat.FULL, FindingsFormat.CONCISE}:
        name, against = visible(asked.name), visible(request.against)
        return Outcome(Answer.YES, f"{name} is new: {against} has no such document.\n")
    return Outcome(
        Answer.YES, write(Report(asked.name, request.against, (), (), {}), request.form, has_color=has_color)
    )


@dataclass(frozen=True, slots=True)
class _Sight:
    """Where things stand as somebody in `cwd` would type it."""

    asked: Subject
    was: Before
    cwd: Path

    def texts(self, planned: Planned) -> Mapping[str, str]:
        """The texts of the new document's files."""
        folder = self.asked.job.folder
        return {shown_path(folder / path, self.cwd): text for path, text in planned.texts.items()}

    def told(self, change: Change, accepted: str | None, *, with_witness: bool) -> Told:
        """One change as a finding, at its place in the new document, with that in the old one beside it."""
        start = Location(self.asked.job.path, 1, 1, 1, 1)
        location = moved(change.location or start, self.asked.job.folder, self.cwd)
        related = (("before", self.was.place(change.was, self.cwd)),) if change.was else ()
        diagnostic = Diagnostic(
            change.code,
            severity_of(change, accepted),
            location,
            change.message,
            hint_of(change, accepted, with_witness=with_witness),
            related,
        )
        return Told(change, diagnostic, accepted)
