"""The command that doesn't end by itself: `watch`."""

import time
from pathlib import Path

import typer

from ..terminal import Terminal
from .answering import answer, cache, say
from .arguments import Config, NoCache, Out, Spec, Targets

_POLL = 0.3


def watch(
    context: typer.Context,
    spec: Spec = None,
    out: Out = None,
    config: Config = None,
    *,
    target: Targets = None,
    no_cache: NoCache = False,
) -> None:
    """Write generated code at each change of the document.

    Looks at the document, the files that it refers to, the settings and your own templates, and says in one line what
    came of each change. What is wrong is printed, and the files stay as they are until it's right again. Ctrl-C ends
    it.

    Example:  wsgen watch
    """
    from ..commands import watch as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, out, config, cache=cache(here, no_cache), targets=tuple(target or ()))
    around = command.Surroundings(
        say=lambda said, remarks: say(here, said, remarks),
        pause=lambda: time.sleep(_POLL),
        clock=time.perf_counter,
        has_color=here.colors(here.err),
        is_quiet=here.is_quiet,
        is_verbose=here.is_verbose,
    )
    answer(here, lambda step: command.watch(arguments, around, step))
