"""Gives every command that checks or writes `--quiet` and `--verbose`, which the terminal then knows."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Annotated, Final, get_type_hints

import typer

from .. import options
from ..commands.outcome import NoAnswerError, Outcome
from ..terminal import Terminal
from .answering import answer
from .arguments import option

_Command = Callable[..., None]
_Flags: Final = (
    ("quiet", Annotated[bool, option(options.QUIET)]),
    ("verbose", Annotated[bool, option(options.VERBOSE)]),
)


def with_loudness(command: _Command) -> _Command:
    """`command` with both options; it finds in `context.obj`, the Terminal, how loud it is asked to be."""

    @wraps(command)
    def run(context: typer.Context, *, quiet: bool, verbose: bool, **more: object) -> None:
        here: Terminal = context.obj
        if quiet and verbose:
            answer(here, _contradiction)
        context.obj = replace(here, is_quiet=quiet, is_verbose=verbose)
        command(context, **more)

    signature = inspect.signature(command)
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation)
        for name, annotation in _Flags
    ]
    # Typer reads a command's signature and its annotations, and passes what it finds by name.
    vars(run)["__signature__"] = signature.replace(parameters=[*signature.parameters.values(), *added])
    run.__annotations__ = {**get_type_hints(command, include_extras=True), **dict(_Flags)}
    return run


def _contradiction(_: object) -> Outcome:
    raise NoAnswerError("--quiet and --verbose contradict each other; leave one of them out")
