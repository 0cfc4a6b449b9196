"""The codes WSG3xx about schemas whose keywords contradict each other."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="WSG335",
        title="a default of 2.x is not of the type that its schema gives",
        severity=Severity.ERROR,
        why=("A default stands for an absent value. Unlike JSON Schema, AsyncAPI 2.x forbids one of another type."),
        bad="""\
type: integer
default: none
""",
        good="""\
type: integer
default: 0
""",
        section="AsyncAPI 2.6 §Schema Object",
        within="a schema of 2.x",
    ),
    Entry(
        code="WSG338",
        title="a discriminator is not a required property of its schema",
        severity=Severity.WARNING,
        why=(
            "A discriminator can tell schemas apart only where it is always there. AsyncAPI demands that its "
            "schema describes and requires it; most documents forget one of the two."
        ),
        bad="""\
type: object
discriminator: kind
properties:
  kind: {type: string}
""",
        good="""\
type: object
discriminator: kind
required: [kind]
properties:
  kind: {type: string}
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG339",
        title="a value of an enum is not of the type that its schema gives",
        severity=Severity.WARNING,
        why="A value must fit both `type` and `enum`, so this one can never be sent.",
        bad="""\
type: integer
enum: [1, 2, many]
""",
        good="""\
type: integer
enum: [1, 2, 3]
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG340",
        title="a lower limit is above the upper one",
        severity=Severity.WARNING,
        why="No value fits between the two, so nothing can ever be sent.",
        bad="""\
type: string
minLength: 10
maxLength: 5
""",
        good="""\
type: string
minLength: 5
maxLength: 10
""",
        section="Schema Object",
        within="a schema",
    ),
    Entry(
        code="WSG341",
        title="a required property is described nowhere",
        severity=Severity.WARNING,
        why=(
            "Every message must have it, and nobody knows what it is: any value will do. Often its description was "
            "renamed or removed."
        ),
        bad="""\
type: object
required: [text, sender]
properties:
  text: {type: string}
""",
        good="""\
type: object
required: [text, sender]
properties:
  text: {type: string}
  sender: {type: string}
""",
        section="Schema Object",
        within="a schema",
    ),
)
