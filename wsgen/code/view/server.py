"""What `server.py.jinja` needs: the abstract class with one method a message that clients send."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...plan.identifier import Identifier
from ...plan.protocol import Connection, Direction, Protocol, Role, Route, Topic
from ..literal import Code, compose, identifier, join, literal
from .channels import channel_constants, is_for_everyone, parameter_type, topics
from .imports import NOTHING, Import, Source, use
from .page import Head, Page, Scope, head, prose_docstring
from .prose import about, arguments, headed, heartbeat, one_line, quoted, reply, route_summary, sentence, where
from .replies import AliasView, is_stream, reply_aliases, reply_type
from .side import Side

# So many messages of one handler are named in its docstring, whose first argument's type names them all.
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class HandleView:
    """The class whose `send` accepts what one channel carries to clients; `message` is None where that is nothing."""

    name: Code
    docstring: Code
    message: Source | None
    send_docstring: Code


@dataclass(frozen=True, slots=True)
class HandlerView:
    """One `on_…` method; `define` is `def` or `async def`."""

    define: Code
    name: Code
    message: Source
    returns: Source
    docstring: Code
    is_abstract: bool


@dataclass(frozen=True, slots=True)
class TopicView:
    """The method that makes a channel's handle; `parameters` begin with a comma."""

    name: Code
    parameters: Code
    handle: Code
    arguments: Code
    docstring: Code


@dataclass(frozen=True, slots=True)
class ServerView:
    """One connection's class; `connection` is what its handlers' first argument is called.

    `authenticate` is the hook that gets the message by which a client says who it is, where there is one.
    """

    name: Code
    connection: Code
    arguments_class: Code
    constant: Code
    docstring: Code
    authenticate: HandlerView | None
    handlers: tuple[HandlerView, ...]
    topics: tuple[TopicView, ...]

    @property
    def methods(self) -> tuple[HandlerView, ...]:
        """Its hook, then its handlers."""
        return (*((self.authenticate,) if self.authenticate else ()), *self.handlers)


@dataclass(frozen=True, slots=True)
class ServersView:
    """The file."""

    head: Head
    aliases: tuple[AliasView, ...]
    handles: tuple[HandleView, ...]
    servers: tuple[ServerView, ...]


def connection_alias(protocol: Protocol, connection: Connection) -> Identifier:
    """How a handler's first argument is annotated: `Connection`, with a name before it where there are several."""
    if len(protocol.connections) == 1:
        return Identifier("Connection")
    name = f"{connection.server_class.removesuffix('Server')}Connection"
    # What the file calls the runtime's own class; no class of the plan ends with `_`.
    return Identifier(f"{name}_" if name == "RuntimeConnection" else name)


def handles(protocol: Protocol) -> tuple[Topic, ...]:
    """Every topic with a handle class of its own, once."""
    return tuple({topic.handle: topic for topic in topics(protocol)}.values())


def server_page(protocol: Protocol) -> Page:
    """The file of the abstract servers, one class a connection."""
    routes = tuple(route for each in protocol.connections for route in each.client_to_server)
    scope = Scope.of(protocol, _taken(protocol, routes))
    aliases = reply_aliases(scope, routes)
    handle_views = tuple(_handle(scope, topic) for topic in handles(protocol))
    constants = channel_constants(protocol)
    servers = tuple(_server(scope, each, constants) for each in protocol.connections)
    text = f"The server of {protocol.name}: subclass it, write its abstract methods, serve what `asgi()` gives."
    needs = _needs(protocol, servers, handle_views).union(*(alias.union.needs for alias in aliases))
    view = ServersView(head(protocol, text, needs), aliases, handle_views, servers)
    return Page("server.py", "server.py.jinja", view)


