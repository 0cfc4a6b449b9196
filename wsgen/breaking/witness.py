"""Looks for a frame that one side sends and the other refuses."""

from collections.abc import Iterator
from typing import Final

from ..instances.choices import Seeded
from ..instances.manner import Manner
from ..instances.no_instance import NoInstanceError
from ..instances.valid import valid
from ..spec.node import Value
from .demand import EACH, Steps, Unproved, broken, demand_at
from .sendable import is_sent
from .sides import Both
from .smallest import smallest

_TRIES: Final = 5
_SAMPLES: Final = 40


class Search:
    """The search for frames that a peer built from `writer` sends and `reader` refuses."""

    def __init__(self, both: Both, writer: Value, reader: Value) -> None:
        self._both = both
        self._writer, self._reader = writer, reader
        self._accepts = both.schemas.judge(reader)
        self._samples: list[Value] | None = None

    def is_witness(self, frame: Value) -> bool:
        """Whether the one side sends a frame and the other refuses it."""
        return not self._accepts(frame) and is_sent(self._both, self._writer, frame)

    def of(self, found: Unproved) -> tuple[Value] | None:
        """A small frame that breaks one demand where it's made, in a tuple; None where none is found."""
        violates = broken(found.demand)
        at = demand_at(found.steps, {"allOf": [*found.writer, violates]})
        wanted: Value = {"allOf": [self._writer, at]}
        for attempt in range(_TRIES):
            manner = Manner.PLAIN if attempt == 0 else Manner.DECLARED
            try:
                frame = valid(self._both.schemas, wanted, Seeded(attempt), manner)
            except NoInstanceError:
                continue
            if self.is_witness(frame):
                return (self._small(frame, at),)
        return None

    def _small(self, frame: Value, at: Value) -> Value:
        breaks = self._both.schemas.judge(at)
        return smallest(frame, lambda each: breaks(each) and self.is_witness(each))

    def explained(self, found: Unproved) -> tuple[Value] | None:
        """A frame out of many that one side refuses by a demand which isn't kept there; None where there is none."""
        refuses = self._both.schemas.judge(found.demand) if found.demand is not False else None
        for frame in self.samples():
            for part in _at(frame, found.steps):
                if refuses is None or not refuses(part):
                    return (smallest(frame, self.is_witness),)
        return None

    def samples(self) -> list[Value]:
        """Frames that are refused, out of many that are sent."""
        if self._samples is None:
            self._samples = [each for each in self._drawn() if self.is_witness(each)]
        return self._samples

    def any(self) -> tuple[Value] | None:
        """A small frame that is refused for whatever reason, in a tuple; None where none is found."""
        return (smallest(self.samples()[0], self.is_witness),) if self.samples() else None

    def _drawn(self) -> Iterator[Value]:
        for seed in range(_SAMPLES):
            try:
                yield valid(self._both.schemas, self._writer, Seeded(seed), Manner.DECLARED)
            except NoInstanceError:
                continue


def _at(frame: Value, steps: Steps) -> Iterator[Value]:
    """The values that stand at `steps`."""
    if not steps:
        yield frame
    elif isinstance(frame, dict) and isinstance(steps[0], str) and steps[0] in frame:
        yield from _at(frame[steps[0]], steps[1:])
    elif isinstance(frame, list) and isinstance(steps[0], int):
        items = frame if steps[0] == EACH else frame[steps[0] : steps[0] + 1]
        for each in items:
            yield from _at(each, steps[1:])
