"""What `examples.rs.jinja` needs: frames made of the document's own examples, which the crate reads and writes."""

import json
from dataclasses import dataclass, replace

from ..code.literal import Code
from ..instances.frames import Frames
from .frames import side_name, sides_of
from .head import Head, head
from .literal import name, text
from .models import Models
from .names import distinct, field_name
from .package import crate_name


@dataclass(frozen=True, slots=True)
class ExampleView:
    """One frame, and what its message is called."""

    wire: Code
    frame: Code


@dataclass(frozen=True, slots=True)
class SideView:
    """The frames of one enum, and the name of their test."""

    test: Code
    name: Code
    examples: tuple[ExampleView, ...]


@dataclass(frozen=True, slots=True)
class ExamplesView:
    """The file."""

    head: Head
    crate: Code
    sides: tuple[SideView, ...]


def examples_view(models: Models) -> ExamplesView:
    """The examples of all directions that have any."""
    protocol = models.protocol
    said = f"The examples of {protocol.name}: each is read as its message, and written as what is read as the same."
    sides: list[SideView] = []
    for side in sides_of(protocol):
        frames = Frames.of(protocol, side.connection)
        reader = frames.reader(side.direction)
        found = tuple(
            ExampleView(text(message.wire), text(json.dumps(frame, ensure_ascii=False)))
            for message in frames.messages(side.direction)
            for frame in frames.examples(message.id)
            # What another message takes for its own is no frame of this one.
            if reader.read(frame).message == message.id
        )
        word = side_name(protocol, side.connection, side.direction)
        if found:
            sides.append(SideView(word, word, found))
    tests = distinct(f"the_examples_of_{field_name(each.name)}" for each in sides)
    named = (replace(each, test=name(test)) for each, test in zip(sides, tests, strict=True))
    return ExamplesView(head(protocol, said), name(crate_name(protocol).replace("-", "_")), tuple(named))
