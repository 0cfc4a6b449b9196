"""All commands as typer knows them, with the options and the help that they share."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer

from .. import __version__, options
from ..terminal import Terminal
from .answering import say
from .arguments import option
from .authoring import add_channel, add_message, fmt, schema
from .changes import breaking
from .compiling import diff_check, explain, explain_protocol, regen, validate
from .contracts import pact_capture, pact_verify
from .fuzzing import fuzz
from .handlers import check_handlers
from .loudness import with_loudness
from .serving import docs, mock
from .starting import init
from .watching import watch

# Each command imports what it needs when it runs: `--help`, `--version` and `explain` load neither YAML nor black.


COMMANDS: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "regen": regen,
        "watch": watch,
        "diff-check": diff_check,
        "check-handlers": check_handlers,
        "validate": validate,
        "explain-protocol": explain_protocol,
        "pact capture": pact_capture,
        "pact verify": pact_verify,
        "docs": docs,
        "mock": mock,
        "fuzz": fuzz,
        "explain": explain,
        "breaking": breaking,
        "fmt": fmt,
        "add message": add_message,
        "add channel": add_channel,
        "schema": schema,
        "init": init,
    }
)
"""Every command in the order of `--help`; of two words the first is the name of a group in `_GROUPS`."""
_SPEAKING: Final = frozenset({"explain", "explain-protocol", "mock", "schema"})
"""Commands whose output is all that they are for: these are neither quiet nor verbose."""
_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {"pact": "Contracts of consumers and providers, as Pact V4 files.", "add": "Add a message or a channel."}
)
_SETTINGS: Final[Mapping[str, Any]] = MappingProxyType({"help_option_names": ["-h", "--help"], "max_content_width": 80})


def application() -> Any:
    """The commands as typer knows them; its context's `obj` is the Terminal."""
    app = _group("One AsyncAPI file becomes typed, validated WebSocket servers and clients.", is_root=True)
    app.callback()(_start)
    groups: dict[str, typer.Typer] = {}
    for name, command in COMMANDS.items():
        group, _, word = name.rpartition(" ")
        if group and group not in groups:
            groups[group] = _group(_GROUPS[group])
            app.add_typer(groups[group], name=group)
        asked = command if name in _SPEAKING else with_loudness(command)
        (groups[group] if group else app).command(word)(asked)
    whole: Any = typer.main.get_command(app)
    for command in _all_of(whole):
        # `--help` is a parameter too, and there from here on.
        for parameter in command.get_params(typer.Context(command, **_SETTINGS)):
            _leave_texts(parameter)
            if parameter.param_type_name == "argument":
                # Its name and its help say it in our words; typer would add `<list[str]>`.
                vars(parameter)["display_type_rich"] = _no_type
    return whole


def _no_type(**_: object) -> str:
    return ""


def _group(help_text: str, *, is_root: bool = False) -> typer.Typer:
    return typer.Typer(
        help=help_text,
        epilog="Exit codes: 0 yes, 1 the answer is no (an error, drift), 2 no answer.",
        rich_markup_mode=None,
        add_completion=is_root,
        no_args_is_help=True,
        context_settings=dict(_SETTINGS),
    )


def _all_of(command: Any) -> Iterator[Any]:
    """A command, and all below it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _all_of(each)


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
        is_default = (
            isinstance(wanted, type) and isinstance(value, wanted) and (isinstance(value, Enum) or type(value) is int)
        )
        return value if wanted is not None and (is_absent or is_default) else process(context, value)

    parameter.process_value = value_of


def _print_version(context: typer.Context, is_asked: bool) -> None:
    if is_asked:
        here: Terminal = context.obj
        say(here, f"wsgen {__version__}\n", "")
        raise typer.Exit


Version = Annotated[bool, option(options.VERSION, callback=_print_version, is_eager=True)]


def _start(version: Version = False) -> None:
    pass
