"""What `client.js.jinja` and `client.d.ts.jinja` need: a class a connection, a method a message and a topic."""

from dataclasses import dataclass
from typing import Final

from ..code.literal import Code, compose, identifier, join
from ..code.view.prose import about, filled, headed, heartbeat, one_line, paragraphs, reply, route_summary, where
from ..code.view.side import Side
from ..plan.identifier import Identifier
from ..plan.protocol import Connection, Direction, Message, Protocol, Role, Route
from .arguments import ArgumentsView, ArgumentView, arguments_view
from .constants import given
from .doc import until_when
from .head import Head, head
from .literal import literal, mapping, member_key, property_key, tsdoc, tsdoc_deprecated
from .names import method_name
from .scope import Scope
from .topics import TopicView, address_type, tells, topic_views

_INDENT: Final = 5


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method that sends a message: `call` is the method of the runtime's client that does it."""

    doc: Code
    name: Code
    message: Code
    typed: Code
    returns: Code
    parameters: Code
    call: Code


@dataclass(frozen=True, slots=True)
class GreetingView:
    """The message by which a client says who it is: its name, and the argument that has its payload."""

    message: Code
    argument: ArgumentView


@dataclass(frozen=True, slots=True)
class ClientView:
    """One connection's class. `greeting` is the first message that it sends, None where there is no such."""

    doc: Code
    name: Code
    constant: Code
    url: Code
    url_type: Code
    servers: Code
    servers_type: Code
    arguments: ArgumentsView
    greeting: GreetingView | None
    methods: tuple[MethodView, ...]
    topics: tuple[TopicView, ...]


@dataclass(frozen=True, slots=True)
class AliasView:
    """What the messages that may answer a request are called together."""

    name: Code
    type: Code


@dataclass(frozen=True, slots=True)
class ClientsView:
    """Both files; `types` are those that come from `messages.d.ts`, `runtime` those of the runtime's types."""

    head: Head
    types: tuple[Code, ...]
    constants: Code
    aliases: tuple[AliasView, ...]
    clients: tuple[ClientView, ...]


def clients_view(protocol: Protocol) -> ClientsView:
    """The clients of all connections."""
    scope = Scope.of(protocol)
    text = f"The client of {protocol.name}: one method for each message that a client sends, one for each topic."
    routes = [each for connection in protocol.connections for each in connection.client_to_server]
    aliases = {each.reply_alias: each.reply for each in routes if each.reply_alias and each.reply}
    return ClientsView(
        head(protocol, text),
        tuple(sorted({scope.payload(each) for each in protocol.messages.values()})),
        join("", (compose("{name}, ", name=identifier(each.constant)) for each in protocol.connections)),
        tuple(AliasView(identifier(name), scope.messages(each.messages)) for name, each in aliases.items()),
        tuple(_client(scope, each) for each in protocol.connections),
    )


def _client(scope: Scope, connection: Connection) -> ClientView:
    protocol = scope.protocol
    side = Side(protocol, connection, Direction.CLIENT_TO_SERVER)
    greeting = _greeting(scope, side)
    asked = arguments_view(connection, greeting.argument if greeting else None)
    said = paragraphs(
        f"A client's side of a connection to `{one_line(connection.path)}`.",
        about(protocol, connection),
        heartbeat(protocol, connection),
        asked.unsent,
        "Nothing is opened before `connect()`.",
    )
    urls = [(each.server, each.url) for each in connection.endpoints if each.server and each.url]
    return ClientView(
        doc=tsdoc_deprecated(filled(said, 3), until_when(connection.deprecated_until)),
        name=identifier(connection.client_class),
        constant=identifier(connection.constant),
        url=literal(connection.url),
        url_type=compose("null") if connection.url is None else compose("string"),
        servers=mapping((member_key(name), literal(url)) for name, url in urls),
        servers_type=mapping(
            (compose("readonly {name}", name=property_key(name)), compose("string")) for name, _ in urls
        ),
        arguments=asked,
        greeting=greeting,
        methods=tuple(_method(scope, side, each) for each in side.routes if _is_request(protocol, each)),
        topics=topic_views(scope, connection),
    )


