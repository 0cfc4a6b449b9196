"""Names what users see of connections and topics: classes, handlers, methods, parameters."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.location import Location
from ..spec.document import Channel, Document, Message, Operation
from .argument import ArgumentDraft
from .draft import (
    ConnectionNames,
    ParameterDraft,
    Replies,
    RoleDraft,
    Socket,
    TopicNames,
    Traffic,
    messages_in,
    own_channel,
    told_name,
)
from .ending import Heartbeat
from .extensions import text_of
from .identifier import Identifier
from .protocol import Direction, Path
from .reserved import Reserved
from .settings import PlanSettings
from .settle import Claim, place_key, settle
from .spelling import class_name, constant_name, method_name

# Words at the end of a title or a channel's name that say what kind of thing it is.
_TITLE_NOISE: Final = frozenset(
    {"api", "asyncapi", "websocket", "websockets", "ws", "protocol", "service", "server", "spec"}
)
_CHANNEL_NOISE: Final = ("Channel", "Topic")
# How the tables of routes are called that stand beside a connection's constant.
_TABLE: Final = re.compile(r"(?:^|_)(?:CLIENT_TO_SERVER|SERVER_TO_CLIENT)(?:_UNTAGGED)?$")


@dataclass(frozen=True, slots=True)
class View:
    """What naming the surface looks at; `shared` are the messages that share a handler, by key of the connection."""

    document: Document
    messages: Mapping[str, Message]
    channels: Mapping[str, Channel]
    operations: Mapping[str, Operation]
    sockets: Sequence[Socket]
    traffic: Traffic
    roles: Mapping[str, RoleDraft]
    replies: Replies
    arguments: Mapping[str, Sequence[ArgumentDraft]]
    subprotocols: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Sequence[ParameterDraft]]
    heartbeats: Mapping[str, Heartbeat | None]
    sequences: Mapping[str, Path]
    reserved: Reserved
    shared: Mapping[str, Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Classes:
    """The names of one connection that its messages have no part in."""

    name: str
    constant: Identifier
    server_class: Identifier
    client_class: Identifier
    arguments_class: Identifier

    @property
    def all(self) -> tuple[str, ...]:
        """Every class name, the synchronous client's included."""
        return (self.server_class, self.client_class, f"{self.client_class}Sync", self.arguments_class)


def protocol_name(document: Document, settings: PlanSettings) -> str:
    """The protocol's name: the setting, `x-wsgen-name` at the root, else the title without words such as "API"."""
    told = settings.name or text_of(document.extensions, "x-wsgen-name")
    if told:
        return class_name(told)
    title = document.info.title.split()
    while len(title) > 1 and title[-1].casefold().strip(".,:;()") in _TITLE_NOISE:
        title.pop()
    return class_name(" ".join(title) or "Protocol")


def name_connections(view: View, protocol: str) -> Mapping[str, Classes]:
    """By key, the classes of each connection: the protocol's name, with the channel's where there are several.

    Where several carry topics, these are called like their servers.
    """
    names: dict[str, str] = {}
    with_topics = sum(bool(each.topics) for each in view.sockets)
    for socket in view.sockets:
        # The first channel of several by its name, not by its turn, so that the order of a mapping means nothing.
        is_whole = len(view.sockets) == 1 or (socket.topics and with_topics == 1)
        bare = class_name(min(socket.servers, default="")) if socket.topics and socket.servers else ""
        names[socket.key] = "" if is_whole else bare or _bare(view.channels[min(socket.channels)])
    claims = [
        Claim(path, path, name, (name or protocol,), None, f"the connection at {path}", view.document.location)
        for path, name in names.items()
    ]
    settled = settle(claims, reserved=frozenset()).names
    constants = _constants(settled, view.document.location)
    result: dict[str, Classes] = {}
    for path, name in names.items():
        full = f"{protocol}{settled[path]}" if name else protocol
        result[path] = Classes(
            name=full,
            constant=constants[path],
            server_class=Identifier(f"{full}Server"),
            client_class=Identifier(f"{full}Client"),
            arguments_class=Identifier(f"{full}Arguments"),
        )
    return result


def _constants(names: Mapping[str, Identifier], place: Location) -> Mapping[str, Identifier]:
    """The constant of each connection: `UserID` and `UserId` are one in capitals, and a table isn't a constant."""
    spelled = {path: constant_name(name) for path, name in names.items()}
    claims = [
        Claim(path, path, names[path], (name, f"{name}_CONNECTION"), None, f"the connection at {path}", place)
        for path, name in spelled.items()
    ]
    return settle(claims, reserved={each for each in spelled.values() if _TABLE.search(each)}).names


def name_topics(view: View, taken: Iterable[str]) -> tuple[Mapping[str, TopicNames], tuple[Diagnostic, ...]]:
    """By channel, the names of each topic; `taken` are class names."""
    carried = {name for socket in view.sockets for name in socket.topics}
    topics = [each for each in view.document.channels if each.name in carried]
    bare = {each.name: text_of(each.extensions, "x-wsgen-name") or _bare(each) for each in topics}

    def claims(spell: Sequence[str]) -> list[Claim]:
        return [
            Claim(
                each.name,
                f"/channels/{each.name}",
                each.name,
                tuple(form.format(c=class_name(bare[each.name]), m=method_name(bare[each.name])) for form in spell),
                None,
                f"topic `{each.name}`",
                each.location,
            )
            for each in topics
        ]

    reserved = view.reserved
    classes = settle(claims(("{c}", "{c}Topic")), reserved=reserved.channels)
    handles = settle(claims(("{c}Channel", "{c}ChannelHandle")), reserved=reserved.classes, taken=taken)
    methods = settle(claims(("{m}", "{m}_topic")), reserved=reserved.server | reserved.client)
    names = {
        each.name: TopicNames(
            class_name=classes.names[each.name],
            handle=handles.names[each.name],
            method=methods.names[each.name],
            parameters=_parameters(view, each),
        )
        for each in topics
    }
    return names, (*classes.diagnostics, *methods.diagnostics)


