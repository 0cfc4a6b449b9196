"""Says what was found in documents, in the form that was asked for, with paths as the user would type them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.excerpt import visible
from ..diagnostics.findings import Findings, together
from ..options import FindingsFormat
from ..pipeline import Checked
from .outcome import Answer, Outcome
from .project import Arguments, shown, shown_path

Documents = tuple[Findings, ...]


def placed(document: str, checked: Checked | RefusedError, folder: Path, cwd: Path) -> Findings:
    """What was found in `document`, by the paths that somebody in `cwd` would type: `checked` has those from `folder`.

    Of the texts those stay that a diagnostic speaks of.
    """
    diagnostics = shown(checked.diagnostics, folder, cwd)
    named = {place.path for each in diagnostics for place in (each.location, *(place for _, place in each.related))}
    texts = {shown_path(folder / path, cwd): text for path, text in checked.texts.items()}
    is_answer = checked.is_answer if isinstance(checked, RefusedError) else True
    spoken_of = {path: text for path, text in texts.items() if path in named}
    return Findings(document, diagnostics, spoken_of, is_answer=is_answer)


def refused(error: RefusedError, arguments: Arguments) -> Findings:
    """What was found before it was known which document the settings name."""
    place = arguments.spec or error.diagnostics[0].location.path
    folder = arguments.cwd if arguments.spec else error.folder
    return placed(shown_path(folder / place, arguments.cwd), error, error.folder, arguments.cwd)


def outcome(findings: Iterable[Findings], form: FindingsFormat, *, has_color: bool) -> Outcome:
    """One report about all documents. The answer is no where one has an error, and none where one wasn't opened."""
    documents = tuple(sorted(findings, key=lambda each: each.document))
    return Outcome(_answer(documents), out=_FORMATS[form](documents, has_color))


def _answer(documents: Documents) -> Answer:
    verdicts = {each.is_valid for each in documents}
    if False in verdicts:
        return Answer.NO
    return Answer.NONE if None in verdicts else Answer.YES


def _full(documents: Documents, has_color: bool) -> str:
    texts = {path: text for each in documents for path, text in each.texts.items()}
    return report.full(together(documents), texts, color=has_color) + _verdict(documents)


def _concise(documents: Documents, _: object) -> str:
    diagnostics = together(documents)
    return report.concise(diagnostics) + report.summary(diagnostics) + _verdict(documents)


def _json(documents: Documents, _: object) -> str:
    return report.as_json(together(documents), documents)


def _github(documents: Documents, _: object) -> str:
    # A name at the beginning of a line could be a command, so there is none.
    diagnostics = together(documents)
    return report.github(diagnostics) + report.summary(diagnostics) + _tally(documents)


def _sarif(documents: Documents, _: object) -> str:
    return report.sarif(together(documents), is_complete=all(each.is_answer for each in documents))


def _junit(documents: Documents, _: object) -> str:
    return report.junit(documents)


_FORMATS: Final[Mapping[FindingsFormat, Callable[[Documents, bool], str]]] = MappingProxyType(
    {
        FindingsFormat.FULL: _full,
        FindingsFormat.CONCISE: _concise,
        FindingsFormat.JSON: _json,
        FindingsFormat.GITHUB: _github,
        FindingsFormat.SARIF: _sarif,
        FindingsFormat.JUNIT: _junit,
    }
)


def _verdict(documents: Documents) -> str:
    """The last line: what became of the document, or of how many."""
    if len(documents) != 1:
        return _tally(documents)
    (only,) = documents
    return f"{visible(only.document)} is valid{only.remark}\n" if only.is_valid else ""


def _tally(documents: Documents) -> str:
    counts = Counter(each.is_valid for each in documents)
    count = f"{len(documents)} document{'' if len(documents) == 1 else 's'}"
    if counts[True] == len(documents):
        return f"{count} {'is' if len(documents) == 1 else 'are'} valid\n"
    kinds = ((True, "valid"), (False, "with errors"), (None, "that can't be opened"))
    return f"{count}: {', '.join(f'{counts[kind]} {words}' for kind, words in kinds if counts[kind])}\n"
