"""`wsgen docs`: writes a document as one page for people, or serves it while the document is being written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .. import __version__
from ..assets import NoAssetsError
from ..breaking.compare import compare
from ..code.manifest import digest, with_manifest
from ..code.tree import write
from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.diagnostic import SpecError
from ..diagnostics.excerpt import visible
from ..diagnostics.findings import Findings
from ..docs.news import News
from ..docs.page import page
from ..options import FindingsFormat
from ..pipeline import Step, plan_document
from .against import BrokenBeforeError, before
from .findings import outcome, placed, refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, Subject, own_folder, subject, unusable

SITE: Final = "site"
"""The usual folder."""

PAGE: Final = "index.html"
"""The file in the folder."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: since when changes are told (None for no such section), as of which day."""

    since: str | None
    today: str


def docs(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """Writes the page into the folder `arguments.out`; one line on standard output says so.

    The answer is no where the document has errors, and without answer where what it was before has. Raises
    NoAnswerError where no document is named, the folder can't be written, or this wsgen has no JavaScript.
    """
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=has_color)
    out = own_folder(arguments.out or SITE, asked, arguments)
    made = made_page(asked, arguments, request, step)
    if isinstance(made, Faulty):
        report_ = outcome((made.findings,), FindingsFormat.FULL, has_color=has_color)
        return Outcome(Answer.NONE, report_.out, made.remark) if made.remark else report_
    tools = {"wsgen": __version__}
    tree = with_manifest({PAGE: made.text}, tools=tools, spec=asked.job.path, spec_hash=digest(made.text.encode()))
    step(f"writing {out.name}/")
    try:
        write(tree, out.path, out.name)
    except SpecError as error:
        return Outcome(Answer.NO, err=f"{report.full(error.diagnostics, {}, color=has_color)}Nothing was written.\n")
    except OSError as error:
        raise unusable(out, "written", error, arguments.cwd) from error
    size = len(made.text.encode()) / 1000
    return Outcome(Answer.YES, f"{visible(asked.name)} → {visible(out.name)}/{PAGE}  ({size:.0f} KB)\n")


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and the files of the document that it was made from."""

    text: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Faulty:
    """Why there is no page; `remark` says it of what the document was before."""

    findings: Findings
    paths: tuple[Path, ...]
    remark: str = ""


def made_page(
    asked: Subject, arguments: Arguments, request: Request, step: Step, live: str | None = None
) -> Made | Faulty:
    """The page of a document, or what is wrong with it. Raises NoAnswerError like `docs`."""
    folder = asked.job.folder
    try:
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        return Faulty(
            placed(asked.name, error, error.folder, arguments.cwd), _paths(folder, (*error.texts, *error.absent))
        )
    news = None
    if request.since is not None:
        try:
            was = before(request.since, asked, arguments, step)
        except BrokenBeforeError as error:
            remark = f"wsgen: {error.findings.document} has errors, so nothing can be compared with it\n"
            return Faulty(error.findings, _paths(folder, planned.texts), remark)
        step("comparing")
        news = News(request.since, compare(was.planned.protocol, planned.protocol, request.today))
    step("writing the page")
    try:
        return Made(page(planned.protocol, news=news, live=live), _paths(folder, planned.texts))
    except NoAssetsError as error:
        raise NoAnswerError(str(error)) from error


def _paths(folder: Path, texts: Iterable[str]) -> tuple[Path, ...]:
    return tuple(folder / each for each in texts)
