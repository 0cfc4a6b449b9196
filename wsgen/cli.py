"""The command line: options in, exit code out; the only place that prints, exits and catches every exception."""

import gc
import os
import platform
import signal
import sys
import threading
import time
import traceback
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer

from . import __version__, options
from .cache_folder import cache_folder
from .commands.outcome import Answer, Command, NoAnswerError, Outcome, complaint
from .options import DriftFormat, FindingsFormat, Option, ProtocolFormat
from .terminal import Terminal, terminal

# Each command imports what it needs when it runs: `--help`, `--version` and `explain` load neither YAML nor black.


def main() -> NoReturn:
    """Runs the command that `sys.argv` names, and exits with its answer's code."""
    # A compile makes many values and few circles of them: looking for circles as often as Python does by itself takes
    # a quarter of the time for 200 messages. A third more memory is what less often costs.
    gc.set_threshold(50_000, 20, 100)
    if threading.current_thread() is threading.main_thread():
        # Whoever ends a run politely gets the old files back, as after Ctrl-C. Windows has no SIGHUP.
        for name in {"SIGTERM", "SIGHUP"} & signal.Signals.__members__.keys():
            if signal.getsignal(signal.Signals[name]) is not signal.SIG_IGN:  # As `nohup` has it.
                signal.signal(signal.Signals[name], signal.default_int_handler)
    # A process that was started without a stream has None there.
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    here = terminal(sys.stdout, sys.stderr, os.environ, sys.stdin)
    try:
        application().main(prog_name="wsgen", obj=here)
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        # typer says 1 when nobody reads its help to the end, but that code is kept for the answer no.
    except Exception as error:
        # Files have names, and are answered for where they are opened; the streams that typer writes to have none.
        if isinstance(error, OSError) and error.filename is None:
            _drop(here.out)
            _complain(f"wsgen: the output can't be written: {error.strerror}\n")
        else:
            _complain(
                f"{traceback.format_exc()}\n"
                f"This is a fault of wsgen {__version__} (Python {platform.python_version()}), not of your document. "
                "Please report it\nwith the lines above: https://github.com/wsgen/wsgen/issues\n"
            )
        sys.exit(Answer.NONE)
    sys.exit(Answer.YES)


def application() -> Any:
    """The commands as typer knows them; its context's `obj` is the Terminal."""
    commands = (regen, diff_check, validate, explain_protocol, explain, init)
    app = typer.Typer(
        help="One AsyncAPI file becomes typed, validated WebSocket servers and clients.",
        epilog="Exit codes: 0 yes, 1 the answer is no (an error, drift), 2 no answer.",
        rich_markup_mode=None,
        add_completion=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    )
    app.callback()(_start)
    for command in commands:
        app.command(command.__name__.replace("_", "-"))(command)
    group: Any = typer.main.get_command(app)
    for command in (group, *group.commands.values()):
        # `--help` is a parameter too, and there from here on.
        for parameter in command.get_params(typer.Context(command, **group.context_settings)):
            _leave_texts(parameter)
    return group


def _leave_texts(parameter: Any) -> None:
    """Takes a text for what it is, where typer would ask pydantic: to load that takes a third of a small check's time.

    What typer has to convert, or to complain about, is left to it.
    """
    wanted = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    process = parameter.process_value

    def value_of(context: typer.Context, value: Any) -> Any:
        if wanted is str and isinstance(value, str):
            return value
        if wanted == list[str] and not parameter.required:
            return list(value or ())
        is_absent = value is None and not parameter.required
        is_default = isinstance(wanted, type) and isinstance(value, Enum) and isinstance(value, wanted)
        return value if wanted is not None and (is_absent or is_default) else process(context, value)

    parameter.process_value = value_of


def _option(option: Option, **more: Any) -> Any:
    """What typer makes of one option of the shared table."""
    if not option.flags:
        return typer.Argument(metavar=option.metavar, help=option.help, show_default=False)
    return typer.Option(*option.flags, metavar=option.metavar, help=option.help, **more)


def _print_version(context: typer.Context, is_asked: bool) -> None:
    if is_asked:
        here: Terminal = context.obj
        _say(here, f"wsgen {__version__}\n", "")
        raise typer.Exit


Spec = Annotated[str | None, _option(options.SPEC)]
Out = Annotated[str | None, _option(options.OUT, show_default=False)]
Config = Annotated[str | None, _option(options.CONFIG, show_default=False)]
NoCache = Annotated[bool, _option(options.NO_CACHE)]
Profile = Annotated[bool, _option(options.PROFILE)]
Version = Annotated[bool, _option(options.VERSION, callback=_print_version, is_eager=True)]


def _start(version: Version = False) -> None:
    pass


