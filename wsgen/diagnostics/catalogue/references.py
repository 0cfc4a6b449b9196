"""The codes WSG301 to WSG311, and WSG337: references that lead to nothing, or to something else than is needed."""

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
        within="a message",
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
        within="a message",
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
        within="a message",
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
        section="Operation Object",
        bad="""\
operations:
  hello:
    channel:
      $ref: '#/components/channels/chat'
components:
  channels:
    chat: {address: /chat}
""",
        good="""\
operations:
  hello:
    channel:
      $ref: '#/channels/chat'
components:
  channels:
    chat: {address: /chat}
""",
    ),
    Entry(
        code="WSG308",
        title="references lead on through more than 100 others",
        severity=Severity.ERROR,
        why=(
            "Each reference may lead to another one, and each schema may need another one for the same value, but "
            "nobody follows a hundred of them, nor twenty each of which leads through the next. wsgen stops there, so "
            "that no document can keep it busy for ever."
        ),
        bad="""\
components:
  schemas:
    A1:
      $ref: '#/components/schemas/A2'
    A2:
      $ref: '#/components/schemas/A3'
    # … and so on, up to A102
""",
        good="""\
components:
  schemas:
    A1:
      $ref: '#/components/schemas/A102'
""",
        section="Reference Object",
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
        section="Operation Reply Object",
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
        within="an operation",
    ),
    Entry(
        code="WSG337",
        title="a reply has an address, and so has its channel",
        severity=Severity.ERROR,
        why="Where a request says where its reply goes, the channel of the reply must have no address.",
        section="Operation Reply Object",
        bad="""\
channels:
  answers:
    address: /answers
operations:
  hello:
    reply:
      address:
        location: $message.header#/replyTo
      channel:
        $ref: '#/channels/answers'
""",
        good="""\
channels:
  answers:
    address: null
operations:
  hello:
    reply:
      address:
        location: $message.header#/replyTo
      channel:
        $ref: '#/channels/answers'
""",
    ),
)
