"""The codes WSG3xx about the addresses of channels and servers, and the names in them."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
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
        within="a channel",
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
        within="a channel",
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
        within="a channel",
    ),
    Entry(
        code="WSG321",
        title="a default or an example is not among the values that its schema allows",
        severity=Severity.WARNING,
        why="The `enum` beside it lists every value that can be used.",
        section="AsyncAPI 2.6 §Parameter Object",
        bad="""\
channels:
  room/{size}:
    parameters:
      size:
        schema:
          enum: [small, large]
          default: medium
""",
        good="""\
channels:
  room/{size}:
    parameters:
      size:
        schema:
          enum: [small, large]
          default: small
""",
        within="a document of 2.x",
    ),
    Entry(
        code="WSG323",
        title="the variables of a server lack one of its address",
        severity=Severity.ERROR,
        why="In 2.x a server's map of variables must describe every `{name}` of its address.",
        bad="""\
url: 'wss://{region}.example.com:{port}'
variables:
  region:
    default: eu
""",
        good="""\
url: 'wss://{region}.example.com:{port}'
variables:
  region:
    default: eu
  port:
    default: '443'
""",
        section="AsyncAPI 2.6 §Server Object",
        within="a server of 2.x",
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
        within="a server",
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
        within="a server",
    ),
    Entry(
        code="WSG331",
        title="an address has a query or a fragment",
        severity=Severity.ERROR,
        why=(
            "By the specification an address ends with its path. What goes into the query is described by the "
            "WebSocket binding."
        ),
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
        within="a channel",
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
        section="AsyncAPI 2.6 §Channel Item Object",
        within="a document of 2.x",
    ),
    Entry(
        code="WSG333",
        title="the name of a channel of 2.x has a query or a fragment",
        severity=Severity.ERROR,
        why=(
            "In 2.x the name of a channel is its address, and ends with its path. What goes into the query is "
            "described by the WebSocket binding."
        ),
        bad="""\
channels:
  /chat?token={token}:
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
        section="AsyncAPI 2.6 §Channels Object",
        within="a document of 2.x",
    ),
    Entry(
        code="WSG336",
        title="a default or an example of a variable is not among its values",
        severity=Severity.ERROR,
        why=("The `enum` of a server variable or of a parameter is the limited set that its value comes from."),
        bad="""\
enum: [small, large]
default: medium
""",
        good="""\
enum: [small, large]
default: small
""",
        section="Server Variable Object",
        within="a variable of a server",
    ),
    Entry(
        code="WSG342",
        title="the host of a server is more than a host",
        severity=Severity.WARNING,
        why=("A host is a name, and a port where it has one. The protocol and the path have fields of their own."),
        bad="""\
servers:
  main:
    host: wss://example.com/ws
    protocol: wss
""",
        good="""\
servers:
  main:
    host: example.com
    pathname: /ws
    protocol: wss
""",
        section="Server Object",
    ),
)
