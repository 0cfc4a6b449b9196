"""What the parts of a proof ask of the whole, and what each of them is asked."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol, TypeAlias

from ..instances.kinds import Part
from ..instances.schemas import Schemas
from ..spec.node import Value
from .demand import Steps, Unproved
from .sides import Both
from .wanted import Together, Wanted


class Question(NamedTuple):
    """Whether all that is `wanted` of a writer's value at `steps` keeps what `word` of the reader's `part` demands.

    `is_last` says that the writer's own choices have all been gone into.
    """

    wanted: Wanted
    part: Part
    word: str
    steps: Steps
    is_last: bool

    def unproved(self, demand: Value, detail: str = "") -> Unproved:
        """That it isn't proved."""
        return Unproved(self.steps, self.word, detail, self.part, demand, self.wanted.parts)


class Proof(Protocol):
    """The whole proof."""

    @property
    def both(self) -> Both:
        """The schemas of both sides."""
        ...

    @property
    def schemas(self) -> Schemas:
        """The same schemas by their names."""
        ...

    def unproved(self, writer: Together, reader: Value, steps: Steps, source: Question) -> list[Unproved]:
        """The demands of `reader` that aren't proved to be kept; `source` is why it's asked."""
        ...

    def is_proved(self, writer: Together, reader: Value, source: Question) -> bool:
        """Whether everything that is sent is proved to be accepted, at the same place of a value."""
        ...

    def is_impossible(self, together: Together, source: Question) -> bool:
        """Whether nothing is proved to satisfy some schemas, at the same place of a value."""
        ...


Rule: TypeAlias = Callable[[Proof, Question], Iterator[Unproved]]
"""Yields what isn't proved of one keyword."""
