"""The types of replies: one model, or an alias for the union of several."""

from dataclasses import dataclass

from ...plan.protocol import Route, Stream
from ..literal import Code, identifier
from .imports import Source
from .page import Scope


@dataclass(frozen=True, slots=True)
class AliasView:
    """One line `name: TypeAlias = union`."""

    name: Code
    union: Source


def reply_aliases(scope: Scope, routes: tuple[Route, ...]) -> tuple[AliasView, ...]:
    """Every alias that the routes' replies need, each once."""
    named = {route.reply_alias: route.reply for route in routes if route.reply_alias and route.reply}
    return tuple(AliasView(identifier(alias), scope.messages(reply.messages)) for alias, reply in named.items())


def reply_type(scope: Scope, route: Route) -> Source | None:
    """What one reply's type is called; None where nothing answers the message."""
    if route.reply is None:
        return None
    return Source(identifier(route.reply_alias)) if route.reply_alias else scope.messages(route.reply.messages)


def is_stream(route: Route) -> bool:
    """Whether more than one message may answer."""
    return isinstance(route.reply, Stream)
