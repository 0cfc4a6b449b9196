"""What a command has to say, and the one table of exit codes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from ..diagnostics.excerpt import visible


class Answer(IntEnum):
    """The exit code of every command.

    YES: all is well. NO: the question was understood and the answer is no: an error in what the user wrote, or drift.
    NONE: there's no answer, because of wrong usage, an unreadable file, a missing tool or a fault of wsgen.
    INTERRUPTED: the user ended it.
    """

    YES = 0
    NO = 1
    NONE = 2
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, what belongs on standard output and on standard error; texts end with a line end or are empty."""

    answer: Answer
    out: str = ""
    err: str = ""


Command = Callable[[Callable[[str], None]], Outcome]
"""Carries out what was asked; it's told the name of each step that begins."""


class NoAnswerError(Exception):
    """The command can't be carried out as it was given; the message is for the user, and says what to do."""


def complaint(reasons: Iterable[object]) -> str:
    """Why there is no answer, for standard error; a name in it does nothing to a terminal."""
    lines = (line for each in reasons for line in f"wsgen: {each}".split("\n"))
    return "".join(f"{visible(line)}\n" for line in lines)
