"""The codes WSG2xx about names and texts that must have a form."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="WSG205",
        title="a name has characters that it must not have",
        severity=Severity.ERROR,
        why="Components and parameters are named by letters, digits, `-`, `_` and, of components, `.` alone.",
        bad="""\
components:
  schemas:
    Chat Message:
      type: object
""",
        good="""\
components:
  schemas:
    ChatMessage:
      type: object
""",
        section="Components Object",
    ),
    Entry(
        code="WSG210",
        title="a string does not have the form that it must have",
        severity=Severity.ERROR,
        why=(
            "Addresses of pages and people, runtime expressions and regular expressions have a form that tools rely on."
        ),
        bad="""\
correlationId:
  location: request_id
""",
        good="""\
correlationId:
  location: $message.payload#/request_id
""",
        section="Runtime Expression",
        within="a message",
    ),
    Entry(
        code="WSG216",
        title="the name of a channel is no URI template",
        severity=Severity.ERROR,
        why="In 2.x the name of a channel is its address, in the form of a URI template (RFC 6570).",
        bad="""\
channels:
  chat/<room>:
    publish: {}
""",
        good="""\
channels:
  chat/{room}:
    parameters:
      room: {}
    publish: {}
""",
        section="AsyncAPI 2.6 §Channels Object",
        within="a document of 2.x",
    ),
    Entry(
        code="WSG218",
        title="a server has a name that others may refuse",
        severity=Severity.WARNING,
        why=(
            "AsyncAPI describes the names of servers as letters, digits, `-` and `_`. Many documents have spaces in "
            "them, and most tools take them."
        ),
        bad="""\
servers:
  Public Streams:
    host: example.com
    protocol: wss
""",
        good="""\
servers:
  public-streams:
    host: example.com
    protocol: wss
""",
        section="Servers Object",
    ),
    Entry(
        code="WSG219",
        title="a content type is no media type",
        severity=Severity.WARNING,
        why="What a message is encoded as is named by a media type: a type, a slash and a subtype.",
        bad="""\
defaultContentType: json
""",
        good="""\
defaultContentType: application/json
""",
        section="Default Content Type",
    ),
)
