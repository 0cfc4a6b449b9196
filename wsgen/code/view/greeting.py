"""The argument of a client's constructor that is the message by which it says who it is."""

from dataclasses import dataclass

from ...plan.identifier import Identifier
from ...plan.protocol import Role
from ..literal import Code, compose, identifier
from .imports import Source
from .page import Scope
from .request import free
from .side import Side


@dataclass(frozen=True, slots=True)
class GreetingView:
    """The argument of the constructor that is the message by which a client says who it is."""

    name: Code
    message: Source

    @property
    def parameter(self) -> Code:
        """The message itself, or what makes it for each connection."""
        return compose("{name}: {type} | Callable[[], {type}]", name=self.name, type=self.message.code)


def greeting_view(scope: Scope, side: Side) -> GreetingView | None:
    """The message with the role for it; its argument is called as none of the others."""
    messages = scope.protocol.messages
    first = next((each for each in side.routes if messages[each.message].role is Role.AUTHENTICATE), None)
    if first is None:
        return None
    taken = {each.python for each in side.connection.arguments} | {"url", "options"}
    return GreetingView(identifier(free(Identifier("auth"), taken)), scope.message(first.message))
