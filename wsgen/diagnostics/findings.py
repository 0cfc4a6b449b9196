"""What was found in each document of a run, and in all of them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .diagnostic import Diagnostic, Severity, has_errors, in_order

_WEIGHTS = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of one document; every path is as the user would type it.

    `texts` are the files that `diagnostics` speak of, by path. `remark` is what there is to say behind `is valid`.
    `is_answer` is false where the document, or a file that it needs, couldn't be opened.
    """

    document: str
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    remark: str = ""
    is_answer: bool = True

    @property
    def is_valid(self) -> bool | None:
        """Whether the document has no error; None where that can't be said."""
        return not has_errors(self.diagnostics) if self.is_answer else None


def together(findings: Iterable[Findings]) -> tuple[Diagnostic, ...]:
    """Every diagnostic once, in order, although several documents have it: those that read the same file.

    Where their settings give it different levels, it has the highest.
    """
    levels: dict[object, Diagnostic] = {}
    for each in findings:
        for diagnostic in each.diagnostics:
            key = (diagnostic.code, diagnostic.location, diagnostic.message, diagnostic.hint, diagnostic.related)
            known = levels.setdefault(key, diagnostic)
            if _WEIGHTS.index(diagnostic.severity) < _WEIGHTS.index(known.severity):
                levels[key] = diagnostic
    return in_order(levels.values())
