"""The codes WSG750 to WSG757: clients that were built before a change get in otherwise, or not at all."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

_CHANNELS: Final = "the channels of a chat"
_SERVER: Final = "the server of a chat"
_LOBBY: Final = "lobby:\n  address: /lobby\n  x-wsgen-connection: own\n  messages: {Hi: {payload: {type: object}}}\n"
_SPEAKING: Final = """\
room:
  bindings:
    ws: {{headers: {{properties: {{Sec-WebSocket-Protocol: {{const: {}}}}}}}}}
"""
_KEPT: Final = "room:\n  title: A room\n"

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG750",
        "a connection is gone",
        Severity.ERROR,
        "Clients built before the change open it, and are refused. Keep it until nobody does, and say until when with "
        "`x-wsgen-deprecated-until`: from that day on its removal is safe.",
        before=_LOBBY,
        bad=_KEPT,
        good=f"{_LOBBY}  x-wsgen-deprecated-until: 2027-01-31\n",
        within=_CHANNELS,
    ),
    Entry(
        "WSG751",
        "a connection is new",
        Severity.NOTE,
        "Nobody built before the change opens it, so it harms nobody.",
        before=_KEPT,
        bad=_LOBBY,
        good=_KEPT,
        within=_CHANNELS,
    ),
    Entry(
        "WSG752",
        "a connection moved to another path",
        Severity.ERROR,
        "Clients built before the change ask for the old path. Serve both: a second server in the document may have "
        "the new one. The name of a parameter in a path is on no wire, and may change.",
        before="pathname: /ws\n",
        bad="pathname: /v2/ws\n",
        good="pathname: /ws\ndescription: /v2/ws comes later.\n",
        within=_SERVER,
    ),
    Entry(
        "WSG753",
        "a server moved",
        Severity.WARNING,
        "The address in the document is what generated clients connect to by default. Let the old one lead to the same "
        "server, or tell who runs clients.",
        before="host: example.com\n",
        bad="host: chat.example.com\n",
        good="host: example.com\n",
        within=_SERVER,
    ),
    Entry(
        "WSG754",
        "a client must give an argument that it needn't give before",
        Severity.ERROR,
        "Clients built before the change don't give it: a server refuses them, with 4401 where it is about who they "
        "are, else with 4400. Make it optional, and treat its absence as before.",
        before="protocol: ws\n",
        bad="security: [{type: httpApiKey, in: query, name: token}]\n",
        good="description: Everybody may come in.\n",
        within=_SERVER,
    ),
    Entry(
        "WSG755",
        "an argument accepts less, or is written in another way",
        Severity.ERROR,
        "What clients built before the change give in the handshake may be refused.",
        before="pathname: /ws?lang={lang}\nvariables: {lang: {enum: [de, en, fr]}}\n",
        bad="pathname: /ws?lang={lang}\nvariables: {lang: {enum: [de, en]}}\n",
        good="pathname: /ws?lang={lang}\nvariables: {lang: {enum: [de, en, fr, it]}}\n",
        within=_SERVER,
    ),
    Entry(
        "WSG756",
        "an argument is new and optional, is gone, or accepts more",
        Severity.NOTE,
        "Whatever clients built before the change give is still right.",
        before="pathname: /ws?lang={lang}\nvariables: {lang: {enum: [de, en]}}\n",
        bad="pathname: /ws?lang={lang}\nvariables: {lang: {enum: [de, en, fr]}}\n",
        good="pathname: /ws?lang={lang}\nvariables: {lang: {enum: [de, en]}}\n",
        within=_SERVER,
    ),
    Entry(
        "WSG757",
        "the server speaks other subprotocols",
        Severity.ERROR,
        "A client offers the subprotocols that it was built with, and may insist on one. Breaking where none is left, "
        "risky where some are, or where there was none before.",
        before=_SPEAKING.format("chat.v1"),
        bad=_SPEAKING.format("chat.v2"),
        good=_SPEAKING.format("chat.v1"),
        within=_CHANNELS,
    ),
)
