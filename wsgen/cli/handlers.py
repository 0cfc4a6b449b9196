"""The command about what users write to serve a document: `check-handlers`."""

from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..options import FindingsFormat
from ..terminal import Terminal
from .answering import answer
from .arguments import Config, Spec, option


def check_handlers(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    format: Annotated[FindingsFormat, option(options.FINDINGS)] = FindingsFormat.FULL,  # noqa: A002 - the option's name.
) -> None:
    """Say which handlers are missing, and which are dead.

    Reads the file of your handlers (`handlers` in [tool.wsgen], else the module of `app`, else server.py), and runs
    nothing of it. Exits with 1 when it finds one. `wsgen regen --scaffold` writes those that are missing.

    Example:  wsgen check-handlers
    """
    from ..commands import check_handlers as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, config=config)
    color = here.colors(here.out)
    answer(here, lambda step: command.check_handlers(arguments, format, step, has_color=color))
