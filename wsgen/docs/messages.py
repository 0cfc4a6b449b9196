"""What `message.html.jinja` needs: each message with its ways, its schema's table and its frames."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..plan.protocol import Connection, Direction, Message, One, Path, Protocol, Role, Route
from .bundle import Bundle
from .examples import Examples
from .html import NOTHING, Html, anchor, code, element, join, json_text, text
from .markdown import blocks, line
from .schema_table import RowView, about, rows

_LONGEST: Final = 12_000


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of a schema; `about` is what holds for the value as a whole."""

    title: Html
    about: Html
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class FrameView:
    """One frame as it crosses the wire."""

    title: Html
    json: Html


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message; `facts` are words with what they are about, `id_` is its id in the document, for the console."""

    id: Html
    id_: Html
    name: Html
    chips: Html
    summary: Html
    description: Html
    facts: tuple[tuple[Html, Html], ...]
    tables: tuple[TableView, ...]
    frames: tuple[FrameView, ...]
    is_sent: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """A message's way across one connection."""

    connection: Connection
    direction: Direction
    route: Route


def message_views(protocol: Protocol, bundle: Bundle, shown: Mapping[str, Examples]) -> tuple[MessageView, ...]:
    """Every message that crosses a connection, in the document's order."""
    ways: dict[str, list[_Way]] = {}
    for connection in protocol.connections:
        for direction, routes in routes_of(connection):
            for route in routes:
                ways.setdefault(route.message, []).append(_Way(connection, direction, route))
    return tuple(
        _message(protocol, bundle, message, ways[id_], shown[id_])
        for id_, message in protocol.messages.items()
        if id_ in ways
    )


def routes_of(connection: Connection) -> tuple[tuple[Direction, tuple[Route, ...]], ...]:
    """The routes of each direction."""
    return (
        (Direction.CLIENT_TO_SERVER, connection.client_to_server),
        (Direction.SERVER_TO_CLIENT, connection.server_to_client),
    )


def message_link(protocol: Protocol, id_: str) -> Html:
    """A message's name, which leads to it."""
    wire = protocol.messages[id_].wire
    return element("a", code(wire), href=f"#{anchor('message', wire)}")


def links(protocol: Protocol, ids: tuple[str, ...]) -> Html:
    """Several messages, each of which leads there."""
    return join((message_link(protocol, each) for each in ids), ", ")


def reply_words(protocol: Protocol, route: Route) -> Html:
    """What answers a message, in a line; nothing where nothing does."""
    if route.reply is None:
        return NOTHING
    if isinstance(route.reply, One):
        several = text("one of ") if len(route.reply.messages) > 1 else NOTHING
        return join((several, links(protocol, route.reply.messages)))
    start = (message_link(protocol, route.reply.start), text(", then ")) if route.reply.start else ()
    items = (text("any number of "), links(protocol, route.reply.items))
    end = (text(", at last "), links(protocol, route.reply.end)) if route.reply.end else ()
    return join((*start, *items, *end))


def place(path: Path) -> Html:
    """Where something stands in a frame."""
    return code("/".join(path)) if path else text("the frame itself")


def _message(protocol: Protocol, bundle: Bundle, message: Message, ways: list[_Way], shown: Examples) -> MessageView:
    id_ = anchor("message", message.wire)
    is_sent = any(each.direction is Direction.CLIENT_TO_SERVER for each in ways)
    return MessageView(
        id=text(id_),
        id_=text(message.id),
        name=text(message.wire),
        chips=join(_chips(message, ways)),
        summary=line(message.summary),
        description=blocks(message.description),
        facts=tuple(_facts(protocol, message, ways)),
        tables=_tables(bundle, message, id_),
        frames=tuple(_frames(shown)),
        is_sent=is_sent and (message.role is None or message.role is Role.SUBSCRIBE),
    )


def _chips(message: Message, ways: list[_Way]) -> Iterator[Html]:
    for direction in dict.fromkeys(each.direction for each in ways):
        class_ = "up" if direction is Direction.CLIENT_TO_SERVER else "down"
        yield element("span", text(direction.value), class_=f"tag {class_}")
    if message.role is not None:
        yield element("span", text(message.role.value), class_="tag")
    if message.deprecated:
        until = f" until {message.deprecated_until}" if message.deprecated_until else ""
        yield element("span", text(f"deprecated{until}"), class_="tag old")


def _facts(protocol: Protocol, message: Message, ways: list[_Way]) -> Iterator[tuple[Html, Html]]:
    if len(protocol.connections) > 1:
        named = {each.connection.key: each.connection for each in ways}
        yield (
            text("Connection"),
            join(
                (element("a", text(each.name), href=f"#{anchor('connection', each.key)}") for each in named.values()),
                ", ",
            ),
        )
    yield from _exchanges(protocol, ways)
    topics = {
        topic.channel: (way.connection.key, topic)
        for way in ways
        for topic in way.connection.topics
        if topic.channel in way.route.topics
    }
    if topics:
        yield (
            text("Topics"),
            join(
                (
                    element("a", code(topic.address), href=f"#{anchor('topic', key, channel)}")
                    for channel, (key, topic) in topics.items()
                ),
                ", ",
            ),
        )
    if message.request_id is not None:
        yield text("Request id"), place(message.request_id)
    if message.sequence is not None:
        yield text("Sequence"), place(message.sequence)
    methods = dict.fromkeys(each.route.method for each in ways if each.route.method)
    if methods:
        yield text("Client’s method"), join((code(f"{each}()") for each in methods), ", ")
    yield text("Model"), code(message.model)


def _exchanges(protocol: Protocol, ways: list[_Way]) -> Iterator[tuple[Html, Html]]:
    for said in dict.fromkeys(reply_words(protocol, each.route) for each in ways):
        if said:
            yield text("Answered by"), said
    answers = dict.fromkeys(
        asked.message
        for way in ways
        if way.direction is Direction.SERVER_TO_CLIENT
        for asked in way.connection.client_to_server
        if asked.reply is not None and way.route.message in asked.reply.messages
    )
    if answers:
        yield text("Answers"), links(protocol, tuple(answers))


def _tables(bundle: Bundle, message: Message, id_: str) -> tuple[TableView, ...]:
    payload = bundle.payload(message.payload)
    owner = bundle.shown_at[payload]
    envelope = message.envelope
    title = text("Frame") if envelope is None else join((text("Payload, in "), place(envelope.data)))
    if owner != id_:
        same = element("p", text("The same as "), element("a", text(message.payload), href=f"#{owner}"), text("."))
        return (TableView(title, same, ()),)
    return (TableView(title, about(bundle, bundle.schema(payload)), rows(bundle, payload, id_)),)


def _frames(shown: Examples) -> Iterator[FrameView]:
    for at, frame in enumerate(shown.frames, 1):
        title = "Example, made from the schema" if shown.is_made else "Example"
        if len(shown.frames) > 1:
            title = f"{title} {at}"
        is_long = len(json.dumps(frame)) > _LONGEST
        yield FrameView(text(title), text("This example is too long to be shown.") if is_long else json_text(frame))
