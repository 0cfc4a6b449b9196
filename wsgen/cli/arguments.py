"""The options that commands share, as typer knows them."""

from typing import Annotated, Any

import typer

from .. import options
from ..options import Option
from .completing import documents


def option(option: Option, **more: Any) -> Any:
    """What typer makes of one option of the shared table."""
    if not option.flags:
        return typer.Argument(metavar=option.metavar, help=option.help, show_default=False, **more)
    return typer.Option(*option.flags, metavar=option.metavar, help=option.help, **more)


Spec = Annotated[str | None, option(options.SPEC, autocompletion=documents)]
Out = Annotated[str | None, option(options.OUT, show_default=False)]
Targets = Annotated[list[str] | None, option(options.TARGET, show_default=False)]
Config = Annotated[str | None, option(options.CONFIG, show_default=False)]
NoCache = Annotated[bool, option(options.NO_CACHE)]
Profile = Annotated[bool, option(options.PROFILE)]
