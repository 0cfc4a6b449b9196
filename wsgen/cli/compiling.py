"""The commands about a document and what is generated from it: `regen`, `diff-check`, `validate`, `explain` …."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import options
from ..options import DriftFormat, FindingsFormat, ProtocolFormat
from ..terminal import Terminal
from .answering import answer, cache
from .arguments import Config, NoCache, Out, Profile, Spec, Targets, option
from .completing import documents, known_codes

if TYPE_CHECKING:
    from ..commands.outcome import Outcome


def regen(
    context: typer.Context,
    spec: Spec = None,
    out: Out = None,
    config: Config = None,
    *,
    target: Targets = None,
    no_cache: NoCache = False,
    scaffold: Annotated[bool, option(options.SCAFFOLD)] = False,
    profile: Profile = False,
) -> None:
    """Write the generated folder.

    Only files that differ are written, and only files that wsgen wrote are changed or deleted. Warnings and notes go to
    standard error. With --scaffold the file of your handlers (`handlers` in [tool.wsgen]) gets those that it lacks, and
    nothing else in it changes; docs/watch.md.

    Example:  wsgen regen asyncapi/chat.yml --out generated

    Example:  wsgen regen --target browser --out web/client
    """
    from ..commands import regen as command
    from ..commands.project import Arguments
    from ..commands.scaffold import scaffolded

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, out, config, cache=cache(here, no_cache), targets=tuple(target or ()))
    color = here.colors(here.err)

    def written(step: Callable[[str], None]) -> "Outcome":
        done = command.regen(arguments, step, time.perf_counter, is_verbose=here.is_verbose, has_color=color)
        return scaffolded(arguments, done, step, has_color=color) if scaffold else done

    answer(here, written, is_profiled=profile)


def diff_check(
    context: typer.Context,
    spec: Spec = None,
    out: Out = None,
    config: Config = None,
    *,
    target: Targets = None,
    no_cache: NoCache = False,
    format: Annotated[DriftFormat, option(options.DRIFT)] = DriftFormat.TEXT,  # noqa: A002 - the option's name.
    profile: Profile = False,
) -> None:
    """Check that generated code is what the document says.

    Writes nothing and needs no git. Exits with 1 and a diff when a file is missing, unexpected or changed.

    Example:  wsgen diff-check --format github
    """
    from ..commands import diff_check as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, out, config, cache=cache(here, no_cache), targets=tuple(target or ()))
    color = here.colors(here.out)
    answer(here, lambda step: command.diff_check(arguments, format, step, has_color=color), is_profiled=profile)


def validate(
    context: typer.Context,
    specs: Annotated[list[str] | None, option(options.SPECS, autocompletion=documents)] = None,
    config: Config = None,
    *,
    strict: Annotated[bool, option(options.STRICT)] = False,
    format: Annotated[FindingsFormat, option(options.FINDINGS)] = FindingsFormat.FULL,  # noqa: A002 - the option's name.
    profile: Profile = False,
) -> None:
    """Say what is wrong with documents.

    One sorted report for all of them. Exits with 1 when there are errors, else with 2 when a document can't be opened.
    `wsgen explain` says more about each code.

    Example:  wsgen validate asyncapi/chat.yml --strict
    """
    from ..commands import validate as command
    from ..commands.project import Arguments

    arguments = Arguments(Path.cwd(), config=config, is_strict=strict)
    here: Terminal = context.obj
    request = command.Request(specs or (), format, here.read)
    color = here.colors(here.out)
    answer(here, lambda step: command.validate(arguments, request, step, has_color=color), is_profiled=profile)


def explain_protocol(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    format: Annotated[ProtocolFormat, option(options.PROTOCOL)] = ProtocolFormat.TEXT,  # noqa: A002 - the option's name.
) -> None:
    """Say what crosses the wire, and what Python has for it.

    For each connection and direction: how a frame is recognised, its message and model, the server's handler, the
    client's method, what answers it. What the document leaves open is marked, with the key that settles it. SPEC may be
    - for standard input. docs/protocol.md reads an example and lists the keys of --format json.

    Example:  wsgen explain-protocol asyncapi/chat.yml

    Example:  wsgen explain-protocol --format json | jq '.connections[].path'
    """
    from ..commands import explain_protocol as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    request = command.Request(format, here.width(here.out), here.read)
    arguments = Arguments(Path.cwd(), spec, config=config)
    answer(here, lambda step: command.explain_protocol(arguments, request, step, has_color=here.colors(here.out)))


def explain(
    context: typer.Context, codes: Annotated[list[str] | None, option(options.CODES, autocompletion=known_codes)] = None
) -> None:
    """Say what diagnostic codes mean.

    Example:  wsgen explain WSG310
    """
    from ..commands import explain as command

    here: Terminal = context.obj
    answer(here, lambda _: command.explain(codes or (), has_color=here.colors(here.out)))
