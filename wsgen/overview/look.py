"""Looks at a protocol the way a reader does: which message is recognised how, and what Python has for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..plan.assumption import Assumption, Part
from ..plan.protocol import Connection, Direction, Framing, Message, Protocol, Recognition, Role, Route, Topic
from .overview import Line, Marks, Note, Overview, Row, Sign, Way


@dataclass(frozen=True, slots=True)
class _View:
    protocol: Protocol
    notes: tuple[Note, ...]
    schema_first: Mapping[str, str]


def look(protocol: Protocol, assumptions: Iterable[Assumption], schema_first: Mapping[str, str]) -> Overview:
    """The overview of a protocol.

    `assumptions` are what its plan takes for granted, in order; `schema_first` says by message why its model alone
    can't be trusted.
    """
    view = _View(protocol, _notes(assumptions), schema_first)
    return Overview(protocol, tuple(_line(view, each) for each in protocol.connections), view.notes)


def _notes(assumptions: Iterable[Assumption]) -> tuple[Note, ...]:
    kinds: dict[tuple[Part, str], list[Assumption]] = {}
    for each in assumptions:
        kinds.setdefault((each.part, each.code or each.hint), []).append(each)
    return tuple(Note(number, tuple(several)) for number, several in enumerate(kinds.values(), start=1))


def _marks(notes: Iterable[Note], concerns: Callable[[Assumption], bool]) -> Marks:
    found: dict[Part, tuple[int, ...]] = {}
    for note in notes:
        for part in dict.fromkeys(each.part for each in note.assumptions if concerns(each)):
            found[part] = (*found.get(part, ()), note.number)
    return Marks(found)


def _line(view: _View, connection: Connection) -> Line:
    channels = {each.channel for each in connection.topics}

    def concerns(each: Assumption) -> bool:
        return connection.key in each.connections or not channels.isdisjoint(each.channels) or _is_about_all(each)

    errors = (view.protocol.messages[each.message] for each in connection.server_to_client)
    return Line(
        connection,
        next((each for each in errors if each.role is Role.ERROR), None),
        frozenset(name for note in view.notes for each in note.assumptions for name in each.channels),
        tuple(_way(view, connection, direction) for direction in Direction),
        _marks(view.notes, concerns),
    )


def _is_about_all(assumption: Assumption) -> bool:
    return not (assumption.messages or assumption.channels or assumption.connections)


def _way(view: _View, connection: Connection, direction: Direction) -> Way:
    is_up = direction is Direction.CLIENT_TO_SERVER
    framing = connection.framing[direction]
    routes = connection.client_to_server if is_up else connection.server_to_client
    carried = frozenset(each.message for each in routes)

    def is_general(each: Assumption) -> bool:
        """Whether it is about all of several messages, and needn't be said of each."""
        return _is_about_all(each) or (len(carried) > 1 and carried.issubset(each.messages))

    def marks_of(id_: str) -> Marks:
        return _marks(view.notes, lambda each: id_ in each.messages and not is_general(each))

    rows: list[Row] = []
    for route in routes:
        message = view.protocol.messages[route.message]
        topics = tuple(each for each in connection.topics if each.channel in route.topics)
        asked = () if is_up else tuple(each for each in connection.client_to_server if _answers(each, route.message))
        server, client = _sent_up(message, route) if is_up else _sent_down(connection, message, topics, asked)
        rows.append(
            Row(
                message=message,
                sign=_sign(framing, message, len(routes)),
                server=server,
                client=client,
                is_at_topics=bool(topics) and not is_up and message.role is None,
                reply=route.reply,
                answers=tuple(each.message for each in asked),
                topics=topics,
                schema_first=view.schema_first.get(message.id, ""),
                marks=marks_of(message.id),
            )
        )
    return Way(direction, framing, tuple(rows), _marks(view.notes, is_general))


def _answers(route: Route, message: str) -> bool:
    return route.reply is not None and message in route.reply.messages


def _sign(framing: Framing, message: Message, count: int) -> Sign:
    is_tried = message.id in framing.untagged
    has_tag = framing.tag is not None and message.tags and (not is_tried or message.id in framing.optional)
    keys = tuple(key for key, id_ in framing.keys.items() if id_ == message.id)
    is_alone = framing.recognition is Recognition.ALONE or count == 1
    order = framing.untagged.index(message.id) + 1 if is_tried and not is_alone else None
    return Sign(message.tags if has_tag else (), keys, order)


def _sent_up(message: Message, route: Route) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The server's handler, and the client's method: none for what its runtime sends."""
    is_sent = message.role is None and route.method is not None
    return (route.handler,), (f"{route.method}()",) if is_sent else ()


def _sent_down(
    connection: Connection, message: Message, topics: Sequence[Topic], asked: Sequence[Route]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How the server's code sends a message, and where a client's code gets it, topics left out."""
    if message.role is not None:
        return (), ("on_error()",) if message.role is Role.ERROR else ()
    if not (asked or topics):
        return ("connection.send()",), (f"{connection.rest}()",)
    methods = (f"{each.method}()" for each in asked if each.method)
    return tuple(dict.fromkeys(each.handler for each in asked)), tuple(dict.fromkeys(methods))
