"""Makes of a frame such ones as the protocol forbids by one fault: of a keyword of its schema, or of its tag."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ..plan.protocol import Direction, Message, Path
from ..spec.node import Value, escape
from .choices import Choices
from .frames import Frames
from .heights import PREFIX
from .near_miss import NearMiss, NearMisses
from .places import value_at, with_value
from .same import identity
from .scalar_faults import ODD
from .sites import Place, Site, constraints_of

TAG_FAULTS: Final = (
    "tag unknown",
    "tag missing",
    "tag of another type",
    "tag in other case",
    "tag with a blank",
    "tag of the other direction",
    "tag of another message",
)
"""What may be wrong with a tag, in the words that a near-miss has for its keyword."""


@dataclass(frozen=True, slots=True)
class FrameNearMisses:
    """The near-misses of the frames of one connection and direction; none of them is a frame of any message there."""

    frames: Frames
    direction: Direction
    _known: dict[str, NearMisses] = field(default_factory=dict[str, NearMisses], repr=False, compare=False)

    def constraints(self, message: Message) -> Iterator[tuple[str, Place]]:
        """All that may be broken in a frame of a message: keywords with the places of their schemas, and its tag."""
        yield from constraints_of(self.frames.schemas, _schema(message))
        if self._tag(message) is not None:
            yield from ((fault, Place(message.frame, "")) for fault in TAG_FAULTS)

    def draw(self, message: Message, frame: Value, choices: Choices) -> NearMiss | None:
        """A near-miss of a frame of `message`: the fault is drawn first, then its place, then the value."""
        keywords: dict[str, list[Site]] = self._misses(message).keywords(frame)
        faults = [*keywords, *(TAG_FAULTS if self._tag(message) is not None else ())]
        while faults:
            fault = choices.pick(faults)
            faults.remove(fault)
            if found := self._of(message, frame, fault, keywords.get(fault, []), choices):
                return found
        return None

    def has(self, message: Message, frame: Value, wanted: tuple[str, Place]) -> bool:
        """Whether a frame of `message` has a place where this could be broken."""
        return wanted[0] in TAG_FAULTS or bool(self._sites(message, frame, wanted))

    def at(self, message: Message, frame: Value, wanted: tuple[str, Place], choices: Choices) -> NearMiss | None:
        """A near-miss of a frame of `message` that breaks just this; None where there is none."""
        return self._of(message, frame, wanted[0], self._sites(message, frame, wanted), choices)

    def _sites(self, message: Message, frame: Value, wanted: tuple[str, Place]) -> list[Site]:
        keyword, place = wanted
        return [each for each in self._misses(message).keywords(frame).get(keyword, []) if each.place == place]

    def _of(self, message: Message, frame: Value, fault: str, sites: list[Site], choices: Choices) -> NearMiss | None:
        reader = self.frames.reader(self.direction)
        if fault in TAG_FAULTS:
            return self._tag_fault(message, frame, fault, choices)
        misses = self._misses(message)
        start = choices.whole(0, len(sites) - 1) if len(sites) > 1 else 0
        for site in [*sites[start:], *sites[:start]][:_MOST_SITES]:
            for found in misses.at(frame, site, choices):
                # What no longer is this message may be another one.
                if not reader.read(found.value).is_valid:
                    return found
        return None

    def _tag_fault(self, message: Message, frame: Value, fault: str, choices: Choices) -> NearMiss | None:
        path = self._tag(message)
        if path is None:
            return None
        tag = value_at(frame, path)
        options = [*self._tags(message, tag, fault)]
        reader = self.frames.reader(self.direction)
        start = choices.whole(0, len(options) - 1) if len(options) > 1 else 0
        for other in [*options[start:], *options[:start]]:
            changed = _without(frame, path) if fault == "tag missing" else with_value(frame, path, other)
            if identity(changed) != identity(frame) and not reader.read(changed).is_valid:
                pointer = "".join(f"/{escape(step)}" for step in path)
                return NearMiss(fault, pointer, Place(message.frame, ""), changed)
        return None

    def _tags(self, message: Message, tag: Value, fault: str) -> Iterator[Value]:
        match fault:
            case "tag missing":
                yield None
            case "tag unknown":
                yield from ("no such message", "", "__proto__", "constructor", f"{tag}s", f"{tag}{tag}", "*", "null")
            case "tag of another type":
                yield from (*ODD, [tag], {"": tag})
                if isinstance(tag, int | float) and not isinstance(tag, bool):
                    yield str(tag)
            case "tag in other case" if isinstance(tag, str):
                yield from (tag.upper(), tag.title(), tag.swapcase(), tag[:1].upper() + tag[1:])
            case "tag with a blank" if isinstance(tag, str):
                yield from (f"{tag} ", f" {tag}", f"{tag}\n", f"{tag}\u0000", f"{tag}\u200b")
            case "tag of the other direction":
                ways = [each for each in Direction if each is not self.direction]
                yield from (each for way in ways for other in self.frames.messages(way) for each in other.tags)
            case "tag of another message":
                others = (each for each in self.frames.messages(self.direction) if each.id != message.id)
                yield from (each for other in others for each in other.tags)
            case _:
                return

    def _tag(self, message: Message) -> Path | None:
        return self.frames.reader(self.direction).tag_of(message)

    def _misses(self, message: Message) -> NearMisses:
        if message.id not in self._known:
            self._known[message.id] = NearMisses(self.frames.schemas, _schema(message))
        return self._known[message.id]


_MOST_SITES: Final = 12


def _schema(message: Message) -> Value:
    return {"$ref": f"{PREFIX}{message.frame}"}


def _without(frame: Value, path: Path) -> Value:
    """`frame` without what stands at a path."""
    step, rest = path[0], path[1:]
    if isinstance(frame, dict):
        if rest:
            return {**frame, step: _without(frame.get(step), rest)}
        return {name: each for name, each in frame.items() if name != step}
    if isinstance(frame, list) and step.isdigit() and int(step) < len(frame):
        index = int(step)
        return [*frame[:index], *([_without(frame[index], rest)] if rest else []), *frame[index + 1 :]]
    return frame
