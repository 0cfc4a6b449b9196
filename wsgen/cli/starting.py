"""The command that begins a project: `init`."""

from pathlib import Path
from typing import Annotated

import typer

from .. import options
from .answering import answer
from .arguments import option


def init(context: typer.Context, name: Annotated[str, option(options.NAME)]) -> None:
    """Make a small project in a new folder.

    It has a document, a server, a client, a test, a workflow for CI and a README; `wsgen regen` works in it at once,
    and its test passes after that.

    Example:  wsgen init demo
    """
    from ..commands import init as command

    answer(context.obj, lambda _: command.init(name, Path.cwd()))
