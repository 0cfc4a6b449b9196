"""Asks both validators about the two sides of an edit, and draws what a peer of one side sends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft7Validator

from tests.breaking.sides import side
from wsgen.breaking.change import Change, Level
from wsgen.breaking.schemas import compare_schemas
from wsgen.breaking.sendable import is_sent
from wsgen.breaking.sides import side_by_side
from wsgen.instances.choices import Seeded
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.valid import valid
from wsgen.plan.protocol import Direction
from wsgen.spec.node import Value

_FRAMES = 24


class Oracle:
    """jsonschema's verdicts about one schema: a second opinion, by other code than wsgen asks."""

    def __init__(self, root: Value, others: Mapping[str, Value]) -> None:
        self._validator: Any = Draft7Validator({"$defs": {"Root": root, **others}, "$ref": "#/$defs/Root"})

    def accepts(self, frame: Value) -> bool:
        """Whether the schema accepts a frame."""
        return bool(self._validator.is_valid(frame))


@dataclass(frozen=True, slots=True)
class Case:
    """One edit of a schema in one direction; `others` are what both sides may refer to."""

    old: Value
    new: Value
    others: dict[str, Value]
    way: Direction

    @property
    def is_up(self) -> bool:
        """Whether clients that were built before send, and the new server reads."""
        return self.way is Direction.CLIENT_TO_SERVER

    def changes(self) -> tuple[Change, ...]:
        """What wsgen says."""
        return compare_schemas(side(self.old, self.others), side(self.new, self.others), [self.way], "say")

    def faults(self, changes: tuple[Change, ...]) -> Iterator[str]:
        """What is wrong with that, as far as frames show it."""
        writer, reader = (self.old, self.new) if self.is_up else (self.new, self.old)
        accepts = Oracle(writer, self.others), Oracle(reader, self.others)
        for each in changes:
            if (each.level is Level.BREAKING) is not (each.witness is not None):
                yield f"{each.code} is {each.level.value} with the witness {each.witness}"
            if each.witness is not None:
                frame = each.witness.frame
                if not accepts[0].accepts(frame) or accepts[1].accepts(frame):
                    yield f"{each.code} has a witness that shows nothing: {frame}"
        if all(each.level is Level.SAFE for each in changes):
            for frame in self._sent():
                if not accepts[1].accepts(frame):
                    yield f"it's safe, and {frame} is refused"
                    return

    def _sent(self) -> Iterator[Value]:
        both = side_by_side(side(self.old, self.others), side(self.new, self.others))
        writer = both.root(is_old=self.is_up)
        for seed in range(_FRAMES):
            try:
                frame = valid(both.schemas, writer, Seeded(seed), Manner.DECLARED if seed % 3 else Manner.ANY)
            except NoInstanceError:
                return
            if is_sent(both, writer, frame):
                yield frame
