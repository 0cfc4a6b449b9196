"""`wsgen explain-protocol`: says what crosses the wire, what Python has for it, and what was taken for granted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.excerpt import visible
from ..options import FindingsFormat, ProtocolFormat
from ..overview.for_people import as_text
from ..overview.for_programs import as_json
from ..overview.look import look
from ..overview.overview import Overview
from ..pipeline import Planned, Step, plan_document
from .findings import outcome, placed, refused
from .outcome import Answer, Outcome
from .project import Arguments, from_standard_input, moved, shown, subject

_REFUSALS: Final = MappingProxyType(
    {ProtocolFormat.TEXT: FindingsFormat.FULL, ProtocolFormat.JSON: FindingsFormat.JSON}
)


@dataclass(frozen=True, slots=True)
class Request:
    """How it is written: in which form, in lines of `width` columns; `stdin` is as for `validate`."""

    form: ProtocolFormat
    width: int
    stdin: Callable[[int], bytes]


def explain_protocol(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """The overview of a document's protocol, on standard output.

    Errors stand there instead, and the answer is no. What is valid and can't be generated is explained too; that it
    can't is said on standard error. Raises NoAnswerError where no document is named, or its settings can't be read.
    """
    arguments = from_standard_input(arguments, request.stdin)
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), _REFUSALS[request.form], has_color=has_color)
    try:
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        found = placed(asked.name, error, error.folder, arguments.cwd)
        return outcome((found,), _REFUSALS[request.form], has_color=has_color)
    overview = _overview(planned, asked.job.folder, arguments.cwd)
    refusals = shown(planned.refusals, asked.job.folder, arguments.cwd)
    if request.form is ProtocolFormat.JSON:
        return Outcome(Answer.YES, as_json(overview, asked.name, refusals))
    return Outcome(
        Answer.YES, as_text(overview, asked.name, request.width, color=has_color), _remark(asked.name, refusals)
    )


def _overview(planned: Planned, folder: Path, cwd: Path) -> Overview:
    """The overview with places as somebody in `cwd` would type them."""
    protocol = planned.protocol
    here = replace(
        protocol,
        connections=tuple(replace(each, location=moved(each.location, folder, cwd)) for each in protocol.connections),
        messages={
            id_: replace(each, location=moved(each.location, folder, cwd)) for id_, each in protocol.messages.items()
        },
    )
    assumptions = (replace(each, location=moved(each.location, folder, cwd)) for each in planned.assumptions)
    return look(here, assumptions, planned.schema_first)


def _remark(name: str, refusals: Sequence[Diagnostic]) -> str:
    if not refusals:
        return ""
    return f"{report.concise(refusals)}{visible(name)} is valid AsyncAPI, but wsgen can't generate code for it.\n"
