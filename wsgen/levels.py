"""Settles at which level each finding is told: the catalogue's own, the settings', and what it is needed for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .diagnostics.catalogue.table import CATALOGUE
from .diagnostics.diagnostic import Diagnostic, Severity, in_order
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Levels:
    """What decides about levels: `is_strict` makes each warning an error, `is_generating` makes refusals errors."""

    settings: Settings
    is_strict: bool
    is_generating: bool

    def settle(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """`found` in order, each at its level, without what is turned off."""
        return in_order(settled for each in found if (settled := self._settled(each)))

    def _settled(self, diagnostic: Diagnostic) -> Diagnostic | None:
        """A rule sets the level, and then strictness raises a warning; what is an error of itself stays one."""
        severity = diagnostic.severity
        if severity is Severity.ERROR:
            if self.is_generating or not is_refusal(diagnostic):
                return diagnostic
            severity = Severity.WARNING
        level = self.settings.rules.get(diagnostic.code, severity)
        if level is Severity.WARNING and self.is_strict:
            level = Severity.ERROR
        return replace(diagnostic, severity=level) if level else None


def is_refusal(diagnostic: Diagnostic) -> bool:
    """Whether it says of valid AsyncAPI that it can't be generated."""
    return CATALOGUE[diagnostic.code].is_refusal
