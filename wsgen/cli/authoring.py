"""The commands that help who writes a document: `fmt`, `add …`; and `schema` for editors."""

from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..options import SchemaKind, Side
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


def add_message(
    context: typer.Context,
    name: Annotated[str, option(options.MESSAGE_NAME)],
    spec: Annotated[str | None, option(options.SPEC_OPTION, show_default=False)] = None,
    config: Config = None,
    *,
    channel: Annotated[str | None, option(options.CHANNEL, show_default=False)] = None,
    direction: Annotated[Side, option(options.DIRECTION)] = Side.CLIENT,
    reply: Annotated[str | None, option(options.REPLY)] = None,
    field: Annotated[list[str] | None, option(options.FIELD)] = None,
) -> None:
    """Add a message to the document.

    It is recognised as the channel's other messages are, by the same tag or in the same envelope, has the fields that
    they all have, and stands where they do. An operation says who sends it. Comments and layout stay; the document is
    valid afterwards, or nothing is written.

    Example:  wsgen add message SendPhoto --field url --reply PhotoSaved

    Example:  wsgen add message PriceChanged --direction server
    """
    from ..commands import add_message as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    request = command.Request(name, channel, direction is Side.CLIENT, reply, field or ())
    arguments = Arguments(Path.cwd(), spec, config=config)
    color = here.colors(here.err)
    answer(here, lambda step: command.add_message(arguments, request, step, has_color=color))


def add_channel(
    context: typer.Context,
    name: Annotated[str, option(options.CHANNEL_NAME)],
    spec: Annotated[str | None, option(options.SPEC_OPTION, show_default=False)] = None,
    config: Config = None,
    *,
    address: Annotated[str | None, option(options.ADDRESS, show_default=False)] = None,
) -> None:
    """Add a channel to the document.

    It carries nothing yet: `wsgen add message` is next. Comments and layout stay.

    Example:  wsgen add channel prices --address 'prices:{symbol}'
    """
    from ..commands import add_channel as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, config=config)
    color = here.colors(here.err)
    answer(here, lambda step: command.add_channel(arguments, name, address, step, has_color=color))


def schema(context: typer.Context, kind: Annotated[SchemaKind, option(options.SCHEMA)]) -> None:
    """Print a JSON Schema for editors.

    They complete and check what you write by it; docs/editors.md tells how. It is made from the tables that wsgen
    itself goes by.

    Example:  wsgen schema settings > .wsgen/settings.json
    """
    from ..commands import schema as command

    answer(context.obj, lambda _: command.schema(kind))
