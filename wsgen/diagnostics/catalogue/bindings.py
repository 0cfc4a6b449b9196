"""The codes WSG2xx about bindings."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="WSG214",
        title="bindings name a protocol that AsyncAPI does not know",
        severity=Severity.WARNING,
        why="A binding under an unknown name is read by nobody. 2.x lets it pass; 3.x does not.",
        bad="""\
bindings:
  wss:
    method: GET
""",
        good="""\
bindings:
  ws:
    method: GET
""",
        section="AsyncAPI 2.6 §Channel Bindings Object",
        within="a channel of 2.x",
    ),
    Entry(
        code="WSG217",
        title="bindings of another protocol are not checked",
        severity=Severity.NOTE,
        why="wsgen knows what a WebSocket binding may say. What others say is kept, and means nothing to it.",
        bad="""\
bindings:
  kafka:
    partitions: many
""",
        good="""\
bindings:
  ws:
    method: GET
""",
        section="Channel Bindings Object",
        within="a channel",
    ),
    Entry(
        code="WSG220",
        title="a WebSocket binding has fields where nobody reads any",
        severity=Severity.WARNING,
        why="The handshake is of the channel: servers, operations and messages have nothing to say about it.",
        bad="""\
operations:
  hello:
    bindings:
      ws:
        method: GET
""",
        good="""\
channels:
  chat:
    bindings:
      ws:
        method: GET
""",
        section="https://github.com/asyncapi/bindings/blob/master/websockets/README.md",
    ),
)
