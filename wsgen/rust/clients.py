"""What `client.rs.jinja` needs: a client for each connection, and how it answers a ping by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..code.literal import Code, compose, join
from ..code.view.prose import about, filled, paragraphs
from ..code.view.side import Side
from ..plan.protocol import Connection, Direction, Message, Role
from .frames import frame_type, frame_variant, side_name, sides_of
from .head import Head, head
from .literal import doc, name, text
from .models import Models
from .names import class_names
from .shapes import Field


@dataclass(frozen=True, slots=True)
class PongView:
    """The pattern of a ping's frame, and the expression that answers it, which calls the message `ping`."""

    ping: Code
    value: Code


@dataclass(frozen=True, slots=True)
class ClientView:
    """One client. `up` and `down` are the enums of its frames, empty where nothing travels that way."""

    doc: Code
    name: Code
    path: Code
    up: Code
    down: Code
    but: Code
    pong: PongView | None


@dataclass(frozen=True, slots=True)
class ClientsView:
    """The file."""

    head: Head
    clients: tuple[ClientView, ...]
    has_pongs: bool


def clients_view(models: Models) -> ClientsView:
    """The clients of all connections."""
    clients = tuple(_client(models, each) for each in models.protocol.connections)
    said = f"The clients of {models.protocol.name}, over whatever carries texts."
    return ClientsView(head(models.protocol, said), clients, any(each.pong for each in clients))


def _client(models: Models, connection: Connection) -> ClientView:
    protocol = models.protocol
    sides = {each.direction: each for each in sides_of(protocol) if each.connection is connection}
    names = {way: side_name(protocol, connection, way) for way in sides}
    nothing = compose("")
    pong = _pong(models, sides)
    said = paragraphs(f"A client of `{connection.path}`.", about(protocol, connection))
    return ClientView(
        doc=doc(filled(said, 4)),
        name=name(class_names(protocol)[connection.client_class]),
        path=text(connection.path),
        up=names.get(Direction.CLIENT_TO_SERVER, nothing),
        down=names.get(Direction.SERVER_TO_CLIENT, nothing),
        but=compose(", apart from pings, which are answered") if pong else nothing,
        pong=pong,
    )


def _pong(models: Models, sides: Mapping[Direction, Side]) -> PongView | None:
    """How a ping is answered: None where there is none, or where its pong needs what a ping doesn't have."""
    ping = _with_role(sides.get(Direction.SERVER_TO_CLIENT), Role.PING)
    pong = _with_role(sides.get(Direction.CLIENT_TO_SERVER), Role.PONG)
    if ping is None or pong is None:
        return None
    given, wanted = models.fields(ping.frame), models.fields(pong.frame)
    if given is None or wanted is None:
        return None
    renamed = {pong.role_fields.get("id", ""): ping.role_fields.get("id", "")}
    needed: list[Code] = []
    others: list[Code] = []
    for word, field in wanted:
        if field.required and models.only(field.type) is not None:
            continue
        source = next((each for each in given if each[1].wire == renamed.get(field.wire, field.wire)), None)
        value = None if source is None else _copied(models, source, field)
        if value is None and field.required:
            return None
        if value is not None and field.required:
            needed.append(value)
        elif value is not None:
            others.append(compose("{name}: {value}", name=word, value=value))
    type_ = frame_type(models, pong)
    made = compose("{type}::new({needed})", type=type_, needed=join(", ", needed))
    if others:
        made = compose("{type} {{ {others}, ..{made} }}", type=type_, others=join(", ", others), made=made)
    up, down = sides[Direction.CLIENT_TO_SERVER], sides[Direction.SERVER_TO_CLIENT]
    return PongView(
        ping=compose(
            "{side}::{variant}({name})",
            side=_enum(down),
            variant=frame_variant(down, ping),
            name=compose("ping") if "ping." in made else compose("_"),
        ),
        value=compose("{side}::{variant}({made})", side=_enum(up), variant=frame_variant(up, pong), made=made),
    )


def _enum(side: Side) -> Code:
    return compose("frames::{name}", name=side_name(side.protocol, side.connection, side.direction))


def _with_role(side: Side | None, role: Role) -> Message | None:
    messages = [] if side is None else [side.protocol.messages[each.message] for each in side.routes]
    return next((each for each in messages if each.role is role), None)


def _copied(models: Models, source: tuple[Code, Field], target: Field) -> Code | None:
    """What of a ping becomes a field of its pong; None where that can't be, or has one possible value."""
    word, field = source
    if models.resolved(field.type) != models.resolved(target.type) or models.only(field.type) is not None:
        return None
    value = compose("ping.{name}.clone()", name=word)
    if field.required == target.required:
        return value
    return compose("Some({value})", value=value) if field.required else None
