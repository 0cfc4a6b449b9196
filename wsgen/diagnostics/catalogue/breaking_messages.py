"""The codes WSG758 to WSG768: messages that are gone, new, or recognised in another way."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

_MESSAGES: Final = "the messages of a chat"
_ROOT: Final = "a chat"
_UP: Final = "client-to-server"
_DOWN: Final = "server-to-client"
_ASKED: Final = "Ask:\n  title: What somebody wants to know\n"
_TIMED: Final = """\
x-wsgen-envelope:
  {{around: true, tag: type, data: data, timestamp: ts, timestamp_unit: {}}}
"""
_NUMBERS: Final = ",\n      seq: {type: integer}, n: {type: integer}"
_TWO: Final = """\
lobby:
  address: /lobby
  x-wsgen-connection: own
  messages:
    {here}
room:
  messages: {{{there}}}
"""
_PAIR: Final = """\
Ask: {{payload: {{required: [{tag}], properties: {{{tag}: {{const: ask}}}}}}}}
Say: {{payload: {{required: [{tag}], properties: {{{tag}: {{const: say}}}}}}}}
"""
_HI: Final = "Hi: {payload: {required: [hi]}}"
_BYE: Final = "Bye: {payload: {properties: {type: {const: bye}}}}"


def _message(name: str, direction: str, more: str = "", tag: str = "", properties: str = "") -> str:
    return (
        f"{name}:\n  x-wsgen-direction: {direction}\n{more}"
        f"  payload:\n    type: object\n    required: [type]\n    properties: {{type: {{const: {tag or name.lower()}}}"
        f"{properties}}}\n"
    )


ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG758",
        "a message is gone",
        Severity.ERROR,
        "Who sends it, built before the change, is refused; who waits for it waits for ever. Announce it first, with "
        "`x-wsgen-deprecated-until`: from that day on its removal is safe.",
        before=_message("Bye", _UP),
        bad=_ASKED,
        good=_message("Bye", _UP, "  x-wsgen-deprecated-until: 2027-01-31\n"),
        within=_MESSAGES,
    ),
    Entry(
        "WSG759",
        "clients may send a further message",
        Severity.NOTE,
        "Clients built before the change don't send it. Only one by which they must say who they are breaks them.",
        before=_ASKED,
        bad=_message("Bye", _UP),
        good=_ASKED,
        within=_MESSAGES,
    ),
    Entry(
        "WSG760",
        "the server may send a further message",
        Severity.WARNING,
        "Generated clients count what they don't know, and hand it to `on_unknown`; clients of another make may fail. "
        "Send it only to those that ask for it. Breaking where the server had one message without a tag: then every "
        "frame is taken for it.",
        before=_ASKED,
        bad=_message("Hint", _DOWN),
        good=_ASKED,
        within=_MESSAGES,
    ),
    Entry(
        "WSG761",
        "a message goes the other way",
        Severity.ERROR,
        "Peers built before the change send what nobody takes. Where only the document was wrong about who sends, set "
        "`perspective` for both, or accept the finding.",
        before=_message("Mark", _UP),
        bad=_message("Mark", _DOWN),
        good=_message("Mark", _UP),
        within=_MESSAGES,
    ),
    Entry(
        "WSG762",
        "a message moved to another connection",
        Severity.ERROR,
        "Clients built before the change send it, or wait for it, on the old one. Let it travel on both.",
        before=_TWO.format(here=_HI, there=_BYE),
        bad=_TWO.format(here=f"{_HI}\n    {_BYE}", there=""),
        good=_TWO.format(here=_HI, there=_BYE),
        within="the channels of a chat",
    ),
    Entry(
        "WSG763",
        "another value of the tag means a message",
        Severity.ERROR,
        "The tag is what a message is called on the wire; its name in the document isn't, and may change. Keep the old "
        "value first in `x-wsgen-tag`, and add the new one.",
        before=_message("Bye", _UP),
        bad=_message("Bye", _UP, tag="leave"),
        good=_message("Bye", _UP, "  title: Somebody leaves\n"),
        within=_MESSAGES,
    ),
    Entry(
        "WSG764",
        "frames are told apart by something else",
        Severity.ERROR,
        "One side writes the tag where it stood, the other looks for it in the new place. Risky where the side that "
        "reads looks for no tag, so that only schemas decide.",
        before=_PAIR.format(tag="type"),
        bad=_PAIR.format(tag="kind"),
        good=_PAIR.format(tag="type"),
        within="the messages of a channel",
    ),
    Entry(
        "WSG765",
        "a frame may be taken for another message",
        Severity.WARNING,
        "Messages without a tag are tried in the document's order, and the first whose schema accepts a frame has it. "
        "Keep the order, or give each a constant that tells it.",
        before="One: {payload: {properties: {a: {}}}}\nTwo: {payload: {properties: {b: {}}}}\n",
        bad="Two: {payload: {properties: {b: {}}}}\nOne: {payload: {properties: {a: {}}}}\n",
        good="One: {payload: {properties: {a: {}}}}\nTwo: {payload: {properties: {b: {}}}}\n",
        within="the messages of a channel",
    ),
    Entry(
        "WSG766",
        "another envelope is around a payload",
        Severity.ERROR,
        "Where payload, topic and time stand, in which unit a time is, and which constants stand beside them, is known "
        "to both sides from when they were built.",
        before=_TIMED.format("ms"),
        bad=_TIMED.format("s"),
        good=_TIMED.format("ms"),
        within=_ROOT,
    ),
    Entry(
        "WSG767",
        "a message has another role",
        Severity.ERROR,
        "The server does the work of a role itself: what clients built before the change ask for by the message isn't "
        "done any more, or something else is. Risky where it is only heard.",
        before=_message("Join", _UP, "  x-wsgen-role: subscribe\n", properties=", topics: {type: array}"),
        bad=_message("Join", _UP, "  x-wsgen-role: none\n", properties=", topics: {type: array}"),
        good=_message("Join", _UP, "  x-wsgen-role: subscribe\n", properties=", topics: {type: array}"),
        within=_MESSAGES,
    ),
    Entry(
        "WSG768",
        "a request id or a sequence stands elsewhere",
        Severity.ERROR,
        "Replies are matched with requests by the id, and gaps are seen by the sequence, each in the place that the "
        "client was built with.",
        before=_message("News", _DOWN, "  x-wsgen-sequence: seq\n", properties=_NUMBERS),
        bad=_message("News", _DOWN, "  x-wsgen-sequence: n\n", properties=_NUMBERS),
        good=_message("News", _DOWN, "  x-wsgen-sequence: seq\n", properties=_NUMBERS),
        within=_MESSAGES,
    ),
)