def name_methods(
    view: View, socket: Socket, classes: Classes, topics: Mapping[str, TopicNames]
) -> tuple[ConnectionNames, tuple[Diagnostic, ...]]:
    """The handlers and methods of one connection; reply aliases are named later, after the models."""
    traffic = view.traffic[socket.key]
    mine = [topics[each].method for each in socket.topics]
    sent = [view.messages[id_] for id_ in messages_in(traffic[Direction.CLIENT_TO_SERVER])]
    received = [view.messages[id_] for id_ in messages_in(traffic[Direction.SERVER_TO_CLIENT])]
    heads = _heads(view, socket)
    heading = [each for each in sent if heads.get(each.id, each.id) == each.id]
    handlers = settle(_handlers(heading, view.reserved.server.union(mine)), reserved=view.reserved.server, taken=mine)
    # What the runtime sends by itself has no method of its own.
    called = [each for each in sent if each.id not in view.roles]
    reserved = view.reserved.client
    methods = settle(_methods(called, reserved.union(mine)), reserved=reserved, taken=mine)
    client = settle(_handlers(received, reserved), reserved=reserved, taken=(*mine, *methods.names.values()))
    names = ConnectionNames(
        name=classes.name,
        constant=classes.constant,
        server_class=classes.server_class,
        client_class=classes.client_class,
        arguments_class=classes.arguments_class,
        handlers={
            **{(Direction.CLIENT_TO_SERVER, each.id): handlers.names[heads.get(each.id, each.id)] for each in sent},
            **{(Direction.SERVER_TO_CLIENT, id_): name for id_, name in client.names.items()},
        },
        methods=methods.names,
        reply_aliases={},
        arguments=_arguments(view, socket),
    )
    # A client has no handlers yet: their names are kept for it, and nobody needs to hear of them.
    # What was said of a message's model or handler needn't be said of its method again.
    heard = {(each.code, each.location) for each in handlers.diagnostics}
    rest = [each for each in methods.diagnostics if (each.code, each.location) not in heard]
    return names, tuple(each for each in (*handlers.diagnostics, *rest) if each.code != "WSG503")


def _heads(view: View, socket: Socket) -> Mapping[str, str]:
    """Of each message that shares a handler, the one that it is called after: one with an ordered name, else the first.

    The first by its place in its file, not by its turn, so that the order of a mapping means nothing.
    """
    found: dict[str, str] = {}
    for group in view.shared.get(socket.key, ()):
        head = min(group, key=lambda id_: (_told_handler(view.messages[id_]) is None, place_key(id_)))
        found |= dict.fromkeys(group, head)
    return found


def _told_handler(message: Message) -> str | None:
    return text_of(message.extensions, "x-handler-method") or None


def _bare(channel: Channel) -> str:
    """A channel's name without "Channel" at its end, in class spelling."""
    name = class_name(channel.name)
    for noise in _CHANNEL_NOISE:
        if name.endswith(noise) and name != noise:
            name = name.removesuffix(noise)
    return name


def _handlers(messages: Iterable[Message], unavailable: AbstractSet[str]) -> list[Claim]:
    return [_claim(message, "on_", unavailable, told=_told_handler(message)) for message in messages]


def _methods(messages: Iterable[Message], unavailable: AbstractSet[str]) -> list[Claim]:
    return [_claim(message, "", unavailable, told=None) for message in messages]


def _told(message: Message) -> str | None:
    return text_of(message.extensions, "x-wsgen-name")


def _claim(message: Message, prefix: str, unavailable: AbstractSet[str], *, told: str | None) -> Claim:
    """A method's claim: longer by `_message` where no message can have it, else by its channel."""
    name = told_name(message)
    base = method_name(_told(message) or name)
    # With something before it, no keyword is one any more.
    bare = base.rstrip("_")
    best, longer = f"{prefix}{bare if prefix else base}", f"{prefix}{bare}_message"
    channel = own_channel(message)
    own = (f"{prefix}{method_name(channel)}_{bare}",) if channel else ()
    wanted = (best, longer, *own) if best in unavailable else (best, *own, longer)
    spelling = best if base == name else name
    return Claim(message.id, place_key(message.id), spelling, wanted, told, f"message `{name}`", message.location)


def _parameters(view: View, channel: Channel) -> Mapping[str, Identifier]:
    claims = [
        Claim(
            each.name,
            each.name,
            each.name,
            (method_name(each.name), f"{method_name(each.name)}_"),
            text_of(each.parameter.extensions, "x-wsgen-name") if each.parameter else None,
            f"parameter `{each.name}`",
            each.parameter.location if each.parameter else channel.location,
        )
        for each in view.parameters.get(channel.name, ())
    ]
    return settle(claims, reserved=view.reserved.arguments).names


def _arguments(view: View, socket: Socket) -> Mapping[tuple[str, str], Identifier]:
    drafts = view.arguments.get(socket.key, ())
    claims: list[Claim] = []
    for each in drafts:
        # The header of subprotocols says nothing of what is offered there.
        called = "token" if each.where == "subprotocol" else each.name
        method = method_name(called)
        key = " ".join(each.key)
        wanted = (method, f"{each.where}_{method}", f"{method}_")
        claims.append(
            Claim(key, key, called, wanted, each.told_name, f"{each.where} argument `{each.name}`", each.location)
        )
    names = settle(claims, reserved=view.reserved.arguments).names
    return {each.key: names[" ".join(each.key)] for each in drafts}
