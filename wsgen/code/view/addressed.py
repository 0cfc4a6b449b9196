"""The argument that says which topic a request is for, where its payload doesn't tell and an envelope carries it."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ...plan.identifier import Identifier
from ...plan.protocol import Message, Route, Topic
from ..literal import Code, compose, identifier, join
from .imports import NOTHING, Import, use
from .request import free
from .side import Side


@dataclass(frozen=True, slots=True)
class TopicArgument:
    """`parameter` is the method's, `value` what it hands on: the topic's address."""

    parameter: Code
    value: Code
    is_required: bool
    needs: frozenset[Import]


def topic_argument(side: Side, route: Route, taken: AbstractSet[str]) -> TopicArgument | None:
    """What a request's method asks for beside the payload; None where there is no topic, or the payload tells it.

    One of the message's topics, as its typed address; a text where the document has none. `taken` are the names of
    other parameters.
    """
    message = side.protocol.messages[route.message]
    if message.envelope is None or message.envelope.topic is None:
        return None
    topics = side.topics(route)
    if len(topics) == 1 and _tells(message, topics[0]):
        return None
    name = identifier(free(Identifier("topic"), taken))
    if not topics:
        return TopicArgument(compose("{name}: str | None = None", name=name), name, is_required=False, needs=NOTHING)
    return TopicArgument(
        parameter=compose("{name}: {type}", name=name, type=_classes(topics)),
        value=compose("{name}.address", name=name),
        is_required=True,
        needs=use(".", "channels"),
    )


def any_topic(side: Side, routes: Iterable[Route]) -> TopicArgument | None:
    """What the method that sends any message asks for: the topic of those whose own methods do."""
    asking = [side.topics(route) for route in routes if topic_argument(side, route, frozenset())]
    if not asking:
        return None
    if not all(asking):
        return TopicArgument(compose("topic: str | None = None"), compose("topic"), is_required=False, needs=NOTHING)
    classes = _classes({topic.channel: topic for topics in asking for topic in topics}.values())
    return TopicArgument(
        parameter=compose("topic: {classes} | None = None", classes=classes),
        value=compose("None if topic is None else topic.address"),
        is_required=False,
        needs=use(".", "channels"),
    )


def _tells(message: Message, topic: Topic) -> bool:
    """Whether a payload has all parameters of the topic's address."""
    return all(message.id in each.fields for each in topic.parameters)


def _classes(topics: Iterable[Topic]) -> Code:
    return join(" | ", (compose("channels.{name}", name=identifier(each.class_name)) for each in topics))
