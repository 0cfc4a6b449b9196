"""Settles which findings are told, and at which level: the catalogue's, unless document or settings say other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .diagnostics.catalogue.table import CATALOGUE
from .diagnostics.diagnostic import Diagnostic, Severity, in_order
from .diagnostics.found import bounded, found
from .diagnostics.location import Location
from .ignores import Ignore
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Levels:
    """What decides about levels: `is_strict` makes each warning an error, `is_generating` makes refusals errors.

    `ignores` are those of the document's own.
    """

    settings: Settings
    is_strict: bool
    is_generating: bool
    ignores: tuple[Ignore, ...] = ()

    def settle(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """`findings` in order, each at its level, without what is ignored or turned off; not more than can be read."""
        return bounded(in_order(settled for each in findings if (settled := self._settled(each))))

    def is_stopping(self, diagnostic: Diagnostic) -> bool:
        """Whether it is an error of itself, so that what comes after its stage would go wrong."""
        return diagnostic.severity is Severity.ERROR and (self.is_generating or not is_refusal(diagnostic))

    def unused(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """WSG157 for each code of `ignores` that names none of `findings`, which must be all that there can be.

        What is ignored for nothing in a file that other documents may refer to can be needed by those.
        """
        by_code: dict[str, list[Diagnostic]] = {}
        for each in findings:
            by_code.setdefault(each.code, []).append(each)
        # What is merged into several objects stands in one place, and has done its work where one of them needs it.
        places: dict[Location, list[Ignore]] = {}
        for ignore in self.ignores:
            places.setdefault(ignore.location, []).append(ignore)
        return tuple(
            found("WSG157", place, f"`{there[0].code}` is not found here, so nothing is ignored", hint="remove it")
            for place, there in places.items()
            if not there[0].is_shared
            and not any(ignore.names(each) for ignore in there for each in by_code.get(ignore.code, ()))
        )

    def _settled(self, diagnostic: Diagnostic) -> Diagnostic | None:
        """What is ignored goes, then a rule sets the level, then strictness raises what is still a warning.

        What is an error of itself stays one.
        """
        if self.is_stopping(diagnostic):
            return diagnostic
        severity = Severity.WARNING if is_refusal(diagnostic) else diagnostic.severity
        if any(each.names(diagnostic) for each in self.ignores):
            return None
        level = self.settings.rules.get(diagnostic.code, severity)
        if level is Severity.WARNING and self.is_strict:
            level = Severity.ERROR
        return replace(diagnostic, severity=level) if level else None


def is_refusal(diagnostic: Diagnostic) -> bool:
    """Whether it says of valid AsyncAPI that it can't be generated."""
    return CATALOGUE[diagnostic.code].is_refusal
