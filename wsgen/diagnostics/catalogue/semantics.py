"""The codes WSG3xx: documents that are well-formed but contradict themselves."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="WSG301",
        title="a reference leads to nothing",
        severity=Severity.ERROR,
        why="What a `$ref` names must exist; without it the document means nothing at this place.",
        bad="""\
channels:
  chat:
    messages:
      Hello:
        $ref: '#/components/messages/Helo'
components:
  messages:
    Hello: {}
""",
        good="""\
channels:
  chat:
    messages:
      Hello:
        $ref: '#/components/messages/Hello'
components:
  messages:
    Hello: {}
""",
        section="Reference Object",
    ),
    Entry(
        code="WSG302",
        title="a reference names a file that is not there",
        severity=Severity.ERROR,
        why="The path of a reference is relative to the folder of the file that holds it.",
        bad="""\
payload:
  $ref: './schema/hello.yml'
""",
        good="""\
payload:
  $ref: './schemas/hello.yml'
""",
        section="Reference Object",
    ),
    Entry(
        code="WSG303",
        title="a reference leads into the network",
        severity=Severity.ERROR,
        why=(
            "The same document must mean the same tomorrow and on a machine without a network, so nothing is "
            "downloaded."
        ),
        bad="""\
payload:
  $ref: 'https://example.com/hello.json'
""",
        good="""\
payload:
  $ref: './hello.json'
""",
        section="Reference Object",
    ),
    Entry(
        code="WSG304",
        title="the fragment of a reference is no JSON Pointer",
        severity=Severity.ERROR,
        why="Behind `#` stands a JSON Pointer, whose every step begins with `/`.",
        bad="""\
payload:
  $ref: '#components/schemas/Hello'
""",
        good="""\
payload:
  $ref: '#/components/schemas/Hello'
""",
        section="Reference Object",
    ),
    Entry(
        code="WSG305",
        title="references only lead to each other",
        severity=Severity.ERROR,
        why=(
            "A chain of references must end at a definition. Schemas may contain themselves, but not be nothing else."
        ),
        bad="""\
components:
  schemas:
    A:
      $ref: '#/components/schemas/B'
    B:
      $ref: '#/components/schemas/A'
""",
        good="""\
components:
  schemas:
    A:
      $ref: '#/components/schemas/B'
    B:
      type: string
""",
        section="Reference Object",
    ),
    Entry(
        code="WSG306",
        title="a reference leads to something else than is needed here",
        severity=Severity.ERROR,
        why=(
            "An operation belongs to a channel of the document, and a channel to servers of the document; a "
            "component becomes one only when `channels` or `servers` refers to it."
        ),
        bad="""\
operations:
  hello:
    action: send
    channel:
      $ref: '#/components/channels/chat'
""",
        good="""\
operations:
  hello:
    action: send
    channel:
      $ref: '#/channels/chat'
""",
        section="Operation Object",
    ),
    Entry(
        code="WSG307",
        title="the payload is described in a schema language that cannot be generated",
        severity=Severity.ERROR,
        why="Models and checks are made from JSON Schema draft 7, which AsyncAPI's own schemas are.",
        bad="""\
payload:
  schemaFormat: application/vnd.apache.avro;version=1.9.0
  schema:
    type: record
""",
        good="""\
payload:
  schemaFormat: application/schema+json;version=draft-07
  schema:
    type: object
""",
        section="Multi Format Schema Object",
    ),
    Entry(
        code="WSG310",
        title="an operation has a message that is not one of its channel's",
        severity=Severity.ERROR,
        why=(
            "The messages of an operation are a part of those of its channel, and are named by their place in "
            "the channel, never in the components."
        ),
        bad="""\
operations:
  hello:
    action: send
    channel:
      $ref: '#/channels/chat'
    messages:
      - $ref: '#/components/messages/Hello'
""",
        good="""\
operations:
  hello:
    action: send
    channel:
      $ref: '#/channels/chat'
    messages:
      - $ref: '#/channels/chat/messages/Hello'
