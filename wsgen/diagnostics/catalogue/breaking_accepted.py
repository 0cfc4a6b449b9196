"""The codes WSG790 to WSG792: changes that somebody accepted."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG790",
        "accepted changes can't be read",
        Severity.ERROR,
        "`accepted-changes` in [tool.wsgen] names a file with a list of findings of `wsgen breaking`: `code` and "
        "`where` as `--format json` prints them, the `reason`, and maybe `until`, from which day on it isn't accepted "
        "any more.",
        bad="- {code: WSG758, at: agent_event, reason: nobody used it}\n",
        good="- {code: WSG758, where: agent_event, reason: nobody used it}\n",
    ),
    Entry(
        "WSG791",
        "a change is accepted without a reason",
        Severity.ERROR,
        "Whoever reads it next year needs to know why nobody was harmed, or who agreed.",
        bad="- {code: WSG758, where: agent_event}\n",
        good="- {code: WSG758, where: agent_event, reason: nobody used it}\n",
    ),
    Entry(
        "WSG792",
        "what is accepted isn't there",
        Severity.WARNING,
        "No change has this code at this place: it was released long ago, its place is called otherwise, or the day is "
        "over until which it was accepted.",
        bad="- {code: WSG758, where: agent_event, reason: done, until: 2026-01-31}\n",
        good="[]\n",
    ),
)
