"""What a command has to say, and the one table of exit codes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from ..diagnostics.excerpt import visible


class Answer(IntEnum):
    """The exit code of every command; MEANINGS says what each means."""

    YES = 0
    NO = 1
    NONE = 2
    INTERRUPTED = 130


MEANINGS: Final[Mapping[Answer, str]] = MappingProxyType(
    {
        Answer.YES: "Yes: all is well, or what was asked for is done. Warnings don't change it.",
        Answer.NO: "The answer is no: an error in the document or the settings, drift, a breaking change, a contract "
        "that isn't kept, a fault that fuzzing found.",
        Answer.NONE: "No answer: wrong usage, a file that can't be read or written, a missing tool or extra, or a "
        "fault of wsgen's own, which prints its traceback.",
        Answer.INTERRUPTED: "The user ended it, with Ctrl-C or a signal; files are as they were before.",
    }
)
"""What an exit code means, for the documentation."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, what belongs on standard output and on standard error; texts end with a line end or are empty.

    Where `out` is a document, it `is_product`: written as UTF-8, as it is, and also by a quiet command.
    """

    answer: Answer
    out: str = ""
    err: str = ""
    is_product: bool = False


Command = Callable[[Callable[[str], None]], Outcome]
"""Carries out what was asked; it's told the name of each step that begins."""


class NoAnswerError(Exception):
    """The command can't be carried out as it was given; the message is for the user, and says what to do."""


def complaint(reasons: Iterable[object]) -> str:
    """Why there is no answer, for standard error; a name in it does nothing to a terminal."""
    lines = (line for each in reasons for line in f"wsgen: {each}".split("\n"))
    return "".join(f"{visible(line)}\n" for line in lines)
