"""The command that begins a project: `init`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..terminal import Terminal
from .answering import answer, say
from .arguments import option
from .serving import wait


def init(
    context: typer.Context,
    name: Annotated[str, option(options.NAME)],
    *,
    from_messages: Annotated[str | None, option(options.FROM_MESSAGES)] = None,
    from_server: Annotated[str | None, option(options.FROM_SERVER)] = None,
    port: Annotated[int, option(options.APP_PORT, min=0, max=65535)] = 8000,
) -> None:
    """Make a small project in a new folder.

    It has a document, a server, a client, a test, a workflow for CI and a README; `wsgen regen` works in it at once,
    and its test passes after that.

    Example:  wsgen init demo

    With frames that were recorded, the document is drafted from them: messages and how they are told apart, schemas,
    replies, each with a remark to review. docs/init.md tells the whole story.

    Example:  wsgen init demo --from-messages today.jsonl

    Example:  wsgen init demo --from-server server:app
    """
    from ..commands.outcome import NoAnswerError, Outcome

    here: Terminal = context.obj
    cwd = Path.cwd()

    def made(step: Callable[[str], None]) -> Outcome:
        if from_messages is not None and from_server is not None:
            raise NoAnswerError("--from-messages and --from-server both say what to draft from; give one of them")
        if from_messages is not None:
            from ..commands import init_drafted as drafted

            return drafted.init_from_messages(name, from_messages, cwd, step)
        if from_server is not None:
            from ..commands import init_drafted as drafted

            around = drafted.Around(lambda text: say(here, f"{text}\n", ""), wait)
            return drafted.init_from_server(name, drafted.Served(from_server, port), cwd, around, step)
        from ..commands import init as command

        return command.init(name, cwd)

    answer(here, made)
