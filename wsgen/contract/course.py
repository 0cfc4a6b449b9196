"""Follows the frames that answer a request through the responses of its contract: which are due, which come again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .matching import Expectation
from .mismatch import Mismatch


@dataclass(frozen=True, slots=True)
class Expected:
    """One response: its number from 0, what it should be, and the message that the document calls it by."""

    number: int
    expectation: Expectation
    message: str | None


Compare = Callable[[Expected], tuple[Mismatch, ...]]
"""Says how a frame that has come differs from a response."""


@dataclass(frozen=True, slots=True)
class Part:
    """What comes next: one of the responses; where it `repeats`, one or more frames that are like one of them each."""

    responses: tuple[Expected, ...]
    repeats: bool


@dataclass(frozen=True, slots=True)
class Course:
    """All parts, and those of which the last frame may have been, by number; -1 before the first frame.

    A frame that fits two parts leaves both open, until a later one tells.
    """

    parts: tuple[Part, ...]
    at: frozenset[int] = frozenset({-1})

    def after(self, compare: Compare) -> "Course | None":
        """The course when one more frame has come; None where none like it is due."""
        fitting = {part for part in self._next() if any(not compare(each) for each in self.parts[part].responses)}
        return Course(self.parts, frozenset(fitting)) if fitting else None

    @property
    def due(self) -> tuple[Expected, ...]:
        """What may come next, the nearest first."""
        return tuple(each for part in self._next() for each in self.parts[part].responses)

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to come any more."""
        return len(self.parts) - 1 in self.at

    @property
    def missing(self) -> int:
        """The number, from 0, of the response that has to come next."""
        return self.parts[max(self.at) + 1].responses[0].number

    def _next(self) -> Sequence[int]:
        again = {each for each in self.at if each >= 0 and self.parts[each].repeats}
        return sorted(again | {each + 1 for each in self.at if each + 1 < len(self.parts)}, reverse=True)


def course_of(expected: Iterable[Expected], repeated: Iterable[int]) -> Course:
    """The course of all responses, of which those `repeated` stand for one frame or more, adjacent ones for one run."""
    return Course(tuple(_parts(expected, frozenset(repeated))))


def nearest(due: Sequence[Expected], compare: Compare, message: str | None) -> tuple[Expected, tuple[Mismatch, ...]]:
    """The response that a frame which fits none was probably meant as, and how it differs from it."""
    told = [(each, compare(each)) for each in due]
    return min(told, key=lambda each: (each[0].message != message or message is None, len(each[1])))


def _parts(expected: Iterable[Expected], repeated: frozenset[int]) -> Iterator[Part]:
    run: list[Expected] = []
    for each in expected:
        if each.number in repeated:
            run.append(each)
            continue
        if run:
            yield Part(tuple(run), repeats=True)
            run = []
        yield Part((each,), repeats=False)
    if run:
        yield Part(tuple(run), repeats=True)
