"""The codes WSG770 to WSG779: topics, answers, heartbeat, close codes and formats that changed."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

_OPERATIONS: Final = "the operations of a chat"
_CHANNELS: Final = "the channels of a chat"
_ROOT: Final = "a chat"
_ASK: Final = """\
ask:
  action: receive
  channel: {$ref: '#/channels/room'}
  messages: [{$ref: '#/channels/room/messages/Ask'}]
"""
_REPLY: Final = "  reply: {messages: [{$ref: '#/channels/room/messages/News'}]}\n"
_STREAM: Final = """\
  reply:
    messages:
    - {$ref: '#/channels/room/messages/News'}
    - {$ref: '#/channels/room/messages/Done'}
    x-wsgen-stream: {end: Done}
"""
_FEED: Final = "feed:\n  address: feed\n  messages: {News: {$ref: '#/channels/room/messages/News'}}\n"
_KEPT: Final = "room:\n  title: A room\n"

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG770",
        "a topic is gone",
        Severity.ERROR,
        "Clients built before the change subscribe to it, and are refused. Announce it first, with "
        "`x-wsgen-deprecated-until` in its channel.",
        before=_FEED,
        bad=_KEPT,
        good=f"{_FEED}  x-wsgen-deprecated-until: 2027-01-31\n",
        within=_CHANNELS,
    ),
    Entry(
        "WSG771",
        "a topic is new",
        Severity.NOTE,
        "Nobody built before the change subscribes to it.",
        before=_KEPT,
        bad=_FEED,
        good=_KEPT,
        within=_CHANNELS,
    ),
    Entry(
        "WSG772",
        "a topic has another address",
        Severity.ERROR,
        "The address is what clients subscribe to, and what stands in frames. The name of a parameter in it is on no "
        "wire, and may change; what the parameter may be may only widen.",
        before="room:\n  address: room:{id}\n",
        bad="room:\n  address: rooms:{id}\n",
        good="room:\n  address: room:{number}\n  parameters: {number: {}}\n",
        within=_CHANNELS,
    ),
    Entry(
        "WSG773",
        "a message left a topic, or came to one",
        Severity.ERROR,
        "Who subscribed to the topic waits for what never comes. Publish it on both. A message that clients send may "
        "leave at a risk; one that came harms nobody.",
        before=_FEED,
        bad="feed:\n  address: feed\n  messages: {}\n",
        good=_FEED,
        within=_CHANNELS,
    ),
    Entry(
        "WSG774",
        "a request isn't answered any more",
        Severity.ERROR,
        "Clients built before the change wait for the answer. Go on answering, at least with an error.",
        before=_ASK + _REPLY,
        bad=_ASK,
        good=_ASK + _REPLY,
        within=_OPERATIONS,
    ),
    Entry(
        "WSG775",
        "a request is answered in another way",
        Severity.ERROR,
        "One message or a stream, how a stream begins and ends, and which messages answer at all: a client that was "
        "built before waits for what it knows. Risky where only a part of a stream is new, which it passes over.",
        before=_ASK + _REPLY,
        bad=_ASK + _STREAM,
        good=_ASK + _REPLY,
        within=_OPERATIONS,
    ),
    Entry(
        "WSG776",
        "a request is answered that wasn't, or by fewer messages",
        Severity.NOTE,
        "A client that was built before knows every answer that may come, or waits for none.",
        before=_ASK,
        bad=_ASK + _REPLY,
        good=_ASK,
        within=_OPERATIONS,
    ),
    Entry(
        "WSG777",
        "the heartbeat is another one",
        Severity.ERROR,
        "A client drops a connection on which nothing came for twice the interval that it was built with, and one that "
        "knows no ping answers none. Risky where the server waits less long; safe where it pings more often.",
        before="x-wsgen-heartbeat: {interval: 30, timeout: 60}\n",
        bad="x-wsgen-heartbeat: {interval: 90, timeout: 60}\n",
        good="x-wsgen-heartbeat: {interval: 30, timeout: 60}\n",
        within=_ROOT,
    ),
    Entry(
        "WSG778",
        "other close codes are documented",
        Severity.WARNING,
        "By the code clients decide whether to come back, and what to tell their user. A new one and a new meaning are "
        "risky; one that never comes any more is safe.",
        before="x-wsgen-close-codes: {'4401': the token has expired}\n",
        bad="x-wsgen-close-codes: {'4401': the token has expired, '4500': full}\n",
        good="x-wsgen-close-codes: {'4401': the token has expired}\n",
        within=_ROOT,
    ),
    Entry(
        "WSG779",
        "formats became a rule, or a remark",
        Severity.ERROR,
        'With `formats = "assert"` in [tool.wsgen] a text that isn\'t of its `format` is refused. Clients built before '
        "may send such texts; clients that assert formats refuse those of a server that doesn't any more.",
        before='[tool.wsgen]\nformats = "annotate"\n',
        bad='[tool.wsgen]\nformats = "assert"\n',
        good='[tool.wsgen]\nformats = "annotate"\n',
    ),
)
