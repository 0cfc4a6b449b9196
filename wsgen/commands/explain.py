"""`wsgen explain`: says what diagnostic codes mean."""

import re
from collections.abc import Sequence

from ..diagnostics.catalogue.entry import Entry
from ..diagnostics.catalogue.table import CATALOGUE, similar
from ..diagnostics.catalogue.wording import as_text
from .outcome import Answer, NoAnswerError, Outcome


def explain(codes: Sequence[str], *, has_color: bool) -> Outcome:
    """What each of `codes` means, why it matters, and a document without it; all with their titles where none is given.

    The case and the letters `WSG` may be left out. Raises NoAnswerError for a code that doesn't exist.
    """
    if not codes:
        return Outcome(Answer.YES, "".join(f"{entry.code}  {entry.title}\n" for entry in CATALOGUE.values()))
    entries = dict.fromkeys(_entry(code) for code in codes)
    return Outcome(Answer.YES, "\n\n".join(as_text(entry, color=has_color) for entry in entries))


def _entry(code: str) -> Entry:
    written = re.fullmatch(r"(?:WSG)?([0-9]{3})", code, re.IGNORECASE)
    if written and (entry := CATALOGUE.get(f"WSG{written[1]}")):
        return entry
    meant = similar(code)
    hint = f"Did you mean {meant}? " if meant else ""
    raise NoAnswerError(f"there is no code {code!r}. {hint}`wsgen explain` lists all codes.")
