"""The methods of a client that read: one a topic that clients read, or one for all that answers no request."""

from dataclasses import dataclass

from ...plan.protocol import Connection
from ..literal import Code, compose, identifier, join, literal
from .channels import channel_constants
from .channels import parameter_type as topic_type
from .imports import Source
from .page import Scope, prose_docstring
from .prose import one_line, sentence


@dataclass(frozen=True, slots=True)
class TopicView:
    """One method that reads a topic; `parameters` begin with a comma."""

    name: Code
    parameters: Code
    events: Source
    source: Code
    docstring: Code
    is_channel: bool


def topic_views(scope: Scope, connection: Connection) -> tuple[TopicView, ...]:
    """The topics that carry more than what the runtime takes care of; without topics, everything but replies."""
    protocol = scope.protocol
    if not connection.topics:
        return _rest(scope, connection)
    constants = channel_constants(protocol)
    views: list[TopicView] = []
    for topic in connection.topics:
        events = [each for each in topic.server_to_client if protocol.messages[each].role is None]
        if not events:
            continue
        named = [identifier(each.python) for each in topic.parameters]
        pairs = list(zip(named, topic.parameters, strict=True))
        typed = join(", ", (compose("{a}: {b}", a=name, b=topic_type(each)) for name, each in pairs))
        values = join(", ", (compose("{a}: {b}", a=literal(each.name), b=name) for name, each in pairs))
        constant = identifier(constants[topic.class_name])
        said = sentence(topic.title) or "What the server sends there."
        views.append(
            TopicView(
                name=identifier(topic.method),
                parameters=compose(", *, {typed}", typed=typed) if pairs else compose(""),
                events=scope.messages(events),
                source=compose("_subscription(channels.{name}, {{{values}}})", name=constant, values=values),
                docstring=prose_docstring(f"`{one_line(topic.address)}`: {said}", indent=8),
                is_channel=True,
            )
        )
    return tuple(views)


def _rest(scope: Scope, connection: Connection) -> tuple[TopicView, ...]:
    events = [
        each.message for each in connection.server_to_client if scope.protocol.messages[each.message].role is None
    ]
    replies = {each for route in connection.client_to_server if route.reply for each in route.reply.messages}
    if replies.issuperset(events):
        return ()
    said = "All that the server sends, apart from the replies to this client's requests."
    return (
        TopicView(
            name=identifier(connection.rest),
            parameters=compose(""),
            events=scope.messages(events),
            source=compose("_messages()"),
            docstring=prose_docstring(said, indent=8),
            is_channel=False,
        ),
    )
