"""Drafts a document of a recording, and proves that it is valid and accepts each frame of it."""

from dataclasses import dataclass
from pathlib import Path

from ..collecting import RefusedError
from ..infer.addresses import template_of
from ..infer.draft import MANNERS, Manner, draft
from ..infer.recorded import Recorded, Recording
from ..instances.frames import Frames
from ..instances.reading import read
from ..pipeline import Job, Step, plan_document
from ..plan.protocol import Direction, Protocol
from ..settings import Settings


@dataclass(frozen=True, slots=True)
class Drafted:
    """The text of a document and its plan; `protocol` is None where none could be drafted that is right.

    `manner` says how much of the recording it tells.
    """

    text: str
    protocol: Protocol | None
    manner: Manner


def drafted(recording: Recording, title: str, class_name: str, source: str, step: Step) -> Drafted:
    """The draft that says the most of those that accept each recorded frame."""
    step("drafting the document")
    for manner in MANNERS:
        text = draft(recording, title, source, manner)
        job = Job(Path(), "draft.yml", Settings(name=class_name), text=text.encode())
        try:
            planned = plan_document(job, lambda _: None)
        except RefusedError:
            continue
        if not planned.refusals and _accepts(planned.protocol, recording):
            return Drafted(text, planned.protocol, manner)
    return Drafted(draft(recording, title, source, MANNERS[0]), None, MANNERS[0])


def _accepts(protocol: Protocol, recording: Recording) -> bool:
    by_path = {each.path: Frames.of(protocol, each) for each in protocol.connections}
    spoken = {each: by_path.get(template_of(each.path)) for each in recording.sessions}
    return all(_is_accepted(spoken[each.session], each) for each in recording.frames)


def _is_accepted(frames: Frames | None, frame: Recorded) -> bool:
    ways = Direction if frame.direction is None else (frame.direction,)
    return frames is not None and all(
        way in frames.connection.framing and read(frames, way, frame.value).is_valid for way in ways
    )
