"""What `connection.html.jinja` needs: how to connect, who sends what, topics, framing, heartbeat, close codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..plan.argument import Argument
from ..plan.protocol import Connection, Direction, Envelope, Framing, Message, Protocol, Recognition, Role, Route
from .html import NOTHING, Html, anchor, code, element, join, text
from .markdown import blocks, line
from .messages import links, message_link, place, reply_words, routes_of
from .sequence import heartbeat_sequence, reply_sequence
from .words import as_json

Row = tuple[Html, ...]


@dataclass(frozen=True, slots=True)
class WayView:
    """Who sends what: one direction, and a row a message."""

    title: Html
    class_: Html
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """One topic."""

    id: Html
    address: Html
    title: Html
    description: Html
    facts: tuple[tuple[Html, Html], ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture of who sends what after what, with what it shows in words."""

    id: Html
    title: Html
    svg: Html


@dataclass(frozen=True, slots=True)
class CloseView:
    """A close code; its id, and what it means."""

    id: Html
    code: Html
    meaning: Html


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One connection."""

    id: Html
    title: Html
    description: Html
    urls: tuple[Row, ...]
    arguments: tuple[Row, ...]
    ways: tuple[WayView, ...]
    topics: tuple[TopicView, ...]
    pictures: tuple[PictureView, ...]
    framing: tuple[tuple[Html, Html], ...]
    heartbeat: Html
    errors: Html
    closings: tuple[CloseView, ...]


def connection_view(protocol: Protocol, connection: Connection) -> ConnectionView:
    """One connection of a protocol."""
    id_ = anchor("connection", connection.key)
    return ConnectionView(
        id=text(id_),
        title=text(connection.name),
        description=blocks(connection.description),
        urls=tuple(
            (code(each.url or each.path), text(each.server or ("" if each.url else "the path, on any server")))
            for each in connection.endpoints
        ),
        arguments=tuple(map(_argument, connection.arguments)),
        ways=tuple(_way(protocol, connection, way, routes) for way, routes in routes_of(connection)),
        topics=tuple(_topics(protocol, connection)),
        pictures=tuple(_pictures(protocol, connection)),
        framing=tuple(_framings(protocol, connection)),
        heartbeat=_heartbeat(protocol, connection),
        errors=_errors(protocol, connection),
        closings=tuple(
            CloseView(text(anchor("close", connection.key, str(each.code))), code(str(each.code)), line(each.meaning))
            for each in connection.close_codes
        ),
    )


def _argument(each: Argument) -> Row:
    where = f"part of the {each.where}" if each.where in {"path", "host"} else each.where
    about: list[Html] = [blocks(each.description)]
    if each.kind.values:
        shown = join((code(as_json(value)) for value in each.kind.values), " ")
        about.append(element("p", text("one of "), shown, class_="rule"))
    if each.kind.many:
        about.append(element("p", text("any number of them"), class_="rule"))
    if each.kind.default is not None and not isinstance(each.kind.default, tuple):
        about.append(element("p", text("by default "), code(as_json(each.kind.default)), class_="rule"))
    if each.form and each.form != "{token}":
        about.append(element("p", text("written as "), code(each.form), class_="rule"))
    if each.security and each.required:
        about.append(element("p", text("without it the connection is closed with "), code("4401"), class_="rule"))
    need = element("span", text("required"), class_="need") if each.required else text("optional")
    return code(each.name), text(where), join((text(f"{each.kind.type} "), need)), join(about)


def _way(protocol: Protocol, connection: Connection, way: Direction, routes: Sequence[Route]) -> WayView:
    is_up = way is Direction.CLIENT_TO_SERVER
    return WayView(
        title=text("The client sends" if is_up else "The server sends"),
        class_=text("up" if is_up else "down"),
        rows=tuple(_route(protocol, connection, each, is_up=is_up) for each in routes),
    )


def _route(protocol: Protocol, connection: Connection, route: Route, *, is_up: bool) -> Row:
    message = protocol.messages[route.message]
    summary = line(route.summary or message.summary)
    if is_up:
        said = reply_words(protocol, route)
    else:
        asked = tuple(
            each.message
            for each in connection.client_to_server
            if each.reply is not None and route.message in each.reply.messages
        )
        said = join((text("answers "), links(protocol, asked))) if asked else NOTHING
    if message.role is not None and not said:
        said = element("span", text("by the runtime"), class_="dim")
    return message_link(protocol, route.message), summary, said


def _topics(protocol: Protocol, connection: Connection) -> Iterator[TopicView]:
    for each in connection.topics:
        facts: list[tuple[Html, Html]] = []
        for parameter in each.parameters:
            rules = [text(parameter.type)]
            for word, listed in (("one of ", parameter.enum), ("such as ", parameter.examples[:3])):
                rules += [join((text(word), join(map(code, listed), " ")))] if listed else []
            facts.append((code(parameter.name), join((join(rules, ", "), blocks(parameter.description)))))
        if each.client_to_server:
            facts.append((text("The client sends"), links(protocol, each.client_to_server)))
        if each.server_to_client:
            facts.append((text("The server sends"), links(protocol, each.server_to_client)))
        facts.append((text("Method"), code(f"{each.method}({', '.join(one.python for one in each.parameters)})")))
        id_ = anchor("topic", connection.key, each.channel)
        yield TopicView(text(id_), text(each.address), line(each.title), blocks(each.description), tuple(facts))


def _pictures(protocol: Protocol, connection: Connection) -> Iterator[PictureView]:
    for route in connection.client_to_server:
        if route.reply is None or not route.reply.messages:
            continue
        id_ = anchor("sequence", connection.key, protocol.messages[route.message].wire)
        svg = reply_sequence(protocol, route, route.reply, id_)
        yield PictureView(text(id_), reply_words(protocol, route), svg)
    if beat := connection.heartbeat:
        id_ = anchor("sequence", connection.key, "~heartbeat")
        yield PictureView(text(id_), text("the heartbeat"), heartbeat_sequence(protocol, beat, id_))


def _framings(protocol: Protocol, connection: Connection) -> Iterator[tuple[Html, Html]]:
    envelopes: dict[str, Envelope] = {}
    for way, routes in routes_of(connection):
        if routes:
            yield text(way.value.capitalize()), _framing(protocol, connection.framing[way], routes)
        for route in routes:
            envelope = protocol.messages[route.message].envelope
            if envelope is not None:
                envelopes.setdefault(repr(envelope), envelope)
    for envelope in envelopes.values():
        yield text("Envelope"), _envelope(envelope)


def _framing(protocol: Protocol, framing: Framing, routes: Sequence[Route]) -> Html:
    parts = [element("p", line(f"{framing.reason[:1].upper()}{framing.reason[1:]}."))]
    if framing.tag is not None:
        parts.append(element("p", text("The tag stands in "), place(framing.tag), text(".")))
        messages = [protocol.messages[each.message] for each in routes]
        # A tag that is the message's own name needn't be said.
        told = [each for each in messages if each.tags and each.tags != (each.wire,)]
        items = [join((_tags(each), text(" is "), message_link(protocol, each.id))) for each in told]
        parts += [element("ul", *(element("li", each) for each in items))] if items else []
    for key, id_ in framing.keys.items():
        said = (text("A frame with "), code(key), text(" is "), message_link(protocol, id_), text("."))
        parts.append(element("p", *said))
    if framing.recognition is not Recognition.ALONE and len(framing.untagged) > 1:
        parts.append(element("p", text("Tried in this order: "), links(protocol, framing.untagged), text(".")))
    return join(parts)


def _tags(message: Message) -> Html:
    return join((code(as_json(each)) for each in message.tags), " ")


def _envelope(envelope: Envelope) -> Html:
    fields = (
        ("the tag", envelope.tag),
        ("the payload", envelope.data),
        ("the topic", envelope.topic),
        ("the request’s id", envelope.request_id),
        (f"the time ({envelope.timestamp_unit})", envelope.timestamp),
    )
    said = [join((place(path), text(f" is {word}"))) for word, path in fields if path is not None]
    said += [join((place(path), text(" is always "), code(as_json(held)))) for path, held in envelope.constants.items()]
    return element("ul", *(element("li", each) for each in said))


def _heartbeat(protocol: Protocol, connection: Connection) -> Html:
    beat = connection.heartbeat
    if beat is None:
        return NOTHING
    return element(
        "p",
        text("The server sends "),
        message_link(protocol, beat.ping),
        text(f" every {beat.interval:g} seconds. Without "),
        message_link(protocol, beat.pong),
        text(f" within {beat.timeout:g} seconds it closes the connection with "),
        code("4408"),
        text("."),
    )


def _errors(protocol: Protocol, connection: Connection) -> Html:
    routes = (protocol.messages[each.message] for each in connection.server_to_client)
    message = next((each for each in routes if each.role is Role.ERROR), None)
    if message is None:
        return NOTHING
    fields = [join((code(name), text(f" is the {word}"))) for word, name in message.role_fields.items()]
    said = join((text(": "), join(fields, ", "))) if fields else NOTHING
    return element(
        "p", text("What can’t be done is answered with "), message_link(protocol, message.id), said, text(".")
    )