def _is_request(protocol: Protocol, route: Route) -> bool:
    """Whether a client has a method for it: what the runtime sends itself has none."""
    return protocol.messages[route.message].role is None and route.method is not None


def _method(scope: Scope, side: Side, route: Route) -> MethodView:
    protocol, message = scope.protocol, scope.protocol.messages[route.message]
    answer = scope.reply(route)
    facts = [where(side.direction, side.addresses(route)), reply(protocol, route)]
    said = filled(paragraphs(*headed(route_summary(protocol, route), facts)), _INDENT)
    payload = _payload(scope, side, message)
    call, returns = compose("_send"), compose("Promise<void>")
    if answer is not None and scope.is_stream(route):
        call, returns = compose("_stream"), compose("ReplyStream<{answer}>", answer=answer)
    elif answer is not None:
        call, returns = compose("_request"), compose("Promise<{answer}>", answer=answer)
    options = _options(side, route, compose("CallOptions"))
    # What stands before something that must be given must be given too.
    needed = "?:" not in options
    first = compose("payload: {type}" if needed or not payload.is_optional else "payload?: {type}", type=payload.type)
    deprecation = until_when(route.deprecated_until or message.deprecated_until, is_deprecated=message.deprecated)
    return MethodView(
        doc=tsdoc_deprecated(said, deprecation, 2),
        name=method_name(route.method or route.handler),
        message=literal(message.wire),
        typed=join(", ", (first, options)),
        returns=returns,
        parameters=compose("payload{default}, options", default=payload.default),
        call=call,
    )


@dataclass(frozen=True, slots=True)
class _Payload:
    """What is to be given of a message; `default` is what it is where nothing is given, and nothing need be."""

    type: Code
    default: Code

    @property
    def is_optional(self) -> bool:
        """Whether nothing need be given."""
        return bool(self.default)


def _payload(scope: Scope, side: Side, message: Message) -> _Payload:
    asked = given(scope.protocol, message, side.framing)
    whole, default = scope.payload(message), compose(" = {{}}" if asked.is_any else "")
    if asked.fixed is not None:
        return _Payload(whole, compose(" = {value}", value=literal(asked.fixed.value)))
    if not asked.left_out:
        return _Payload(whole, default)
    names = join(" | ", map(literal, asked.left_out))
    return _Payload(compose("Without<{type}, {names}>", type=whole, names=names), default)


def _options(side: Side, route: Route, type_: Code) -> Code:
    """The last parameter; it has the topic where nothing else tells it, and an envelope carries it."""
    message = side.protocol.messages[route.message]
    topics = side.topics(route)
    has_topic = message.envelope is not None and message.envelope.topic is not None
    if not has_topic or (len(topics) == 1 and tells(message, topics[0])):
        return compose("options?: {type}", type=type_)
    if not topics:
        return compose("options?: {type} & {{ topic?: string }}", type=type_)
    return compose("options: {type} & {{ topic: {address} }}", type=type_, address=address_type(topics))


def _greeting(scope: Scope, side: Side) -> GreetingView | None:
    """The message by which a client says who it is, as one of its arguments; called as none of the others."""
    messages = scope.protocol.messages
    first = next((each for each in side.routes if messages[each.message].role is Role.AUTHENTICATE), None)
    if first is None:
        return None
    taken = {each.python for each in side.connection.arguments}
    name = Identifier("auth")
    while name in taken:
        name = Identifier(f"{name}_")
    payload = _payload(scope, side, messages[first.message]).type
    type_ = compose("{type} | (() => {type})", type=payload)
    doc = tsdoc("Who this client is, or what says so for each connection: the first message that it sends.", 2)
    return GreetingView(literal(messages[first.message].wire), ArgumentView(doc, property_key(name), type_))
