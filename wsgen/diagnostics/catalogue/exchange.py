"""The codes WSG4xx about replies, streams, request ids and roles."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
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
        "The runtime's server pings and its client answers; the server sends errors; clients subscribe, and "
        "authenticate. One message a role.",
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
        "WSG424",
        "a reply on another connection than its request",
        Severity.WARNING,
        "A client waits for the reply on the connection on which it asked. What comes on another one answers nobody: "
        "nothing on the wire says whose request it belongs to. So the request is generated as one without a reply, and "
        "what answers it as a message like any other of its connection.",
        section="Operation Reply Object",
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
        "WSG429",
        "a request's id that no frame can carry",
        Severity.NOTE,
        "Messages of brokers have headers, frames of a WebSocket have none. So an id that the document puts there is "
        "never sent, and a client takes replies for its requests in the order in which it asked.",
        section="Correlation ID Object",
        bad="""\
Ask:
  correlationId: {location: '$message.header#/request_id'}
  payload: {type: object}
Answer: {payload: {type: object}}
""",
        good="""\
Ask:
  correlationId: {location: '$message.payload#/request_id'}
  payload: {properties: {request_id: {type: string}}}
Answer:
  correlationId: {location: '$message.payload#/request_id'}
  payload: {properties: {request_id: {type: string}}}
""",
        within="the messages of a channel, where Answer is the reply to Ask",
    ),
    Entry(
        "WSG430",
        "a sequence that has no place",
        Severity.ERROR,
        "`x-wsgen-sequence` says where the server puts the number that grows with each message of a topic. It stands "
        "in messages that the server sends, where an integer may stand.",
        bad="Event: {x-wsgen-sequence: seq, payload: {properties: {seq: {type: string}}}}\n",
        good="Event: {x-wsgen-sequence: seq, payload: {properties: {seq: {type: integer}}}}\n",
        within="the messages of a channel",
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
