"""The codes WSG4xx: what can't be planned, or was inferred, about the wire."""

from typing import Final

from ..diagnostic import Severity
from . import exchange, framing
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    *framing.ENTRIES,
    *exchange.ENTRIES,
    Entry(
        "WSG401",
        "an extension that doesn't exist, or not there",
        Severity.ERROR,
        "A misspelt `x-wsgen-…` key would be ignored in silence, and what it should settle would be inferred in "
        "its place.",
        section="Specification Extensions",
        bad="""\
x-wsgen-nam: Greeting
""",
        good="""\
x-wsgen-name: Greeting
""",
        within="a message",
    ),
    Entry(
        "WSG402",
        "an extension with a value that isn't allowed",
        Severity.ERROR,
        "Each `x-wsgen-…` key has one type. A value of another one can't be understood.",
        bad="x-wsgen-heartbeat:\n  interval: 30 seconds\n",
        good="x-wsgen-heartbeat:\n  interval: 30\n",
        section="Specification Extensions",
    ),
    Entry(
        "WSG403",
        "whose side the document describes isn't said",
        Severity.NOTE,
        "`send` and `receive` are the described application's actions. The specification means the server's in a "
        "server's document, yet many documents are written from the client's side. The server's is taken, and the"
        " note shows one sentence that follows from it: if that is wrong, everything is the wrong way round.",
        section="Operation Object",
        bad="""\
operations:
  sendHello:
    action: send
    channel: {$ref: '#/channels/chat'}
""",
        good="""\
x-wsgen-perspective: client
operations:
  sendHello:
    action: send
    channel: {$ref: '#/channels/chat'}
""",
    ),
    Entry(
        "WSG404",
        "a name says otherwise than its direction",
        Severity.WARNING,
        "A `pong` that the server sends, or an operation `sendHello` with the action `receive`, usually means "
        "that the document is read from the wrong side.",
        section="Operation Object",
        bad="""\
operations:
  sendHello:
    action: receive
    channel: {$ref: '#/channels/chat'}
""",
        good="""\
operations:
  receiveHello:
    action: receive
    channel: {$ref: '#/channels/chat'}
""",
    ),
    Entry(
        "WSG405",
        "no operation says who sends a message",
        Severity.NOTE,
        "A message that no operation names may travel both ways: the server needs a handler for it, and the "
        "client too.",
        section="Operation Object",
        bad="""\
channels:
  chat:
    messages:
      Bye: {}
""",
        good="""\
channels:
  chat:
    messages:
      Bye:
        x-wsgen-direction: server-to-client
""",
    ),
    Entry(
        "WSG406",
        "which channels share a connection isn't said",
        Severity.NOTE,
        "A WebSocket API has one connection for each channel, or one that carries many topics. AsyncAPI has no "
        "word for which: a leading `/` or a WebSocket binding is taken for a connection of its own, any other "
        "address for a topic.",
        section="Channel Object",
        bad="""\
channels:
  room:
    address: room:{id}
  system:
    address: system
""",
        good="""\
x-wsgen-connection: shared
channels:
  room:
    address: room:{id}
  system:
    address: system
""",
    ),
    Entry(
        "WSG420",
        "nothing to connect to",
        Severity.WARNING,
        "A protocol has at least one channel that a WebSocket server carries.",
        section="Channels Object",
        bad="""\
asyncapi: 3.0.0
info: {title: Chat, version: 1.0.0}
channels: {}
""",
        good="""\
asyncapi: 3.0.0
info: {title: Chat, version: 1.0.0}
channels: {chat: {address: /chat}}
""",
    ),
    Entry(
        "WSG421",
        "a channel that no WebSocket server carries",
        Severity.NOTE,
        "The document has WebSocket servers, and this channel names others only, so it is no part of the "
        "WebSocket API.",
        section="Channel Object",
        bad="""\
channels:
  jobs:
    address: jobs
    servers:
      - $ref: '#/servers/kafka'
""",
        good="""\
channels:
  jobs:
    address: jobs
    servers:
      - $ref: '#/servers/socket'
""",
    ),
)
