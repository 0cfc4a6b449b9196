"""The codes WSG841 to WSG869: contract files, and the scenarios that they are recorded from."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG841",
        "a contract isn't of Pact specification 4.0",
        Severity.ERROR,
        "Messages with several responses exist since Pact specification 4.0, which the file must name "
        "in `metadata.pactSpecification.version`. Older files, and files of a later wsgen, may mean something else by "
        "the same keys.",
        bad='"metadata": {"pactSpecification": {"version": "3.0.0"}}\n',
        good='"metadata": {"pactSpecification": {"version": "4.0"}}\n',
    ),
    Entry(
        "WSG842",
        "a value in a contract has the wrong form",
        Severity.ERROR,
        "What isn't understood in a contract can't be verified, so it is never passed over. A contract is written by "
        "`wsgen pact capture`, or by another tool of Pact, and not by hand.",
        bad='"response": {"contents": {"content": {"type": "pong"}}}\n',
        good='"response": [{"contents": {"content": {"type": "pong"}}}]\n',
    ),
    Entry(
        "WSG843",
        "an interaction of a contract is no message, or one of two with the same name",
        Severity.ERROR,
        "On a WebSocket there are messages that a request asks for (`Synchronous/Messages`) and messages that come of "
        "their own accord (`Asynchronous/Messages`), as JSON. Each has a description that no other has.",
        bad='"type": "Synchronous/HTTP"\n',
        good='"type": "Synchronous/Messages"\n',
    ),
)
