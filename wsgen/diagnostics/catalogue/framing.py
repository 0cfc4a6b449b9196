"""The codes WSG4xx about how messages are recognised: tags and envelopes."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG407",
        "a tag's values are taken from names",
        Severity.NOTE,
        "Messages are told apart by a property whose values the schemas don't give. The examples' values are taken, "
        "else the messages' names: if the wire has other ones, nothing will be recognised.",
        section="Message Object",
        within="the messages of a channel",
        bad="""\
Hello:
  payload:
    required: [type]
    properties: {type: {type: string}}
Bye:
  payload:
    required: [type]
    properties: {type: {type: string}}
""",
        good="""\
Hello:
  payload:
    required: [type]
    properties: {type: {const: hello}}
Bye:
  payload:
    required: [type]
    properties: {type: {const: bye}}
""",
    ),
    Entry(
        "WSG408",
        "an envelope is taken from a schema that nothing refers to",
        Severity.NOTE,
        "A component schema has a tag beside a payload, no message refers to it, and the messages have no tag of "
        "their own: so it is taken for the frame around each of them, with the message's name as the tag.",
        section="Message Object",
        bad="""\
components:
  schemas:
    Envelope:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {type: object}}
""",
        good="""\
x-wsgen-envelope: {schema: '#/components/schemas/Envelope'}
components:
  schemas:
    Envelope:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {type: object}}
""",
    ),
    Entry(
        "WSG409",
        "an envelope that can't be one",
        Severity.ERROR,
        "An envelope needs a schema that exists, a field for the tag and a field for the payload. No two fields stand "
        "at the same place, or one inside the other, but for a request's id in the payload.",
        bad="""\
x-wsgen-envelope: {schema: '#/components/schemas/Envelop'}
components:
  schemas:
    Envelope:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {type: object}}
""",
        good="""\
x-wsgen-envelope: {schema: '#/components/schemas/Envelope'}
components:
  schemas:
    Envelope:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {type: object}}
""",
    ),
    Entry(
        "WSG411",
        "messages can't be told apart",
        Severity.WARNING,
        "A frame may satisfy the schemas of both messages, and neither a tag nor a key of its own says which one it "
        "is: the first whose schema accepts it is taken. The server has one handler for all of them, typed as their "
        "union; where their replies differ each keeps its own. The same `x-handler-method` on all says that this is "
        'meant. `ambiguous = "error"` in [tool.wsgen] makes it an error.',
        section="Message Object",
        within="the messages of a channel",
        bad="""\
Hello: {payload: {type: object}}
Bye: {payload: {type: object}}
""",
        good="""\
Hello: {payload: {required: [type], properties: {type: {const: hello}}}}
Bye: {payload: {required: [type], properties: {type: {const: bye}}}}
""",
    ),
    Entry(
        "WSG412",
        "a message without a tag among tagged ones",
        Severity.NOTE,
        "Frames whose tag belongs to another message never reach it; every other frame is tried against it.",
        section="Message Object",
        within="the messages of a channel",
        bad="""\
Hello: {payload: {required: [type], properties: {type: {const: hello}}}}
Bye: {payload: {required: [type], properties: {type: {const: bye}}}}
Other: {payload: {type: object}}
""",
        good="""\
Hello: {payload: {required: [type], properties: {type: {const: hello}}}}
Bye: {payload: {required: [type], properties: {type: {const: bye}}}}
Other: {payload: {required: [type], properties: {type: {const: other}}}}
""",
    ),
    Entry(
        "WSG419",
        "a tag value that the message's schema refuses",
        Severity.WARNING,
        "`x-aliases` or `x-wsgen-tag` names a value that the schema's `const` or `enum` excludes, so that no "
        "frame can have it.",
        within="the messages of a channel",
        bad="""\
Hello:
  x-aliases: [hi]
  payload: {required: [type], properties: {type: {const: hello}}}
Bye:
  payload: {required: [type], properties: {type: {const: bye}}}
""",
        good="""\
Hello:
  payload: {required: [type], properties: {type: {enum: [hello, hi]}}}
Bye:
  payload: {required: [type], properties: {type: {const: bye}}}
""",
    ),
    Entry(
        "WSG422",
        "a tag that may be left out",
        Severity.NOTE,
        "The tag has a constant, but the schema doesn't require it. A frame without it is valid, and nothing says "
        "which message it is: it is tried against them in order.",
        section="Schema Object",
        within="the messages of a channel",
        bad="""\
Hello: {payload: {properties: {type: {const: hello}}}}
Bye: {payload: {required: [type], properties: {type: {const: bye}}}}
""",
        good="""\
Hello: {payload: {required: [type], properties: {type: {const: hello}}}}
Bye: {payload: {required: [type], properties: {type: {const: bye}}}}
""",
    ),
    Entry(
        "WSG427",
        "an envelope is taken from the messages' own schemas",
        Severity.NOTE,
        "All frames of a connection and direction are a tag beside an object for the payload, and at most fields that "
        "the runtime can fill (a request's id, a time, a version). So handlers get, and methods take, what the payload "
        "holds; the runtime puts the rest around it.",
        section="Message Object",
        within="the messages of a channel",
        bad="""\
Join:
  payload:
    type: object
    required: [op, data]
    properties: {op: {const: join}, data: {type: object}}
Leave:
  payload:
    type: object
    required: [op, data]
    properties: {op: {const: leave}, data: {type: object}}
""",
        good="""\
Join:
  x-wsgen-envelope: {tag: op, data: data}
  payload:
    type: object
    required: [op, data]
    properties: {op: {const: join}, data: {type: object}}
Leave:
  x-wsgen-envelope: {tag: op, data: data}
  payload:
    type: object
    required: [op, data]
    properties: {op: {const: leave}, data: {type: object}}
""",
    ),
    Entry(
        "WSG428",
        "a message that its envelope doesn't fit",
        Severity.NOTE,
        "`x-wsgen-envelope` says where a payload stands in the messages' own schemas. This message has none there, or "
        "requires a further property that nothing would fill. So its whole frame is what handlers get, as without an "
        "envelope; the others' frames keep theirs.",
        section="Message Object",
        within="the messages of a channel",
        bad="""\
Join:
  x-wsgen-envelope: {tag: op, data: data}
  payload:
    type: object
    required: [op, data, seat]
    properties:
      op: {const: join}
      seat: {type: integer}
      data: {type: object}
""",
        good="""\
Join:
  x-wsgen-envelope: false
  payload:
    type: object
    required: [op, data, seat]
    properties:
      op: {const: join}
      seat: {type: integer}
      data: {type: object}
""",
    ),
)