""",
        section="Operation Object",
    ),
    Entry(
        code="WSG311",
        title="a reply has a message that is not one of its channel's",
        severity=Severity.ERROR,
        why=(
            "The messages of a reply are a part of those of its channel, and are named by their place in the "
            "channel, never in the components."
        ),
        bad="""\
reply:
  channel:
    $ref: '#/channels/chat'
  messages:
    - $ref: '#/components/messages/Hello'
""",
        good="""\
reply:
  channel:
    $ref: '#/channels/chat'
  messages:
    - $ref: '#/channels/chat/messages/Hello'
""",
        section="Operation Reply Object",
    ),
    Entry(
        code="WSG312",
        title="an example is not what its schema describes",
        severity=Severity.WARNING,
        why=(
            "Examples are what people copy first, and what the mock server sends. One that the schema rejects "
            "is wrong in one of the two."
        ),
        bad="""\
payload:
  type: object
  required: [text]
examples:
  - payload:
      txt: Hi
""",
        good="""\
payload:
  type: object
  required: [text]
examples:
  - payload:
      text: Hi
""",
        section="Message Example Object",
    ),
    Entry(
        code="WSG313",
        title="a default is not what its schema describes",
        severity=Severity.WARNING,
        why="A default stands for an absent value, so it must be one that could have been sent.",
        bad="""\
type: integer
default: none
""",
        good="""\
type: integer
default: 0
""",
        section="Schema Object",
    ),
    Entry(
        code="WSG314",
        title="an example inside a schema is not what the schema describes",
        severity=Severity.WARNING,
        why="Examples are what people copy first. One that the schema rejects is wrong in one of the two.",
        bad="""\
type: integer
examples: [one]
""",
        good="""\
type: integer
examples: [1]
""",
        section="Schema Object",
    ),
    Entry(
        code="WSG315",
        title="two channels have the same address",
        severity=Severity.WARNING,
        why=("What arrives at one address belongs to one channel; with two it is a matter of luck which one is asked."),
        bad="""\
channels:
  chat:
    address: /chat
  talk:
    address: /chat
""",
        good="""\
channels:
  chat:
    address: /chat
""",
        section="Channel Object",
    ),
    Entry(
        code="WSG316",
        title="the parameters of a channel lack one of its address",
        severity=Severity.ERROR,
        why="The map of parameters must describe every `{name}` of the address.",
        bad="""\
address: thread:{thread_id}:{part}
parameters:
  thread_id: {}
""",
        good="""\
address: thread:{thread_id}:{part}
parameters:
  thread_id: {}
  part: {}
""",
        section="Parameters Object",
    ),
    Entry(
        code="WSG317",
        title="an address has a parameter that nobody describes",
        severity=Severity.WARNING,
        why=("A `{name}` in an address without any description is a string of which nobody knows what it means."),
        bad="""\
address: thread:{thread_id}
""",
        good="""\
address: thread:{thread_id}
parameters:
  thread_id:
    description: Number of the conversation.
""",
        section="Channel Object",
    ),
    Entry(
        code="WSG318",
        title="a parameter is not in the address",
        severity=Severity.ERROR,
        why=(
            "Parameters describe the `{names}` of the address. What goes into the query belongs to the "
            "WebSocket binding."
        ),
        bad="""\
address: /chat
parameters:
  token: {}
""",
        good="""\
address: /chat
bindings:
  ws:
    query:
      type: object
      properties:
        token:
          type: string
""",
        section="Parameters Object",
    ),
    Entry(
        code="WSG319",
        title="an id is given twice",
        severity=Severity.ERROR,
        why="Tools find operations and messages by their ids.",
        bad="""\
channels:
  a:
    publish:
      operationId: hello
  b:
    publish:
      operationId: hello
""",
        good="""\
channels:
  a:
    publish:
      operationId: hello
  b:
    publish:
      operationId: goodbye
""",
        section="Operation Object",
    ),
    Entry(
        code="WSG321",
        title="a default or an example is not among the values that are allowed",
        severity=Severity.WARNING,
        why="The `enum` beside it lists every value that can be used.",
        bad="""\
enum: [small, large]
default: medium
""",
        good="""\
