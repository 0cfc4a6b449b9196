"""Says which handlers a server class must have, and which it may have: a reader of the generated server's own view."""

import ast
import inspect
from dataclasses import dataclass

from ..code.literal import docstring
from ..code.view.imports import Source
from ..code.view.server import HandlerView, ServersView, ServerView, server_page
from ..plan.protocol import Protocol

SERVER_MODULE = ".server"
"""The module, in the generated package, of servers and of the types of their replies."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A name that a handler's annotations need: what they call it, and where it comes from.

    `module` is relative to the generated package: `.models`, or `.` for the package itself.
    """

    local: str
    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Handler:
    """One method: `message` and `returns` are annotations, `returns` of the user's own type is empty.

    A stream is written with `yield`. `is_required` says that a server without it can't be made. `docstring` is Python.
    """

    name: str
    message: str
    returns: str
    is_stream: bool
    is_required: bool
    docstring: str
    needs: tuple[Needed, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A generated server class, what its handlers' first argument is called, and the handlers that it knows."""

    server: str
    connection: Needed
    handlers: tuple[Handler, ...]


def wanted(protocol: Protocol) -> tuple[Wanted, ...]:
    """The server classes of a protocol, in its order, without those that have nothing to handle."""
    view = server_page(protocol).view
    if not isinstance(view, ServersView):
        raise TypeError(f"{view!r} is no view of servers")
    aliases = frozenset(str(each.name) for each in view.aliases)
    every = (_wanted(each, aliases) for each in view.servers)
    return tuple(each for each in every if each.handlers)


def _wanted(server: ServerView, aliases: frozenset[str]) -> Wanted:
    connection = Needed(str(server.connection), ".", str(server.connection))
    handlers = tuple(_handler(each, aliases, is_hook=each is server.authenticate) for each in server.methods)
    return Wanted(str(server.name), connection, handlers)


def _handler(view: HandlerView, aliases: frozenset[str], *, is_hook: bool) -> Handler:
    names = {each.id for each in ast.walk(ast.parse(view.returns.code)) if isinstance(each, ast.Name)}
    needs = [*_needed(view.message), *(() if is_hook else _needed(view.returns))]
    needs += (Needed(each, SERVER_MODULE, each) for each in sorted(names & aliases))
    summary = inspect.cleandoc(str(ast.literal_eval(view.docstring))).split("\n")[0]
    return Handler(
        name=str(view.name),
        message=str(view.message.code),
        returns="" if is_hook else str(view.returns.code),
        is_stream=view.define == "def",
        is_required=view.is_abstract,
        docstring=str(docstring(summary, 8)),
        needs=tuple(dict.fromkeys(needs)),
    )


def _needed(source: Source) -> list[Needed]:
    every = (Needed(str(each.alias or each.name), str(each.module), str(each.name)) for each in source.needs)
    return sorted(every, key=lambda each: (each.module, each.name))
