"""What one diagnostic code means, for `wsgen explain` and the documentation."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..diagnostic import Severity

_REFUSAL: Final = "The document is valid AsyncAPI, so `wsgen validate` only warns; `regen` and `diff-check` refuse it."
_OTHERS: Final = ("YAML ", "RFC ", "https:")
_ASYNCAPI: Final = re.compile(r"(?:AsyncAPI (?P<version>[0-9.]+) §)?(?P<title>.+)")
_ANCHORS: Final = MappingProxyType(
    {"AsyncAPI Version String": "A2SVersionString", "File Structure": "file-structure", "Format": "format"}
)
_RFC: Final = re.compile(r"RFC (?P<number>\d+)(?: §(?P<section>[\d.]+))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: what it says, why it matters, a small bad document and the same one mended.

    `severity` is the level unless a setting changes it. A refusal is valid AsyncAPI that can't be generated: an error
    for `regen` and `diff-check`, and a warning where nothing is to be generated. `bad` and `good` are YAML, or TOML,
    of what stands `within` something, else of the whole file; of a change `before` is what it was. `section` names the
    specification's section: that of AsyncAPI 3.0, where it names no other.
    """

    code: str
    title: str
    severity: Severity
    why: str
    bad: str
    good: str
    section: str = ""
    is_refusal: bool = False
    within: str = ""
    before: str = ""

    @property
    def meaning(self) -> str:
        """Why it matters, and where it weighs less."""
        return f"{self.why} {_REFUSAL}" if self.is_refusal else self.why

    @property
    def examples(self) -> tuple[tuple[str, str], ...]:
        """The bad and the good document, each under its heading; of a change what was before stands first."""
        where = f", in {self.within}" if self.within else ""
        if self.before:
            return (f"Before{where}:", self.before), ("With the finding:", self.bad), ("Without it:", self.good)
        return (f"Wrong{where}:", self.bad), (f"Right{where}:", self.good)

    @property
    def is_fixed(self) -> bool:
        """Whether it is an error whatever a setting or the document says."""
        return self.severity is Severity.ERROR and not self.is_refusal

    @property
    def source(self) -> str:
        """Where the rule stands, with the name and the version of its specification."""
        if self.section.startswith(_OTHERS):
            return self.section
        version, title = self._place()
        return f"AsyncAPI {version} §{title}"

    @property
    def link(self) -> str:
        """The address of that section, or of its specification."""
        if self.section.startswith("https:"):
            return self.section
        if self.section.startswith("YAML "):
            return f"https://yaml.org/spec/{self.section.split()[1]}/"
        if rfc := _RFC.fullmatch(self.section):
            section = f"#section-{rfc['section']}" if rfc["section"] else ""
            return f"https://www.rfc-editor.org/rfc/rfc{rfc['number']}{section}"
        version, title = self._place()
        # The specification names its anchors like its objects: `correlationIdObject`.
        first, *rest = title.split()
        anchor = _ANCHORS.get(title) or first.lower() + "".join(word.capitalize() for word in rest)
        return f"https://www.asyncapi.com/docs/reference/specification/v{version}.0#{anchor}"

    def _place(self) -> tuple[str, str]:
        """The version of AsyncAPI and the title of its section."""
        match = _ASYNCAPI.fullmatch(self.section)
        title = match["title"] if match else self.section
        return (match and match["version"]) or "3.0", title
