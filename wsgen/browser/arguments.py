"""Writes the type of what a client gives when it connects: all of the handshake that a browser can send."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..code.literal import Code, compose, identifier
from ..code.view.prose import argument, filled, one_line, paragraphs, quoted
from ..plan.argument import Argument
from ..plan.protocol import Connection
from .literal import property_key, tsdoc
from .types import Type, literal_type, union, within

_TYPES: Final = MappingProxyType(
    {"str": compose("string"), "int": compose("number"), "float": compose("number"), "bool": compose("boolean")}
)
UNSENT: Final = frozenset({"header"})
"""Places of a handshake that no page can put anything in."""

_INDENT: Final = 5


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """One property of the type."""

    doc: Code
    name: Code
    type: Code


@dataclass(frozen=True, slots=True)
class ArgumentsView:
    """The type. `mark` is `?` where nothing of it need be given; `unsent` says what a browser can't send."""

    name: Code
    fields: tuple[ArgumentView, ...]
    mark: Code
    unsent: str


def arguments_view(connection: Connection, greeting: ArgumentView | None) -> ArgumentsView:
    """The type of a connection's arguments; `greeting` is one more, the message by which a client says who it is."""
    sent = [each for each in connection.arguments if each.where not in UNSENT]
    fields = [*([greeting] if greeting else ()), *map(_field, sent)]
    is_optional = greeting is None and not any(_is_needed(each) for each in sent)
    return ArgumentsView(
        identifier(connection.arguments_class),
        tuple(fields),
        compose("?") if is_optional else compose(""),
        _unsent(connection),
    )


def _field(each: Argument) -> ArgumentView:
    kind = each.kind
    type_ = union(map(literal_type, kind.values)) if kind.values else Type(_TYPES[kind.type])
    code = compose("readonly {type}[]", type=within(type_, 2)) if kind.many else type_.code
    doc = tsdoc(filled(paragraphs(each.description, argument(each)), _INDENT), 2)
    mark = compose("") if _is_needed(each) else compose("?")
    return ArgumentView(doc, compose("{key}{mark}", key=property_key(each.python), mark=mark), code)


def _is_needed(each: Argument) -> bool:
    return each.required and each.kind.default is None


def _unsent(connection: Connection) -> str:
    names = [one_line(each.name) for each in connection.arguments if each.where in UNSENT]
    return f"No page can send a header with a WebSocket, so it doesn't send {quoted(names)}." if names else ""
