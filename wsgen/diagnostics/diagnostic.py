"""One fault or remark about what the user wrote, and how a set of them is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .location import Location


class Severity(Enum):
    """How much a diagnostic weighs: an error stops the compile, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, where, and what to do about it.

    `message` is one clause without a full stop; `hint` is one thing that can be done, or empty where the message says
    it. `related` are further places, each with a few words.
    """

    code: str
    severity: Severity
    location: Location
    message: str
    hint: str = ""
    related: tuple[tuple[str, Location], ...] = ()


class SpecError(Exception):
    """What the user wrote can't be compiled; carries every diagnostic found up to then, sorted."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("\n".join(f"{each.location}: {each.code} {each.message}" for each in self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once, by path, line, column and code."""
    unique = dict.fromkeys(diagnostics)
    return tuple(
        sorted(
            unique,
            key=lambda each: (each.location.path, each.location.line, each.location.column, each.code, each.message),
        )
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the compile."""
    return any(each.severity is Severity.ERROR for each in diagnostics)
