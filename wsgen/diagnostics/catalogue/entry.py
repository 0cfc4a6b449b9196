"""What one diagnostic code means, for `wsgen explain` and the documentation."""

from dataclasses import dataclass
from typing import Final

from ..diagnostic import Severity

_SOURCES: Final = ("AsyncAPI ", "YAML ", "RFC ", "https:")
_REFUSAL: Final = "The document is valid AsyncAPI, so `wsgen validate` only warns; `regen` and `diff-check` refuse it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: what it says, why it matters, a small bad document and the same one mended.

    `severity` is the level unless a setting changes it. A refusal is valid AsyncAPI that can't be generated: an error
    for `regen` and `diff-check`, and a warning where nothing is to be generated. `bad` and `good` are YAML; `section`
    names the specification's section.
    """

    code: str
    title: str
    severity: Severity
    why: str
    bad: str
    good: str
    section: str = ""
    is_refusal: bool = False

    @property
    def meaning(self) -> str:
        """Why it matters, and where it weighs less."""
        return f"{self.why} {_REFUSAL}" if self.is_refusal else self.why

    @property
    def is_fixed(self) -> bool:
        """Whether it is an error whatever a setting or the document says."""
        return self.severity is Severity.ERROR and not self.is_refusal

    @property
    def source(self) -> str:
        """Where the rule stands, with the name of its specification: AsyncAPI's, where the section names none."""
        return self.section if self.section.startswith(_SOURCES) else f"AsyncAPI §{self.section}"
