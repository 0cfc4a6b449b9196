"""What one diagnostic code means, for `wsgen explain` and the documentation."""

from dataclasses import dataclass
from typing import Final

from ..diagnostic import Severity

_SOURCES: Final = ("AsyncAPI ", "YAML ", "RFC ", "https:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: what it says, why it matters, a small bad document and the same one mended.

    `severity` is the level unless a setting changes it. `bad` and `good` are YAML; `section` names the specification's
    section.
    """

    code: str
    title: str
    severity: Severity
    why: str
    bad: str
    good: str
    section: str = ""

    @property
    def source(self) -> str:
        """Where the rule stands, with the name of its specification: AsyncAPI's, where the section names none."""
        return self.section if self.section.startswith(_SOURCES) else f"AsyncAPI §{self.section}"
