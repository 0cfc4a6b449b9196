"""What `examples.rs.jinja` needs: frames made of the document's own examples, which the crate reads and writes."""

import json
from dataclasses import dataclass, replace

from ..code.literal import Code
from ..code.view.side import Side
from ..instances.frames import Frames
from ..plan.protocol import Message
from ..spec.node import Value
from .acceptance import accepts
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
            # What another message takes for its own is no frame of this one, be it by rules or by types alone.
            if reader.read(frame).message == message.id and _is_read_as(models, side, message, frame)
        )
        word = side_name(protocol, side.connection, side.direction)
        if found:
            sides.append(SideView(word, word, found))
    tests = distinct(f"the_examples_of_{field_name(each.name)}" for each in sides)
    named = (replace(each, test=name(test)) for each, test in zip(sides, tests, strict=True))
    return ExamplesView(head(protocol, said), name(crate_name(protocol).replace("-", "_")), tuple(named))


def _is_read_as(models: Models, side: Side, message: Message, frame: Value) -> bool:
    """Whether the types of the crate take a frame for the message: it can be one, and none that is tried before."""
    messages = models.protocol.messages
    if not accepts(models, models.own(message.frame), frame):
        return False
    untagged = [each.message for each in side.untagged]
    is_told = message.id not in untagged or message.id in {each.message for each in side.tagged}
    has_key = isinstance(frame, dict) and any(key in frame and each.message == message.id for key, each in side.keys)
    before = () if is_told or has_key else untagged[: untagged.index(message.id)]
    return not any(accepts(models, models.own(messages[each].frame), frame) for each in before)
