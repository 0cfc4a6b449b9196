"""What `dispatch.py.jinja` needs: the route tables, and what the runtime must know of each connection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...plan.argument import Argument
from ...plan.identifier import Identifier
from ...plan.protocol import Connection, Direction, One, Protocol, Role, Route, Stream, Topic
from ..literal import Code, code_tuple, compose, identifier, join, literal, literal_tuple
from .argument import argument_entry, argument_field
from .channels import channel_constants
from .imports import NOTHING, Import, groups, use
from .page import Head, Page, constant, head, prose_docstring
from .prose import argument, heading, sentence
from .side import Side

Constants = Mapping[Identifier, Identifier]
"""By the class of a channel, the constant that the runtime knows it by."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The routes of one direction."""

    target: Code
    value: Code
    docstring: Code


@dataclass(frozen=True, slots=True)
class FieldView:
    """One value of the handshake."""

    name: Code
    type: Code
    docstring: Code


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One connection: its tables, its arguments' class, its constant."""

    tables: tuple[TableView, ...]
    arguments_class: Code
    arguments_docstring: Code
    arguments: tuple[FieldView, ...]
    constant: Code
    protocol: Code


@dataclass(frozen=True, slots=True)
class DispatchView:
    """The file."""

    head: Head
    connections: tuple[ConnectionView, ...]


def dispatch_page(protocol: Protocol) -> Page:
    """The file of route tables."""
    text = f"The dispatch tables of {protocol.name}: which message takes which way, and what answers it."
    constants = channel_constants(protocol)
    connections = tuple(_connection(protocol, each, constants) for each in protocol.connections)
    view = DispatchView(head(protocol, text, _needs(protocol)), connections)
    return Page("dispatch.py", "dispatch.py.jinja", view)


def _needs(protocol: Protocol) -> frozenset[Import]:
    module = "._runtime.protocol"
    connections = protocol.connections
    routes = [route for each in connections for route in (*each.client_to_server, *each.server_to_client)]
    needs = use("typing", "Final") | use("dataclasses", "dataclass")
    needs |= use("pathlib", "Path") | use("._runtime.schemas", "Schemas")
    needs |= use(module, "Framing", "Protocol", "Route")
    if any(Side(protocol, each, direction).has_table for each in connections for direction in Direction):
        needs |= use("collections.abc", "Mapping") | use(module, "Scalar")
    if routes:
        needs |= use(".", "messages")
    if any(Side(protocol, each, direction).has_booleans for each in connections for direction in Direction):
        needs |= use(module, "ByTag")
    if any(each.topics for each in connections):
        needs |= use(".", "channels")
    if any(isinstance(route.reply, One) for route in routes):
        needs |= use(module, "One")
    if any(isinstance(route.reply, Stream) for route in routes):
        needs |= use(module, "Stream")
    for given in (given for each in connections for given in each.handshake):
        needs |= argument_entry(given).needs | argument_field(given).needs
    if any(each.heartbeat for each in connections):
        needs |= use(module, "Heartbeat")
    return needs if connections else NOTHING


def _connection(protocol: Protocol, connection: Connection, constants: Constants) -> ConnectionView:
    taken = bool(connection.handshake)
    sides = tuple(Side(protocol, connection, direction) for direction in Direction)
    said = "What a client gives when it connects." if taken else "A client gives nothing when it connects."
    return ConnectionView(
        tables=tuple(table for each in sides for table in _tables(each, constants)),
        arguments_class=identifier(connection.arguments_class),
        arguments_docstring=prose_docstring(said),
        arguments=tuple(map(_field, connection.handshake)),
        constant=identifier(connection.constant),
        protocol=_protocol(protocol, connection, constants),
    )


def _field(each: Argument) -> FieldView:
    said = prose_docstring(each.description, argument(each))
    return FieldView(identifier(each.python), argument_field(each).code, said)


def _tables(side: Side, constants: Constants) -> tuple[TableView, ...]:
    """The table by tag, then the row of routes without a tag where there are such."""
    said = prose_docstring(sentence(f"{heading(side.direction)}: {side.framing.reason}"), indent=0)
    found: list[TableView] = []
    if side.has_table:
        # A dict of Python's has one place for `1` and `True`.
        pair, table = (
            ("({tag}, {route})", "ByTag({entries})") if side.has_booleans else ("{tag}: {route}", "{{{entries}}}")
        )
        entries = (
            compose(pair, tag=literal(tag), route=_route(side, route, constants))
            for route in side.tagged
            for tag in side.protocol.messages[route.message].tags
        )
        target = compose("{name}: Final[Mapping[Scalar, Route]]", name=side.table)
        found.append(TableView(target, compose(table, entries=join(", ", entries)), said))
    if side.untagged:
        target = compose("{name}: Final[tuple[Route, ...]]", name=side.untagged_table)
        rest = prose_docstring("Where no tag tells: the first whose schema accepts a frame takes it.", indent=0)
        tagged = frozenset(each.message for each in side.tagged)
        value = code_tuple(
            side.lookup(each) if each.message in tagged else _route(side, each, constants) for each in side.untagged
        )
        found.append(TableView(target, value, rest if side.has_table else said))
    return tuple(found)


