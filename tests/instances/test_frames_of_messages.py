"""Whole frames of a document: read as what they were made as, with what was fixed."""

from pathlib import Path

import pytest

from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.places import value_at
from wsgen.instances.reading import read, read_text
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Direction
from wsgen.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def frames() -> Frames:
    """The frames of the chat that this repository serves."""
    job = Job(ROOT, "asyncapi/chat.yml", Settings())
    protocol = plan_document(job, lambda _: None).protocol
    return Frames.of(protocol, protocol.connections[0])


@pytest.mark.parametrize("direction", Direction)
def test_a_frame_is_read_as_the_message_it_was_made_of(frames: Frames, direction: Direction) -> None:
    for message in frames.messages(direction):
        for seed in range(20):
            frame = frames.frame(message.id, Seeded(seed), direction=direction)

            assert read(frames, direction, frame).message == message.id


def test_what_is_fixed_stays(frames: Frames) -> None:
    message = next(each for each in frames.messages(Direction.CLIENT_TO_SERVER) if each.id.endswith("SubscribeThread"))

    frame = frames.frame(message.id, Seeded(1), fixed={("thread_id",): 42})

    assert value_at(frame, ("thread_id",)) == 42
    assert read(frames, Direction.CLIENT_TO_SERVER, frame).is_valid


def test_a_text_that_is_no_json_is_no_frame(frames: Frames) -> None:
    assert read_text(frames, Direction.CLIENT_TO_SERVER, '{"n": NaN}').kind == "unreadable"
