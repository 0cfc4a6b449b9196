"""What `client.py.jinja` and `client_sync.py.jinja` need: a method a message that clients send, one a topic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ...plan.identifier import Identifier
from ...plan.protocol import Connection, Direction, Protocol, Route
from ..generated import Models
from ..literal import Code, compose, identifier, join, literal
from .addressed import TopicArgument, any_topic, topic_argument
from .argument import argument_field, needs_no_value
from .client_topics import TopicView, topic_views
from .greeting import GreetingView, greeting_view
from .imports import NOTHING, Import, Source, use
from .page import Head, Page, Scope, head, prose_docstring
from .prose import (
    about,
    argument,
    arguments,
    beginning,
    headed,
    heartbeat,
    item,
    one_line,
    reply,
    route_summary,
    sentence,
    where,
)
from .replies import AliasView, is_stream, reply_aliases, reply_type
from .request import free, request
from .side import Side


@dataclass(frozen=True, slots=True)
class RequestView:
    """One method that sends a message. One of the three is true of it: it has a `stream`, an `answer`, or nothing."""

    name: Code
    parameters: Code
    docstring: Code
    route: Code
    message: Code
    topic: Code
    stream: Code | None
    answer: Code | None
    local: Code
    needs: frozenset[Import]


@dataclass(frozen=True, slots=True)
class ClientView:
    """One connection's class.

    `urls` is None where there is at most one server, `sends` where clients have nothing to say, `to` where no envelope
    has a topic. `greeting` is what it sends before all else, where that is a message that authenticates it.
    """

    name: Code
    constant: Code
    docstring: Code
    parameters: Code
    arguments: Code
    host: Code
    urls: Code | None
    init_docstring: Code
    requests: tuple[RequestView, ...]
    topics: tuple[TopicView, ...]
    greeting: GreetingView | None
    sends: Source | None
    to: TopicArgument | None


@dataclass(frozen=True, slots=True)
class ClientsView:
    """The file."""

    head: Head
    aliases: tuple[AliasView, ...]
    clients: tuple[ClientView, ...]


@dataclass(frozen=True, slots=True)
class _Surface:
    """What differs between the file of the clients for asyncio and the file of those without."""

    path: str
    template: str
    title: str
    class_of: Callable[[Connection], Identifier]
    opening: str
    base: frozenset[Import]
    stream: frozenset[Import]
    subscription: frozenset[Import]


_ASYNCIO: Final = _Surface(
    path="client.py",
    template="client.py.jinja",
    title="The client of {name}: one method for each message that a client sends, one for each topic.",
    class_of=lambda connection: connection.client_class,
    opening="Nothing is opened before `async with`.",
    base=use("._runtime.client.client", "Client"),
    stream=use("._runtime.client.streams", "ReplyStream"),
    subscription=use("._runtime.client.streams", "Subscription"),
)
_SYNC: Final = _Surface(
    path="client_sync.py",
    template="client_sync.py.jinja",
    title="The client of {name} without asyncio: its methods wait instead of being awaited.",
    class_of=lambda connection: connection.client_class_sync,
    opening="Nothing is opened before `with`.",
    base=use("._runtime.client.sync_client", "ClientSync"),
    stream=use("._runtime.client.sync_streams", "ReplyStreamSync"),
    subscription=use("._runtime.client.sync_streams", "SubscriptionSync"),
)


def client_page(protocol: Protocol, models: Models) -> Page:
    """The file of the clients for asyncio, one class a connection."""
    return _page(protocol, models, _ASYNCIO)


def client_sync_page(protocol: Protocol, models: Models) -> Page:
    """The file of the clients without asyncio, one class a connection."""
    return _page(protocol, models, _SYNC)


def _page(protocol: Protocol, models: Models, surface: _Surface) -> Page:
    routes = tuple(
        route for each in protocol.connections for route in each.client_to_server if _is_request(protocol, route)
    )
    scope = Scope.of(protocol, _taken(protocol, routes))
    aliases = reply_aliases(scope, routes)
    clients = tuple(_client(scope, models, surface, each) for each in protocol.connections)
    needs = _needs(protocol, surface, clients, routes).union(*(alias.union.needs for alias in aliases))
    text = surface.title.format(name=protocol.name)
    view = ClientsView(head(protocol, text, needs if clients else ()), aliases, clients)
    return Page(surface.path, surface.template, view)


def _is_request(protocol: Protocol, route: Route) -> bool:
    """Whether a client has a method for it: what the runtime sends itself has none."""
    return protocol.messages[route.message].role is None and route.method is not None


def _taken(protocol: Protocol, routes: tuple[Route, ...]) -> frozenset[str]:
    """Every name in the file that isn't a model's."""
    planned = {
        name
        for each in protocol.connections
        for name in (each.client_class, each.client_class_sync, each.arguments_class, each.constant)
    }
    planned |= {route.reply_alias for route in routes if route.reply_alias}
    fixed = "Any Callable ClassVar Literal Mapping Union TypeAlias ClientOptions given channels models"
    fixed += " Client ReplyStream Subscription ClientSync ReplyStreamSync SubscriptionSync"
    # An annotation looks among the methods of its class first.
    methods = {route.method for route in routes if route.method}
    methods |= {topic.method for each in protocol.connections for topic in each.topics}
    return frozenset(planned | set(fixed.split()) | (methods & protocol.definitions.keys()))


def _needs(
    protocol: Protocol, surface: _Surface, clients: tuple[ClientView, ...], routes: tuple[Route, ...]
) -> frozenset[Import]:
    needs = surface.base | use("._runtime.client.options", "ClientOptions")
    for each in protocol.connections:
        names = (each.arguments_class, each.constant)
        needs |= {Import(compose(".dispatch"), identifier(name)) for name in names}
        needs = needs.union(*(argument_field(argument).needs for argument in each.arguments))
    if any(route.reply_alias for route in routes):
        needs |= use("typing", "TypeAlias")
    for client in clients:
        needs = needs.union(*(request.needs for request in client.requests))
        needs = needs.union(*(topic.events.needs for topic in client.topics))
        if client.greeting:
            needs |= client.greeting.message.needs | use("collections.abc", "Callable")
        needs |= client.sends.needs if client.sends else NOTHING
        if client.urls:
            needs |= use("typing", "ClassVar", "Literal") | use("collections.abc", "Mapping")
        if client.topics:
            needs |= surface.subscription
        if any(topic.is_channel for topic in client.topics):
            needs |= use(".", "channels")
        needs |= client.to.needs if client.to else NOTHING
        if any(request.stream for request in client.requests):
            needs |= surface.stream
    return needs


def _client(scope: Scope, models: Models, surface: _Surface, connection: Connection) -> ClientView:
    protocol = scope.protocol
    side = Side(protocol, connection, Direction.CLIENT_TO_SERVER)
    greeting = greeting_view(scope, side)
    requests = tuple(route for route in side.routes if _is_request(protocol, route))
    text = prose_docstring(
        f"A client's side of a connection to `{one_line(connection.path)}`.",
        about(protocol, connection),
        arguments(connection),
        heartbeat(protocol, connection),
    )
    typed = [
        compose("{name}: {field}", name=identifier(each.python), field=argument_field(each).code)
        for each in sorted(connection.arguments, key=needs_no_value)
    ]
    if greeting:
        typed.insert(0, greeting.parameter)
    url = compose("url: str = {url}", url=literal(connection.url)) if connection.url else compose("url: str")
    given = (compose("{name}={name}", name=identifier(each.python)) for each in connection.handshake)
    host = [
        compose("{key}: {name}", key=literal(each.name), name=identifier(each.python))
        for each in connection.arguments
        if each.where == "host"
    ]
    lines = [
        item(f"`{each.python}`: {sentence(beginning(each.description))} {argument(each)}", 8)
        for each in connection.arguments
    ]
    if greeting:
        lines.insert(0, item(f"`{greeting.name}`: who this client is, or what makes that for each connection.", 8))
    return ClientView(
        name=identifier(surface.class_of(connection)),
        constant=identifier(connection.constant),
        docstring=text,
        parameters=join(", ", [url, compose("*"), *typed, compose("options: ClientOptions | None = None")]),
        arguments=compose("{name}({given})", name=identifier(connection.arguments_class), given=join(", ", given)),
        host=compose(", {{{pairs}}}", pairs=join(", ", host)) if host else compose(""),
        urls=_urls(connection),
        init_docstring=prose_docstring(surface.opening, "\n".join(lines), indent=8),
        requests=tuple(_request(scope, models, side, route) for route in requests),
        topics=topic_views(scope, connection),
        greeting=greeting,
        sends=scope.messages(route.message for route in requests) if requests else None,
        to=any_topic(side, requests),
    )


def _urls(connection: Connection) -> Code | None:
    """The constant with each server's URL, where there are several to choose from."""
    known = [(literal(each.server), literal(each.url)) for each in connection.endpoints if each.server and each.url]
    if len(known) < 2:
        return None
    names = join(", ", (name for name, _ in known))
    pairs = join(", ", (compose("{name}: {url}", name=name, url=url) for name, url in known))
    return compose("SERVERS: ClassVar[Mapping[Literal[{names}], str]] = {{{pairs}}}", names=names, pairs=pairs)


