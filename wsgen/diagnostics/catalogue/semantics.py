"""The codes WSG3xx: documents that are well-formed but contradict themselves."""

from typing import Final

from ..diagnostic import Severity
from . import addresses, contradictions, languages, references
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    *references.ENTRIES,
    *languages.ENTRIES,
    *addresses.ENTRIES,
    *contradictions.ENTRIES,
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
        within="a message",
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
        within="a schema",
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
        within="a schema",
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
        section="AsyncAPI 2.6 §Operation Object",
        within="a document of 2.x",
    ),
    Entry(
        code="WSG320",
        title="a required property is spelled in another way than it is described",
        severity=Severity.WARNING,
        why=(
            "`required` and `properties` name the same property in two ways. Every message then needs one that is "
            "described nowhere, and the one that is described may be left out."
        ),
        bad="""\
type: object
required: [room]
properties:
  room_id: {type: string}
""",
        good="""\
type: object
required: [room_id]
properties:
  room_id: {type: string}
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG322",
        title="a schema leads back to itself for the same value",
        severity=Severity.ERROR,
        why=(
            "A schema may contain itself in a property or in an array. Where it needs itself for the very same "
            "value, no check of a value ever ends."
        ),
        section="Schema Object",
        bad="""\
components:
  schemas:
    Part:
      allOf:
        - $ref: '#/components/schemas/Part'
""",
        good="""\
components:
  schemas:
    Part:
      type: object
      properties:
        next:
          $ref: '#/components/schemas/Part'
""",
        is_refusal=True,
    ),
    Entry(
        code="WSG327",
        title="nothing uses a component",
        severity=Severity.WARNING,
        why=("A component has no effect until something refers to it: it is left over, or a reference is missing."),
        section="Components Object",
        bad="""\
components:
  messages:
    Bye: {}
""",
        good="""\
channels:
  chat:
    messages:
      Bye:
        $ref: '#/components/messages/Bye'
components:
  messages:
    Bye: {}
""",
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
        section="AsyncAPI 2.6 §Security Requirement Object",
        within="a server of 2.x",
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
        section="AsyncAPI 2.6 §Security Requirement Object",
        within="a server of 2.x",
    ),
    Entry(
        code="WSG330",
        title="two tags of one list have one name",
        severity=Severity.ERROR,
        why="Tags are told apart by their names; in 2.x each name of a list must be unique.",
        bad="""\
tags:
  - name: chat
  - name: chat
""",
        good="""\
tags:
  - name: chat
""",
        section="AsyncAPI 2.6 §Tags Object",
        within="a document of 2.x",
    ),
    Entry(
        code="WSG334",
        title="an example of a 2.x message is not what its schema describes",
        severity=Severity.ERROR,
        why=(
            "In 2.x the payload and the headers of an example must be valid. One that the schema rejects is wrong "
            "in one of the two."
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
        section="AsyncAPI 2.6 §Message Object",
        within="a message of 2.x",
    ),
    Entry(
        code="WSG343",
        title="two security schemes of 2.x are needed together",
        severity=Severity.WARNING,
        why=(
            "A requirement of 2.x may name several schemes that must all be satisfied. AsyncAPI 3 knows alternatives "
            "alone, and everything here is read as 3."
        ),
        bad="""\
security:
  - token: []
    login: []
""",
        good="""\
security:
  - token: []
  - login: []
""",
        section="AsyncAPI 2.6 §Security Requirement Object",
        within="a server of 2.x",
    ),
)
