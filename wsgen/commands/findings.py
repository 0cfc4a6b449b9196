"""Says what was found in a document, in the form that was asked for, with paths as the user would type them."""

from collections.abc import Mapping
from pathlib import Path

from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic
from ..options import FindingsFormat
from ..pipeline import RefusedError
from .outcome import Answer, Outcome
from .project import shown, shown_path


def written(
    diagnostics: tuple[Diagnostic, ...], texts: Mapping[str, str], form: FindingsFormat, *, has_color: bool
) -> str:
    """`diagnostics` as text; `texts` are the files for excerpts, by path."""
    match form:
        case FindingsFormat.FULL:
            return report.full(diagnostics, texts, color=has_color)
        case FindingsFormat.CONCISE:
            return report.concise(diagnostics) + (f"{report.summary(diagnostics)}\n" if diagnostics else "")
        case FindingsFormat.JSON:
            return report.as_json(diagnostics)
        case FindingsFormat.GITHUB:
            return report.github(diagnostics)


def placed(texts: Mapping[str, str], folder: Path, cwd: Path) -> Mapping[str, str]:
    """`texts`, whose paths are relative to `folder`, by the paths that somebody in `cwd` would type."""
    return {shown_path(folder / path, cwd): text for path, text in texts.items()}


def refusal(error: RefusedError, cwd: Path, form: FindingsFormat, *, has_color: bool) -> Outcome:
    """The outcome of a command that errors ended, on standard output."""
    diagnostics = shown(error.diagnostics, error.folder, cwd)
    text = written(diagnostics, placed(error.texts, error.folder, cwd), form, has_color=has_color)
    return Outcome(Answer.NO if error.is_answer else Answer.NONE, out=text)
