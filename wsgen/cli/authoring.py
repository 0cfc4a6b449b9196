"""The commands that change a document for its author: `fmt`."""

from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..terminal import Terminal
from .answering import answer
from .arguments import Config, option


def fmt(
    context: typer.Context,
    specs: Annotated[list[str] | None, option(options.SPECS)] = None,
    config: Config = None,
    *,
    check: Annotated[bool, option(options.FMT_CHECK)] = False,
) -> None:
    """Lay documents out in one canonical form.

    Two columns a level, lists deeper than their key, brackets where all that is in them fits into one line, one empty
    line at most. Values, quotes, comments, anchors, the order of keys and line ends stay what they are. The local files
    that a document refers to are laid out with it. With - standard input is laid out on standard output.

    Example:  wsgen fmt

    Example:  wsgen fmt asyncapi --check
    """
    from ..commands import fmt as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    request = command.Request(specs or (), check, here.read)
    color = here.colors(here.err)
    answer(here, lambda _: command.fmt(Arguments(Path.cwd(), config=config), request, has_color=color))
