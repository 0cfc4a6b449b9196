"""The codes WSG5xx: names that had to change on their way to Python."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG501",
        "two names become one",
        Severity.NOTE,
        "`chat-note` and `ChatNote` are both spelled `ChatNote` in Python. The one that is spelled so already "
        "keeps it, and the other gets a longer one.",
        bad="""\
components:
  schemas:
    hello-part: {type: object}
    HelloPart: {type: object}
    Part:
      oneOf:
        - $ref: '#/components/schemas/hello-part'
        - $ref: '#/components/schemas/HelloPart'
""",
        good="""\
components:
  schemas:
    hello-part: {type: object, x-wsgen-name: OldPart}
    HelloPart: {type: object}
    Part:
      oneOf:
        - $ref: '#/components/schemas/hello-part'
        - $ref: '#/components/schemas/HelloPart'
""",
    ),
    Entry(
        "WSG502",
        "a name that Python or the runtime has already",
        Severity.NOTE,
        "A message `connect` would be handled by `on_connect`, which every server has for something else.",
        bad="connect: {payload: {type: object}}\n",
        good="connect: {x-wsgen-name: connect_device, payload: {type: object}}\n",
        within="the messages of a channel",
    ),
    Entry(
        "WSG503",
        "a name that can't be spelled in Python's ASCII",
        Severity.NOTE,
        "Generated names are ASCII, so that everybody can type them. Characters without an ASCII letter become "
        "`u` and their code point; on the wire nothing changes.",
        bad="名前: {payload: {type: object}}\n",
        good="名前: {x-wsgen-name: Rename, payload: {type: object}}\n",
        within="the messages of a channel",
    ),
    Entry(
        "WSG504",
        "an ordered name that can't be given",
        Severity.WARNING,
        "`x-wsgen-name` or `x-handler-method` orders a name that isn't a Python name in ASCII, is reserved, or is"
        " ordered twice. Several messages may have one `x-handler-method` where their replies are the same: it gets"
        " them all.",
        bad="Hello: {x-handler-method: on-hello}\n",
        good="Hello: {x-handler-method: on_hello}\n",
        within="the messages of a channel",
    ),
)
