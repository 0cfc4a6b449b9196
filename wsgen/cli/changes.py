"""The command about what a document was before: `breaking`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..options import FailOn, FindingsFormat
from ..terminal import Terminal
from .answering import answer
from .arguments import Config, Spec, option


def breaking(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    against: Annotated[str, option(options.AGAINST)],
    format: Annotated[FindingsFormat, option(options.CHANGES)] = FindingsFormat.FULL,  # noqa: A002 - the option's name.
    fail_on: Annotated[FailOn, option(options.FAIL_ON)] = FailOn.BREAKING,
    witness: Annotated[bool, option(options.WITNESS)] = False,
    allow_new: Annotated[bool, option(options.ALLOW_NEW)] = False,
) -> None:
    """Say what changed on the wire, and whom it breaks.

    Compares the document with what it was, by what clients and servers that were built before send and accept. Each
    change is breaking, risky or safe, with its place before and now, and the reason. Exits with 1 when one is breaking
    that nobody accepted (`accepted-changes` in [tool.wsgen]). docs/breaking.md says how to read it.

    Example:  wsgen breaking asyncapi/chat.yml --against main

    Example:  wsgen breaking --against v1.2.0 --format github --witness
    """
    from ..commands import breaking as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, config=config)
    today = date.today().isoformat()
    request = command.Request(against, today, fail_on, format, with_witness=witness, allows_new=allow_new)
    color = here.colors(here.out)
    answer(here, lambda step: command.breaking(arguments, request, step, has_color=color))
