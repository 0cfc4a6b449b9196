"""The codes WSG4xx: what can't be planned, or was inferred, about the wire."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
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
        "WSG407",
        "a tag's values are taken from names",
        Severity.NOTE,
        "Messages are told apart by a text whose values the schemas don't give. The examples' values are taken, "
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
        "An envelope needs a schema that exists, a field for the tag and a field for the payload.",
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
        "WSG410",
        "envelopes are mixed",
        Severity.ERROR,
        "A receiver must know whether a frame has an envelope before it can look inside, so all messages of one "
        "connection and direction have the same one, or none.",
        bad="""\
x-wsgen-envelope: {schema: '#/components/schemas/Envelope'}
channels:
  chat:
    messages:
      Bye: {x-wsgen-envelope: false}
components:
  schemas:
    Envelope:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {type: object}}
""",
        good="""\
x-wsgen-envelope: {schema: '#/components/schemas/Envelope'}
channels:
  chat:
    messages:
      Bye: {}
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
        "A frame may satisfy the schemas of both messages. The one that the document lists first gets it, and the"
        ' other never arrives. `ambiguous = "error"` in [tool.wsgen] makes this an error.',
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
        "WSG413",
        "a stream is taken from names",
        Severity.NOTE,
        "Several replies whose names begin and end something are taken for a stream: the client's call becomes an"
        " iterator that ends by itself.",
        section="Operation Reply Object",
        bad="""\
messages:
  - $ref: '#/channels/chat/messages/StreamStart'
  - $ref: '#/channels/chat/messages/StreamChunk'
  - $ref: '#/channels/chat/messages/StreamEnd'
""",
        good="""\
x-wsgen-stream: {start: StreamStart, end: StreamEnd}
messages:
  - $ref: '#/channels/chat/messages/StreamStart'
  - $ref: '#/channels/chat/messages/StreamChunk'
  - $ref: '#/channels/chat/messages/StreamEnd'
""",
        within="the reply of an operation",
    ),
    Entry(
        "WSG414",
        "a stream of messages that its reply doesn't have",
        Severity.ERROR,
        "`start` and `end` of `x-wsgen-stream` are keys of the reply's messages.",
        section="Operation Reply Object",
        bad="""\
x-wsgen-stream: {end: StreamFinish}
messages:
  - $ref: '#/channels/chat/messages/StreamStart'
  - $ref: '#/channels/chat/messages/StreamChunk'
  - $ref: '#/channels/chat/messages/StreamEnd'
""",
        good="""\
x-wsgen-stream: {end: StreamEnd}
messages:
  - $ref: '#/channels/chat/messages/StreamStart'
  - $ref: '#/channels/chat/messages/StreamChunk'
  - $ref: '#/channels/chat/messages/StreamEnd'
""",
        within="the reply of an operation",
    ),
    Entry(
        "WSG415",
        "a request's id is taken from a field's name",
        Severity.NOTE,
        "Request and replies have a field in common that is usually the request's id. The client sets it, the "
        "server copies it, and replies are matched by it.",
        section="Correlation ID Object",
        bad="""\
Ask: {payload: {properties: {req_id: {type: string}}}}
Answer: {payload: {properties: {req_id: {type: string}}}}
""",
        good="""\
Ask:
  correlationId: {location: '$message.payload#/req_id'}
  payload: {properties: {req_id: {type: string}}}
Answer:
  correlationId: {location: '$message.payload#/req_id'}
  payload: {properties: {req_id: {type: string}}}
""",
        within="the messages of a channel, where Answer is the reply to Ask",
    ),
    Entry(
        "WSG416",
        "a role that can't be played",
        Severity.ERROR,
        "The runtime's server pings and its client answers; the server sends errors; clients subscribe. One "
        "message a role.",
        bad="Ping: {x-wsgen-role: ping, x-wsgen-direction: client-to-server}\n",
        good="Ping: {x-wsgen-role: ping, x-wsgen-direction: server-to-client}\n",
        within="the messages of a channel",
    ),
    Entry(
        "WSG417",
        "a message is called like a role, and isn't taken for it",
        Severity.NOTE,
        "The runtime can do the work of a ping, pong, error, subscribe or unsubscribe message only where it can "
        "fill what the message requires. This one is handed to a handler, like any other.",
        bad="Ping: {payload: {required: [type, region]}}\n",
        good="Ping: {x-wsgen-role: none, payload: {required: [type, region]}}\n",
        within="the messages of a channel",
    ),
    Entry(
        "WSG418",
        "a heartbeat without ping and pong",
        Severity.WARNING,
        "A heartbeat needs a message that the server sends as ping and one that the client answers with.",
        bad="""\
x-wsgen-heartbeat: {interval: 30, timeout: 60}
""",
        good="""\
x-wsgen-heartbeat: {interval: 30, timeout: 60}
channels:
  chat:
    messages:
      Ping:
        payload: {required: [type], properties: {type: {const: ping}}}
        x-wsgen-role: ping
        x-wsgen-direction: server-to-client
      Pong:
        payload: {required: [type], properties: {type: {const: pong}}}
        x-wsgen-role: pong
        x-wsgen-direction: client-to-server
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
        "WSG423",
        "a payload that isn't an object",
        Severity.ERROR,
        "A message is generated as a class with a field for each property, and a frame is a JSON object. Lists, texts"
        " and null can't be generated yet, so they are refused here and not on the wire.",
        section="Message Object",
        is_refusal=True,
        within="the messages of a channel",
        bad="""\
Names:
  payload:
    type: array
    items: {type: string}
""",
        good="""\
Names:
  payload:
    type: object
    properties:
      names: {type: array, items: {type: string}}
""",
    ),
    Entry(
        "WSG424",
        "a reply on another connection than its request",
        Severity.ERROR,
        "A client waits for the reply on the connection on which it asked. What comes on another one answers nobody: "
        "there is nothing on the wire that says whose request it belongs to.",
        section="Operation Reply Object",
        is_refusal=True,
        bad="""\
channels:
  answers: {address: /answers, messages: {Answer: {}}}
operations:
  hello:
    reply:
      channel: {$ref: '#/channels/answers'}
""",
        good="""\
channels:
  chat: {messages: {Answer: {}}}
operations:
  hello:
    reply:
      channel: {$ref: '#/channels/chat'}
      messages:
        - $ref: '#/channels/chat/messages/Answer'
""",
    ),
    Entry(
        "WSG425",
        "a request with a stream and another answer",
        Severity.ERROR,
        "A request has one handler and one method, which give one answer or a stream. Several operations may answer it "
        "on one connection by single replies, of which any may come; beside a stream there is no second answer.",
        section="Operation Reply Object",
        is_refusal=True,
        bad="""\
again:
  action: receive
  channel: {$ref: '#/channels/chat'}
  messages:
    - $ref: '#/channels/chat/messages/Ask'
  reply:
    messages:
      - $ref: '#/channels/chat/messages/StreamStart'
      - $ref: '#/channels/chat/messages/StreamEnd'
""",
        good="""\
again:
  action: receive
  channel: {$ref: '#/channels/chat'}
  messages:
    - $ref: '#/channels/chat/messages/Ask'
  reply:
    messages:
      - $ref: '#/channels/chat/messages/StreamStart'
      - $ref: '#/channels/chat/messages/StreamEnd'
    x-wsgen-stream: false
""",
        within="operations",
    ),
)