enum: [small, large]
default: small
""",
        section="Parameter Object",
    ),
    Entry(
        code="WSG322",
        title="a schema leads back to itself for the same value",
        severity=Severity.ERROR,
        why=(
            "A schema may contain itself in a property or in an array. Where it needs itself for the very same "
            "value, no check of a value ever ends."
        ),
        bad="""\
Node:
  allOf:
    - $ref: '#/components/schemas/Node'
""",
        good="""\
Node:
  type: object
  properties:
    next:
      $ref: '#/components/schemas/Node'
""",
        section="Schema Object",
    ),
    Entry(
        code="WSG323",
        title="the variables of a server lack one of its address",
        severity=Severity.ERROR,
        why="The map of variables must describe every `{name}` of host and path.",
        bad="""\
host: '{region}.example.com:{port}'
variables:
  region:
    default: eu
""",
        good="""\
host: '{region}.example.com:{port}'
variables:
  region:
    default: eu
  port:
    default: '443'
""",
        section="Server Object",
    ),
    Entry(
        code="WSG324",
        title="a server has a variable that nobody describes",
        severity=Severity.WARNING,
        why="Without a default nobody knows what to connect to.",
        bad="""\
host: '{region}.example.com'
""",
        good="""\
host: '{region}.example.com'
variables:
  region:
    default: eu
""",
        section="Server Object",
    ),
    Entry(
        code="WSG325",
        title="a variable is not in the address of its server",
        severity=Severity.WARNING,
        why="Variables describe the `{names}` of host and path; this one changes nothing.",
        bad="""\
host: example.com
variables:
  region:
    default: eu
""",
        good="""\
host: '{region}.example.com'
variables:
  region:
    default: eu
""",
        section="Server Object",
    ),
    Entry(
        code="WSG327",
        title="nothing uses a component",
        severity=Severity.WARNING,
        why=("A component has no effect until something refers to it: it is left over, or a reference is missing."),
        bad="""\
components:
  messages:
    Hello: {}
""",
        good="""\
channels:
  chat:
    messages:
      Hello:
        $ref: '#/components/messages/Hello'
components:
  messages:
    Hello: {}
""",
        section="Components Object",
    ),
    Entry(
        code="WSG328",
        title="a security requirement names no security scheme",
        severity=Severity.ERROR,
        why="What a server or an operation requires is described in `components.securitySchemes`.",
        bad="""\
security:
  - tokn: []
""",
        good="""\
security:
  - token: []
""",
        section="Security Requirement Object",
    ),
    Entry(
        code="WSG329",
        title="a security requirement lists a scope that the scheme does not have",
        severity=Severity.ERROR,
        why="Only OAuth 2 and OpenID Connect know scopes, and OAuth 2 lists those that exist.",
        bad="""\
security:
  - token: [write]
""",
        good="""\
security:
  - token: []
""",
        section="Security Requirement Object",
    ),
    Entry(
        code="WSG330",
        title="two tags of a document have one name",
        severity=Severity.ERROR,
        why="In 2.x each tag name of the list must be unique.",
        bad="""\
tags:
  - name: chat
  - name: chat
""",
        good="""\
tags:
  - name: chat
""",
        section="Tags Object",
    ),
    Entry(
        code="WSG331",
        title="an address has a query or a fragment",
        severity=Severity.ERROR,
        why="An address ends with its path. What goes into the query is described by the WebSocket binding.",
        bad="""\
address: /chat?token={token}
""",
        good="""\
address: /chat
bindings:
  ws:
    query:
      type: object
      properties:
        token:
          type: string
""",
        section="Channel Object",
    ),
    Entry(
        code="WSG332",
        title="a channel of 2.x without parameters in its address describes some",
        severity=Severity.WARNING,
        why=(
            "2.x allows parameters only in the address of a channel. These change nothing; what goes into the "
            "query belongs to the WebSocket binding."
        ),
        bad="""\
channels:
  /chat:
    parameters:
      token: {}
""",
        good="""\
channels:
  /chat:
    bindings:
      ws:
        query:
          type: object
          properties:
            token:
              type: string
""",
        section="Channel Item Object",
    ),
)