def _route(side: Side, route: Route, constants: Constants) -> Code:
    # Only a server has handlers; what reaches a client goes to a request's reply or to a topic's events.
    handler = literal(str(route.handler)) if side.direction is Direction.CLIENT_TO_SERVER else compose("None")
    parts = [constant(side.protocol.messages[route.message]), compose("handler={name}", name=handler)]
    if route.reply:
        parts.append(compose("reply={reply}", reply=_reply(side.protocol, route.reply)))
    if route.topics:
        parts.append(compose("channels={channels}", channels=_channels(constants, side.topics(route))))
    return compose("Route({parts})", parts=join(", ", parts))


def _reply(protocol: Protocol, reply: One | Stream) -> Code:
    if isinstance(reply, One):
        return compose("One({messages})", messages=_messages(protocol, reply.messages))
    return compose(
        "Stream({start}, {items}, {end})",
        start=constant(protocol.messages[reply.start]) if reply.start else compose("None"),
        items=_messages(protocol, reply.items),
        end=_messages(protocol, reply.end),
    )


def _messages(protocol: Protocol, messages: Iterable[str]) -> Code:
    return code_tuple(constant(protocol.messages[each]) for each in messages)


def _channels(constants: Constants, topics: Iterable[Topic]) -> Code:
    return code_tuple(compose("channels.{name}", name=identifier(constants[each.class_name])) for each in topics)


def _protocol(protocol: Protocol, connection: Connection, constants: Constants) -> Code:
    routes = (*connection.client_to_server, *connection.server_to_client)
    messages = {route.message: protocol.messages[route.message] for route in routes}
    parts = [
        compose("name={name}", name=literal(connection.name)),
        compose("path={path}", path=literal(connection.path)),
        compose(
            'schemas=Schemas(Path(__file__).with_name("schemas.json"){formats})',
            formats=compose(", formats=True") if protocol.asserts_formats else compose(""),
        ),
        compose("client_to_server={framing}", framing=_framing(Side(protocol, connection, Direction.CLIENT_TO_SERVER))),
        compose("server_to_client={framing}", framing=_framing(Side(protocol, connection, Direction.SERVER_TO_CLIENT))),
        compose("arguments_class={name}", name=identifier(connection.arguments_class)),
    ]
    others = dict.fromkeys(each.path for each in connection.endpoints if each.path != connection.path)
    if others:
        parts.append(compose("other_paths={paths}", paths=literal_tuple(others)))
    if connection.subprotocols:
        parts.append(compose("subprotocols={names}", names=literal_tuple(connection.subprotocols)))
    if connection.handshake:
        entries = code_tuple(argument_entry(each).code for each in connection.handshake)
        parts.append(compose("arguments={all}", all=entries))
    if connection.topics:
        parts.append(compose("channels={channels}", channels=_channels(constants, connection.topics)))
    if connection.heartbeat:
        beat = connection.heartbeat
        times = compose("{a}, {b}", a=literal(beat.interval), b=literal(beat.timeout))
        pair = compose("{a}, {b}", a=constant(protocol.messages[beat.ping]), b=constant(protocol.messages[beat.pong]))
        parts.append(compose("heartbeat=Heartbeat({times}, {pair})", times=times, pair=pair))
    for role in (Role.ERROR, Role.SUBSCRIBE, Role.UNSUBSCRIBE, Role.AUTHENTICATE):
        found = next((message for message in messages.values() if message.role is role), None)
        if found:
            field = identifier(Identifier(role.value))
            parts.append(compose("{field}={message}", field=field, message=constant(found)))
    # Two messages may share a model; the first one is what it's called in an error.
    models = {message.model: constant(message) for message in reversed(messages.values())}
    if models:
        known = [
            compose("{{each.model: each for each in ({group},)}}", group=join(", ", group))
            for group in groups(reversed(models.values()))
        ]
        whole = known[0] if len(known) == 1 else compose("{{**{parts}}}", parts=join(", **", known))
        parts.append(compose("by_model={whole}", whole=whole))
    return compose("Protocol({parts})", parts=join(", ", parts))


def _framing(side: Side) -> Code:
    framing = side.framing
    tag = literal_tuple(framing.tag) if framing.tag is not None else compose("None")
    parts = [
        compose("tag={tag}", tag=tag),
        compose("routes={table}", table=side.table if side.has_table else compose("{{}}")),
    ]
    if side.untagged:
        parts.append(compose("untagged={table}", table=side.untagged_table))
    if side.keys:
        pairs = (compose("{key}: {route}", key=literal(key), route=side.tried(route)) for key, route in side.keys)
        parts.append(compose("keys={{{pairs}}}", pairs=join(", ", pairs)))
    return compose("Framing({parts})", parts=join(", ", parts))