def _taken(protocol: Protocol, routes: tuple[Route, ...]) -> frozenset[str]:
    """Every name in the file that isn't a model's."""
    connections = protocol.connections
    planned = {name for each in connections for name in (each.server_class, each.arguments_class, each.constant)}
    planned |= {route.reply_alias for route in routes if route.reply_alias}
    planned |= {connection_alias(protocol, each) for each in connections} | {each.handle for each in handles(protocol)}
    fixed = (
        "abstractmethod AsyncIterator Future TypeAlias StateT UserT Server ServerBase ChannelHandle RuntimeConnection "
        "channels models"
    )
    # An annotation looks among the methods of its class first.
    methods = {route.handler for route in routes} | {topic.method for topic in topics(protocol)}
    return frozenset(planned | set(fixed.split()) | (methods & protocol.definitions.keys()))


def _needs(
    protocol: Protocol, servers: tuple[ServerView, ...], handle_views: tuple[HandleView, ...]
) -> frozenset[Import]:
    runtime = "._runtime.server.server"
    if not servers:
        return NOTHING
    needs = use("typing", "TypeAlias") | use(runtime, "StateT", "UserT")
    needs |= {Import(compose(runtime), compose("Connection"), compose("RuntimeConnection"))}
    needs = needs.union(*(use(runtime, "ServerBase" if each.authenticate else "Server") for each in servers))
    for each in protocol.connections:
        names = (each.arguments_class, each.constant)
        needs |= {Import(compose(".dispatch"), identifier(name)) for name in names}
    if handle_views:
        needs |= use(runtime, "ChannelHandle") | use(".", "channels")
    if any(handle.message for handle in handle_views):
        needs |= use("concurrent.futures", "Future")
    handlers = [handler for server in servers for handler in server.handlers]
    handlers += [server.authenticate for server in servers if server.authenticate]
    if any(handler.is_abstract for handler in handlers):
        needs |= use("abc", "abstractmethod")
    needs = needs.union(*(handler.message.needs | handler.returns.needs for handler in handlers))
    return needs.union(*(handle.message.needs for handle in handle_views if handle.message))


def _handle(scope: Scope, topic: Topic) -> HandleView:
    said = f"`{one_line(topic.address)}`: {sentence(topic.title)}" if topic.title else f"`{one_line(topic.address)}`."
    sends = bool(topic.server_to_client)
    extra = "" if sends else "The server sends nothing here."
    whom = "every connection" if is_for_everyone(scope.protocol, topic) else "every subscriber"
    return HandleView(
        identifier(topic.handle),
        prose_docstring(said, topic.description, extra),
        scope.messages(topic.server_to_client) if sends else None,
        prose_docstring(f"Send to {whom}, and say how many receivers are known to get it.", indent=8),
    )


def _server(scope: Scope, connection: Connection, constants: Mapping[Identifier, Identifier]) -> ServerView:
    protocol = scope.protocol
    side = Side(protocol, connection, Direction.CLIENT_TO_SERVER)
    by_handler: dict[Identifier, list[Route]] = {}
    for route in side.routes:
        by_handler.setdefault(route.handler, []).append(route)
    text = prose_docstring(
        f"The server's side of a connection to `{one_line(connection.path)}`.",
        about(protocol, connection),
        arguments(connection),
        heartbeat(protocol, connection),
    )
    first = next((each for each in side.routes if _authenticates(protocol, each)), None)
    return ServerView(
        name=identifier(connection.server_class),
        connection=identifier(connection_alias(protocol, connection)),
        arguments_class=identifier(connection.arguments_class),
        constant=identifier(connection.constant),
        docstring=text,
        authenticate=_hook(scope, first) if first else None,
        handlers=tuple(_handler(scope, side, tuple(routes)) for routes in by_handler.values()),
        topics=tuple(_topic(protocol, topic, constants[topic.class_name]) for topic in connection.topics),
    )


def _authenticates(protocol: Protocol, route: Route) -> bool:
    return protocol.messages[route.message].role is Role.AUTHENTICATE


