"""`wsgen explain`: says what a diagnostic code means."""

import re
import textwrap

from ..diagnostics.catalogue.entry import Entry
from ..diagnostics.catalogue.table import CATALOGUE
from .outcome import Answer, NoAnswerError, Outcome

_WIDTH = 80


def explain(code: str | None) -> Outcome:
    """What `code` means, why it matters, and a document without it; all codes with their titles where none is given.

    The case and the letters `WSG` may be left out. Raises NoAnswerError for a code that doesn't exist.
    """
    if code is None:
        return Outcome(Answer.YES, "".join(f"{entry.code}  {entry.title}\n" for entry in CATALOGUE.values()))
    digits = re.fullmatch(r"(?:WSG)?([0-9]{3})", code, re.IGNORECASE)
    entry = CATALOGUE.get(f"WSG{digits[1]}") if digits else None
    if entry is None:
        raise NoAnswerError(f"there is no code {code!r}. `wsgen explain` lists all codes.")
    return Outcome(Answer.YES, _text(entry))


def _text(entry: Entry) -> str:
    parts = [f"{entry.code} ({entry.severity.value}): {entry.title}", textwrap.fill(entry.meaning, _WIDTH)]
    for heading, example in (("Wrong:", entry.bad), ("Right:", entry.good)):
        if example.strip():
            parts.append(f"{heading}\n{textwrap.indent(example.rstrip(), '  ')}")
    if entry.section:
        parts.append(f"See: {entry.source}")
    return "\n\n".join(parts) + "\n"
