"""The codes WSG2xx: fields and types that AsyncAPI doesn't have."""

from typing import Final

from ..diagnostic import Severity
from . import bindings, forms
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    *bindings.ENTRIES,
    *forms.ENTRIES,
    Entry(
        code="WSG201",
        title="an object has a field that AsyncAPI does not know",
        severity=Severity.ERROR,
        why=("A field with a slip in its name would be ignored without a word. What is your own begins with `x-`."),
        bad="""\
channels:
  chat:
    adress: /chat
""",
        good="""\
channels:
  chat:
    address: /chat
""",
        section="Specification Extensions",
    ),
    Entry(
        code="WSG202",
        title="an object lacks a field that it must have",
        severity=Severity.ERROR,
        why="Without this field the object means nothing.",
        section="Info Object",
        bad="""\
asyncapi: 3.0.0
info:
  title: Chat
""",
        good="""\
asyncapi: 3.0.0
info:
  title: Chat
  version: 1.0.0
""",
    ),
    Entry(
        code="WSG203",
        title="a value has the wrong type",
        severity=Severity.ERROR,
        why="Each field holds one type of value. YAML reads 1.0 as a number, and an empty value as null.",
        bad="""\
info:
  title: Chat
  version: 1.0
""",
        good="""\
info:
  title: Chat
  version: '1.0'
""",
        section="Format",
    ),
    Entry(
        code="WSG204",
        title="a value is not one of those that are allowed",
        severity=Severity.ERROR,
        why="Some fields and keywords know only certain words.",
        section="Operation Object",
        bad="""\
operations:
  hello:
    action: recieve
""",
        good="""\
operations:
  hello:
    action: receive
""",
    ),
    Entry(
        code="WSG206",
        title="the version of AsyncAPI is missing or not supported",
        severity=Severity.ERROR,
        why=("The version decides what every other field means. It is written as three numbers: major, minor, patch."),
        bad="""\
asyncapi: 3.0
""",
        good="""\
asyncapi: 3.0.0
""",
        section="AsyncAPI Version String",
    ),
    Entry(
        code="WSG207",
        title="a field belongs to another version of AsyncAPI",
        severity=Severity.ERROR,
        why=("3.0 moved and renamed much of 2.x, and minor versions add fields. The field is ignored where it stands."),
        bad="""\
asyncapi: 3.0.0
info:
  title: Chat
  version: 1.0.0
servers:
  local:
    url: localhost:8000/ws
    protocol: ws
""",
        good="""\
asyncapi: 3.0.0
info:
  title: Chat
  version: 1.0.0
servers:
  local:
    host: localhost:8000
    pathname: /ws
    protocol: ws
""",
        section="AsyncAPI Version String",
    ),
    Entry(
        code="WSG208",
        title="what stands beside a `$ref` is ignored",
        severity=Severity.WARNING,
        why="A reference stands for its target alone; other fields of the same object are lost.",
        bad="""\
payload:
  $ref: '#/components/schemas/Text'
  minLength: 1
""",
        good="""\
payload:
  allOf:
    - $ref: '#/components/schemas/Text'
    - minLength: 1
""",
        section="Reference Object",
        within="a message",
    ),
    Entry(
        code="WSG209",
        title="a reference must stand here",
        severity=Severity.ERROR,
        why=(
            "An operation names its channel and its messages, and a channel its servers, by reference, so that "
            "there is one of each."
        ),
        bad="""\
operations:
  hello:
    action: send
    channel: chat
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
        code="WSG211",
        title="a keyword of a schema has a value that makes no sense",
        severity=Severity.ERROR,
        why="No text is shorter than nothing, and a choice needs something to choose from.",
        bad="""\
type: string
minLength: -1
""",
        good="""\
type: string
minLength: 1
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG212",
        title="a list names the same thing twice",
        severity=Severity.ERROR,
        why="The items of this list must differ.",
        bad="""\
type: object
required: [id, name, id]
""",
        good="""\
type: object
required: [id, name]
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG213",
        title="a schema has a keyword that means nothing",
        severity=Severity.WARNING,
        why=("JSON Schema ignores what it does not know, so a slip, or a word of a newer draft, switches a check off."),
        bad="""\
type: string
minLenght: 1
""",
        good="""\
type: string
minLength: 1
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG215",
        title="something else than a schema is used as one",
        severity=Severity.WARNING,
        why="To a schema the fields of another object are keywords without meaning, so every value fits.",
        bad="""\
payload:
  $ref: '#/components/messages/Hello'
""",
        good="""\
payload:
  $ref: '#/components/schemas/Hello'
""",
        section="Schema Object",
        within="a message",
    ),
)