def _hook(scope: Scope, route: Route) -> HandlerView:
    """What is asked who a client is, by the message that says so."""
    text = (
        "What this returns is `connection.user` from then on. Runs before `on_connect`, and again whenever the client "
        "sends the message."
    )
    return HandlerView(
        define=compose("async def"),
        name=identifier(Identifier("authenticate")),
        message=scope.message(route.message),
        returns=Source(compose("UserT")),
        docstring=prose_docstring(
            "Say who a client is, by its first message, or raise `Reject(4401, reason)`.", text, indent=8
        ),
        is_abstract=True,
    )


def _handler(scope: Scope, side: Side, routes: tuple[Route, ...]) -> HandlerView:
    """One method; messages that can't be told apart share one."""
    first = routes[0]
    messages = [scope.protocol.messages[route.message] for route in routes]
    type_ = reply_type(scope, first)
    # Only the application knows what to reply, also where the runtime has done the rest.
    is_optional = all(message.role for message in messages) and type_ is None
    returns = type_ or Source(compose("None"))
    if type_ and is_stream(first):
        iterator = compose("AsyncIterator[{type}]", type=type_.code)
        returns = Source(iterator, type_.needs | use("collections.abc", "AsyncIterator"))
    return HandlerView(
        define=compose("def") if is_stream(first) else compose("async def"),
        name=identifier(first.handler),
        message=scope.messages(route.message for route in routes),
        returns=returns,
        docstring=prose_docstring(*_description(side, routes, is_optional=is_optional), indent=8),
        is_abstract=not is_optional,
    )


def _description(side: Side, routes: tuple[Route, ...], *, is_optional: bool) -> tuple[str, str]:
    protocol = side.protocol
    spoken = routes if len(routes) <= _MOST_NAMED else ()
    summaries = dict.fromkeys(route_summary(protocol, route) for route in spoken)
    facts = [
        _one_of(side, routes),
        where(side.direction, (address for route in routes for address in side.addresses(route))),
        reply(protocol, routes[0]),
        "Write it as `async def` with `yield`." if is_stream(routes[0]) else "",
        "The runtime has done its part when this is called; writing it is optional." if is_optional else "",
    ]
    return headed(" ".join(filter(None, summaries)), facts)


def _one_of(side: Side, routes: tuple[Route, ...]) -> str:
    """Which messages one handler gets, and how it is decided which one a frame is; empty where it gets one."""
    names = list(dict.fromkeys(side.protocol.messages[route.message].wire for route in routes))
    if len(names) < 2:
        return ""
    others = len(names) - _MOST_NAMED
    few = ", ".join(f"`{one_line(each)}`" for each in names[:_MOST_NAMED])
    which = quoted(names) if others <= 0 else f"{few} and {others} more"
    tried = sum(route in side.untagged for route in routes)
    rule = ": a frame is taken for the first whose schema accepts it" if tried > 1 else ""
    return f"Gets {which}{rule}."


def _topic(protocol: Protocol, topic: Topic, constant: Identifier) -> TopicView:
    named = [identifier(each.python) for each in topic.parameters]
    typed = [
        compose("{name}: {type}", name=name, type=parameter_type(each))
        for name, each in zip(named, topic.parameters, strict=True)
    ]
    values = [
        compose("{key}: {name}", key=literal(each.name), name=name)
        for name, each in zip(named, topic.parameters, strict=True)
    ]
    channel = compose("channels.{name}", name=identifier(constant))
    said = f"`{one_line(topic.address)}`, for sending to its subscribers."
    if not topic.server_to_client:
        said = f"`{one_line(topic.address)}`, for subscribing a connection to it."
    elif is_for_everyone(protocol, topic):
        said = f"`{one_line(topic.address)}`, for sending to every connection."
    return TopicView(
        name=identifier(topic.method),
        parameters=compose(", *, {typed}", typed=join(", ", typed)) if typed else compose(""),
        handle=identifier(topic.handle),
        arguments=compose("{channel}, {{{values}}}", channel=channel, values=join(", ", values)),
        docstring=prose_docstring(said, indent=8),
    )
