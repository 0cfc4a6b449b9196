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
        bad="components:\n  messages:\n    Ping:\n      x-wsgen-rol: ping\n",
        good="components:\n  messages:\n    Ping:\n      x-wsgen-role: ping\n",
        section="Specification Extensions",
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
        bad="operations:\n  sendHello:\n    action: send\n",
        good="x-wsgen-perspective: client\noperations:\n  sendHello:\n    action: send\n",
        section="Operation Object",
    ),
    Entry(
        "WSG404",
        "a name says otherwise than its direction",
        Severity.WARNING,
        "A `pong` that the server sends, or an operation `sendHello` with the action `receive`, usually means "
        "that the document is read from the wrong side.",
        bad="operations:\n  sendHello:\n    action: receive\n",
        good="operations:\n  receiveHello:\n    action: receive\n",
        section="Operation Object",
    ),
    Entry(
        "WSG405",
        "no operation says who sends a message",
        Severity.NOTE,
        "A message that no operation names may travel both ways: the server needs a handler for it, and the "
        "client too.",
        bad="channels:\n  chat:\n    messages:\n      Hello: {}\noperations: {}\n",
        good="channels:\n  chat:\n    messages:\n      Hello:\n        x-wsgen-direction: server-to-client\n",
        section="Operation Object",
    ),
    Entry(
        "WSG406",
        "which channels share a connection isn't said",
        Severity.NOTE,
        "A WebSocket API has one connection for each channel, or one that carries many topics. AsyncAPI has no "
        "word for which: a leading `/` or a WebSocket binding is taken for a connection of its own, any other "
        "address for a topic.",
        bad="channels:\n  a:\n    address: room:{id}\n  b:\n    address: system\n",
        good="x-wsgen-connection: shared\nchannels:\n  a:\n    address: room:{id}\n  b:\n    address: system\n",
        section="Channel Object",
    ),
    Entry(
        "WSG407",
        "a tag's values are taken from names",
        Severity.NOTE,
        "Messages are told apart by a text whose values the schemas don't give. The examples' values are taken, "
        "else the messages' names: if the wire has other ones, nothing will be recognised.",
        bad="Hello:\n  payload:\n    required: [type]\n    properties:\n      type: {type: string}\n",
        good="Hello:\n  payload:\n    required: [type]\n    properties:\n      type: {type: string, const: hello}\n",
        section="Message Object",
    ),
    Entry(
        "WSG408",
        "an envelope is taken from a schema that nothing refers to",
        Severity.NOTE,
        "A component schema has a tag beside a payload, no message refers to it, and the messages have no tag of "
        "their own: so it is taken for the frame around each of them, with the message's name as the tag.",
        bad="components:\n  schemas:\n    Envelope:\n      required: [type, data]\n",
        good="x-wsgen-envelope:\n  schema: '#/components/schemas/Envelope'\n  tag: type\n  data: data\n",
        section="Message Object",
    ),
    Entry(
        "WSG409",
        "an envelope that can't be one",
        Severity.ERROR,
        "An envelope needs a schema that exists, a field for the tag and a field for the payload.",
        bad="x-wsgen-envelope:\n  schema: '#/components/schemas/Envelop'\n",
        good="x-wsgen-envelope:\n  schema: '#/components/schemas/Envelope'\n",
    ),
    Entry(
        "WSG410",
        "envelopes are mixed",
        Severity.ERROR,
        "A receiver must know whether a frame has an envelope before it can look inside, so all messages of one "
        "connection and direction have the same one, or none.",
        bad="Hello:\n  x-wsgen-envelope: false\nBye: {}\nx-wsgen-envelope: {schema: Envelope}\n",
        good="Hello: {}\nBye: {}\nx-wsgen-envelope: {schema: Envelope}\n",
    ),
    Entry(
        "WSG411",
        "messages can't be told apart",
        Severity.WARNING,
        "A frame may satisfy the schemas of both messages. The one that the document lists first gets it, and the"
        ' other never arrives. `ambiguous = "error"` in [tool.wsgen] makes this an error.',
        bad="Hello: {payload: {type: object}}\nBye: {payload: {type: object}}\n",
        good="Hello: {payload: {required: [type], properties: {type: {const: hello}}}}\n",
        section="Message Object",
    ),
    Entry(
        "WSG412",
        "a message without a tag among tagged ones",
        Severity.NOTE,
        "Frames whose tag belongs to another message never reach it; every other frame is tried against it.",
        bad="Hello: {payload: {properties: {type: {const: hello}}}}\nAny: {payload: {type: object}}\n",
        good="Any: {payload: {required: [type], properties: {type: {const: any}}}}\n",
        section="Message Object",
    ),
    Entry(
        "WSG413",
        "a stream is taken from names",
        Severity.NOTE,
        "Several replies whose names begin and end something are taken for a stream: the client's call becomes an"
        " iterator that ends by itself.",
        bad="reply:\n  messages: [StreamStart, StreamChunk, StreamEnd]\n",
        good="reply:\n  messages: [StreamStart, StreamChunk, StreamEnd]\n"
        "  x-wsgen-stream: {start: StreamStart, end: StreamEnd}\n",
        section="Operation Reply Object",
    ),
    Entry(
        "WSG414",
        "a stream of messages that its reply doesn't have",
        Severity.ERROR,
        "`start` and `end` of `x-wsgen-stream` are keys of the reply's messages.",
        bad="reply:\n  messages: [StreamStart, StreamEnd]\n  x-wsgen-stream: {end: StreamFinish}\n",
        good="reply:\n  messages: [StreamStart, StreamEnd]\n  x-wsgen-stream: {end: StreamEnd}\n",
        section="Operation Reply Object",
    ),
    Entry(
        "WSG415",
        "a request's id is taken from a field's name",
        Severity.NOTE,
        "Request and replies have a field in common that is usually the request's id. The client sets it, the "
        "server copies it, and replies are matched by it.",
        bad="Ask: {payload: {properties: {req_id: {type: string}}}}\n",
        good="Ask:\n  correlationId: {location: '$message.payload#/req_id'}\n",
        section="Correlation ID Object",
    ),
    Entry(
        "WSG416",
        "a role that can't be played",
        Severity.ERROR,
        "The runtime's server pings and its client answers; the server sends errors; clients subscribe. One "
        "message a role.",
        bad="Ping: {x-wsgen-role: ping, x-wsgen-direction: client-to-server}\n",
        good="Ping: {x-wsgen-role: ping, x-wsgen-direction: server-to-client}\n",
    ),
    Entry(
        "WSG417",
        "a message is called like a role, and isn't taken for it",
        Severity.NOTE,
        "The runtime can do the work of a ping, pong, error, subscribe or unsubscribe message only where it can "
        "fill what the message requires. This one is handed to a handler, like any other.",
        bad="Ping: {payload: {required: [type, region]}}\n",
        good="Ping: {x-wsgen-role: none, payload: {required: [type, region]}}\n",
    ),
    Entry(
        "WSG418",
        "a heartbeat without ping and pong",
        Severity.WARNING,
        "A heartbeat needs a message that the server sends as ping and one that the client answers with.",
        bad="x-wsgen-heartbeat: {interval: 30, timeout: 60}\n",
        good="x-wsgen-heartbeat: {interval: 30, timeout: 60}\n# and messages with x-wsgen-role: ping, pong\n",
    ),
    Entry(
        "WSG419",
        "a tag value that the message's schema refuses",
        Severity.WARNING,
        "`x-aliases` or `x-wsgen-tag` names a value that the schema's `const` or `enum` excludes, so that no "
        "frame can have it.",
        bad="Hello: {x-aliases: [hi], payload: {properties: {type: {const: hello}}}}\n",
        good="Hello: {payload: {properties: {type: {enum: [hello, hi]}}}}\n",
    ),
    Entry(
        "WSG420",
        "nothing to connect to",
        Severity.WARNING,
        "A protocol has at least one channel that a WebSocket server carries.",
        bad="channels: {}\n",
        good="channels:\n  chat:\n    address: /chat\n",
        section="Channels Object",
    ),
    Entry(
        "WSG421",
        "a channel that no WebSocket server carries",
        Severity.NOTE,
        "The document has WebSocket servers, and this channel names others only, so it is no part of the "
        "WebSocket API.",
        bad="channels:\n  jobs:\n    servers: [{$ref: '#/servers/kafka'}]\n",
        good="channels:\n  jobs:\n    servers: [{$ref: '#/servers/socket'}]\n",
        section="Channel Object",
    ),
    Entry(
        "WSG422",
        "a tag that may be left out",
        Severity.NOTE,
        "The tag has a constant, but the schema doesn't require it. A frame without it is valid, and nothing says "
        "which message it is: it is tried against them in order.",
        bad="Hello: {payload: {properties: {type: {const: hello}}}}\n",
        good="Hello: {payload: {required: [type], properties: {type: {const: hello}}}}\n",
        section="Schema Object",
    ),
    Entry(
        "WSG423",
        "a payload that isn't an object",
        Severity.ERROR,
        "A message is generated as a class with a field for each property, and a frame is a JSON object. Lists, texts"
        " and null can't be generated yet, so they are refused here and not on the wire.",
        bad="Names: {payload: {type: array, items: {type: string}}}\n",
        good="Names: {payload: {type: object, properties: {names: {type: array, items: {type: string}}}}}\n",
        section="Message Object",
        is_refusal=True,
    ),
    Entry(
        "WSG424",
        "a reply on another connection than its request",
        Severity.ERROR,
        "A client waits for the reply on the connection on which it asked. What comes on another one answers nobody: "
        "there is nothing on the wire that says whose request it belongs to.",
        bad="operations:\n  onAsk:\n    channel: {$ref: '#/channels/a'}  # address: /a\n"
        "    reply: {channel: {$ref: '#/channels/b'}}  # address: /b\n",
        good="operations:\n  onAsk:\n    channel: {$ref: '#/channels/a'}\n"
        "    reply: {channel: {$ref: '#/channels/a'}}\n",
        section="Operation Reply Object",
        is_refusal=True,
    ),
    Entry(
        "WSG425",
        "a request with a stream and another answer",
        Severity.ERROR,
        "A request has one handler and one method, which give one answer or a stream. Several operations may answer it "
        "on one connection by single replies, of which any may come; beside a stream there is no second answer.",
        bad="operations:\n  ask:\n    reply: {messages: [StreamStart, StreamEnd]}\n"
        "  again:\n    reply: {messages: [Answer]}\n",
        good="operations:\n  ask:\n    reply: {messages: [StreamStart, StreamEnd], x-wsgen-stream: false}\n"
        "  again:\n    reply: {messages: [Answer]}\n",
        section="Operation Reply Object",
        is_refusal=True,
    ),
)