def _request(scope: Scope, models: Models, side: Side, route: Route) -> RequestView:
    protocol = scope.protocol
    message = protocol.messages[route.message]
    type_ = reply_type(scope, route)
    asked = request(scope, models, side, message)
    positional = compose(", {one}", one=asked.positional) if asked.positional else compose("")
    required, others = [*asked.required], [*asked.optional]
    topic = topic_argument(side, route, asked.names)
    if topic:
        (required if topic.is_required else others).append(topic.parameter)
    if type_:
        others.append(compose("timeout: float | None = None"))
    named = [*required, *others]
    needs = asked.needs | (topic.needs if topic else NOTHING)
    answer = type_.code if type_ and not is_stream(route) else None
    stream = type_.code if type_ and is_stream(route) else None
    if type_:
        needs |= type_.needs | {Import(compose(".dispatch"), side.table_of(route))}
    facts = [where(side.direction, side.addresses(route)), reply(protocol, route)]
    return RequestView(
        name=identifier(route.method or route.handler),
        parameters=compose("{one}, *, {all}", one=positional, all=join(", ", named)) if named else positional,
        docstring=prose_docstring(*headed(route_summary(protocol, route), facts), indent=8),
        route=side.lookup(route),
        message=asked.message,
        topic=compose(", topic={value}", value=topic.value) if topic else compose(""),
        stream=stream,
        answer=answer,
        # What the reply is called must not be what a parameter is called.
        local=identifier(free(Identifier("reply"), asked.names)),
        needs=needs,
    )