def regen(
    context: typer.Context,
    spec: Spec = None,
    out: Out = None,
    config: Config = None,
    *,
    no_cache: NoCache = False,
    verbose: Annotated[bool, _option(options.VERBOSE)] = False,
    profile: Profile = False,
) -> None:
    """Write the generated folder.

    Only files that differ are written, and only files that wsgen wrote are changed or deleted. Warnings and notes go to
    standard error.

    Example:  wsgen regen asyncapi/chat.yml --out generated
    """
    from .commands import regen as command
    from .commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, out, config, cache=_cache(here, no_cache))
    color = here.colors(here.err)
    _answer(
        here,
        lambda step: command.regen(arguments, step, time.perf_counter, is_verbose=verbose, has_color=color),
        is_profiled=profile,
    )


def diff_check(
    context: typer.Context,
    spec: Spec = None,
    out: Out = None,
    config: Config = None,
    *,
    no_cache: NoCache = False,
    format: Annotated[DriftFormat, _option(options.DRIFT)] = DriftFormat.TEXT,  # noqa: A002 - the option's name.
    profile: Profile = False,
) -> None:
    """Check that the generated folder is what the document says.

    Writes nothing and needs no git. Exits with 1 and a diff when a file is missing, unexpected or changed.

    Example:  wsgen diff-check --format github
    """
    from .commands import diff_check as command
    from .commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, out, config, cache=_cache(here, no_cache))
    color = here.colors(here.out)
    _answer(here, lambda step: command.diff_check(arguments, format, step, has_color=color), is_profiled=profile)


def validate(
    context: typer.Context,
    specs: Annotated[list[str] | None, _option(options.SPECS)] = None,
    config: Config = None,
    *,
    strict: Annotated[bool, _option(options.STRICT)] = False,
    format: Annotated[FindingsFormat, _option(options.FINDINGS)] = FindingsFormat.FULL,  # noqa: A002 - the option's name.
    profile: Profile = False,
) -> None:
    """Say what is wrong with documents.

    One sorted report for all of them. Exits with 1 when there are errors, else with 2 when a document can't be opened.
    `wsgen explain` says more about each code.

    Example:  wsgen validate asyncapi/chat.yml --strict
    """
    from .commands import validate as command
    from .commands.project import Arguments

    arguments = Arguments(Path.cwd(), config=config, is_strict=strict)
    here: Terminal = context.obj
    request = command.Request(specs or (), format, here.read)
    color = here.colors(here.out)
    _answer(here, lambda step: command.validate(arguments, request, step, has_color=color), is_profiled=profile)


def explain_protocol(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    format: Annotated[ProtocolFormat, _option(options.PROTOCOL)] = ProtocolFormat.TEXT,  # noqa: A002 - the option's name.
) -> None:
    """Say what crosses the wire, and what Python has for it.

    For each connection and direction: how a frame is recognised, its message and model, the server's handler, the
    client's method, what answers it. What the document leaves open is marked, with the key that settles it. SPEC may be
    - for standard input. docs/protocol.md reads an example and lists the keys of --format json.

    Example:  wsgen explain-protocol asyncapi/chat.yml

    Example:  wsgen explain-protocol --format json | jq '.connections[].path'
    """
    from .commands import explain_protocol as command
    from .commands.project import Arguments

    here: Terminal = context.obj
    request = command.Request(format, here.width(here.out), here.read)
    arguments = Arguments(Path.cwd(), spec, config=config)
    _answer(here, lambda step: command.explain_protocol(arguments, request, step, has_color=here.colors(here.out)))


def explain(context: typer.Context, codes: Annotated[list[str] | None, _option(options.CODES)] = None) -> None:
    """Say what diagnostic codes mean.

    Example:  wsgen explain WSG310
    """
    from .commands import explain as command

    here: Terminal = context.obj
    _answer(here, lambda _: command.explain(codes or (), has_color=here.colors(here.out)))


def init(context: typer.Context, name: Annotated[str, _option(options.NAME)]) -> None:
    """Make a small project in a new folder.

    It has a document, a pyproject.toml and a server; `wsgen regen` works in it at once.

    Example:  wsgen init demo
    """
    from .commands import init as command

    _answer(context.obj, lambda _: command.init(name, Path.cwd()))


def _cache(here: Terminal, is_off: bool) -> Path | None:
    return None if is_off else cache_folder(here.environment, sys.platform)


def _answer(here: Terminal, command: Command, *, is_profiled: bool = False) -> NoReturn:
    """Carries out a command, prints what it has to say and exits."""
    watch = here.stopwatch()
    try:
        with here.progress() as step:
            outcome = command(watch.telling(step))
    except NoAnswerError as error:
        outcome = Outcome(Answer.NONE, err=complaint([error]))
    except KeyboardInterrupt:
        outcome = Outcome(Answer.INTERRUPTED)
    _say(here, outcome.out, outcome.err + (watch.table(has_color=here.colors(here.err)) if is_profiled else ""))
    raise typer.Exit(outcome.answer)


def _say(here: Terminal, out: str, err: str) -> None:
    try:
        here.say(out, err)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _drop(here.out)


def _drop(stream: TextIO) -> None:
    """Nothing more reaches `stream`, which Python flushes once more at its end: that must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _complain(text: str) -> None:
    """Writes to standard error, which may be what can't be written."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
