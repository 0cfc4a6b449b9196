"""Carries out a command in a terminal, prints what it has to say, and exits with its answer."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TextIO

import typer

from ..cache_folder import cache_folder
from ..commands.outcome import Answer, Command, NoAnswerError, Outcome, complaint
from ..terminal import Terminal


def cache(here: Terminal, is_off: bool) -> Path | None:
    """Where texts are kept that take long to make; None for nowhere."""
    return None if is_off else cache_folder(here.environment, sys.platform)


def answer(here: Terminal, command: Command, *, is_profiled: bool = False) -> NoReturn:
    """Carries out a command, prints what it has to say and exits."""
    watch = here.stopwatch()
    try:
        with here.progress() as step:
            outcome = command(watch.telling(step))
    except NoAnswerError as error:
        outcome = Outcome(Answer.NONE, err=complaint([error]))
    except KeyboardInterrupt:
        outcome = Outcome(Answer.INTERRUPTED)
    if here.is_quiet and outcome.answer is Answer.YES and not outcome.is_product:
        outcome = Outcome(Answer.YES)
    if outcome.is_product:
        here.hand_over(outcome.out)
        outcome = replace(outcome, out="")
    say(here, outcome.out, outcome.err + (watch.table(has_color=here.colors(here.err)) if is_profiled else ""))
    raise typer.Exit(outcome.answer)


def say(here: Terminal, out: str, err: str) -> None:
    """Prints to standard output and standard error."""
    try:
        here.say(out, err)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        drop(here.out)


def drop(stream: TextIO) -> None:
    """Nothing more reaches `stream`, which Python flushes once more at its end: that must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
