"""The command that looks for faults in a server: `fuzz`."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..options import FuzzFormat
from ..terminal import Terminal
from .answering import answer
from .arguments import Config, Spec, option


def fuzz(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    app: Annotated[str | None, option(options.APP)] = None,
    url: Annotated[str | None, option(options.URL)] = None,
    argument: Annotated[list[str] | None, option(options.ARGUMENT)] = None,
    seed: Annotated[int | None, option(options.SEED)] = None,
    time: Annotated[float, option(options.TIME, min=0.1)] = 60.0,
    max_frames: Annotated[int | None, option(options.MAX_FRAMES, min=1)] = None,
    replay: Annotated[str | None, option(options.REPLAY)] = None,
    out: Annotated[str, option(options.FAILURES)] = "failures",
    format: Annotated[FuzzFormat, option(options.FUZZ)] = FuzzFormat.TEXT,  # noqa: A002 - the option's name.
) -> None:
    """Find what a server does that its document doesn't say.

    Talks to it as clients that know the document; it is started, or connected to. What it does wrong becomes the
    smallest conversation that shows it, and a file to run again. Exits with 1 where something is wrong. Needs pip
    install 'wsgen[fuzz]'.

    Example:  wsgen fuzz --app server:app --argument token=demo

    Example:  wsgen fuzz --replay failures/WSG802-1011.json
    """
    from ..commands import fuzz as command
    from ..commands.fuzz_replay import Request as ReplayRequest
    from ..commands.fuzz_replay import fuzz_replay
    from ..commands.project import Arguments
    from ..commands.provider import Asked

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, config=config)
    server = Asked(app, url, argument or ())
    color = here.colors(here.out)
    if replay is not None:
        again = ReplayRequest(replay, server)
        answer(here, lambda step: fuzz_replay(arguments, again, step, has_color=color))
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    with here.bar() as bar:
        request = command.Request(server, chosen, time, max_frames, out, format, here.width(here.out), bar)
        answer(here, lambda step: command.fuzz(arguments, request, step, has_color=color))
