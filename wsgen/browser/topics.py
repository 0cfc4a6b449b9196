"""What the clients' files have of topics: the methods that read one, and the types of their addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..code.literal import Code, compose, identifier, join
from ..code.view.channels import channel_constants
from ..code.view.prose import filled, one_line, paragraphs, sentence
from ..plan.protocol import Connection, Message, Topic, TopicParameter
from .doc import until_when
from .literal import property_key, template_text, text, tsdoc_deprecated
from .names import method_name
from .scope import Scope
from .types import Type, literal_type, union

_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")
_INDENT: Final = 5


@dataclass(frozen=True, slots=True)
class TopicView:
    """One method that reads; `parameters` is empty where it has none, `call` calls the runtime's method."""

    doc: Code
    name: Code
    typed: Code
    parameters: Code
    events: Code
    call: Code


def topic_views(scope: Scope, connection: Connection) -> tuple[TopicView, ...]:
    """The topics that carry more than what the runtime takes care of; without topics, everything but replies."""
    if not connection.topics:
        return _rest(scope, connection)
    constants = channel_constants(scope.protocol)
    return tuple(
        _topic(scope, each, identifier(constants[each.class_name]))
        for each in connection.topics
        if _events(scope, each.server_to_client)
    )


def address_type(topics: Iterable[Topic]) -> Code:
    """The type of the addresses of topics: any text where a parameter may be any, so far as TypeScript can say it."""
    return union(Type(_address(each)) for each in topics).code


def tells(message: Message, topic: Topic) -> bool:
    """Whether a payload has all parameters of the topic's address."""
    return all(message.id in each.fields for each in topic.parameters)


def _topic(scope: Scope, topic: Topic, constant: Code) -> TopicView:
    said = f"`{one_line(topic.address)}`: {sentence(topic.title) or 'What the server sends there.'}"
    fields = (compose("{key}: {type}", key=property_key(each.name), type=_parameter(each)) for each in topic.parameters)
    typed = compose("parameters: {{ {fields} }}", fields=join("; ", fields)) if topic.parameters else compose("")
    parameters = compose("parameters") if topic.parameters else compose("")
    return TopicView(
        doc=tsdoc_deprecated(
            filled(paragraphs(said, topic.description), _INDENT), until_when(topic.deprecated_until), 2
        ),
        name=method_name(topic.method),
        typed=typed,
        parameters=parameters,
        events=scope.messages(_events(scope, topic.server_to_client)),
        call=compose("_subscription(channels.{name}, {given})", name=constant, given=parameters or compose("{{}}")),
    )


def _rest(scope: Scope, connection: Connection) -> tuple[TopicView, ...]:
    events = _events(scope, (each.message for each in connection.server_to_client))
    replies = {each for route in connection.client_to_server if route.reply for each in route.reply.messages}
    if replies.issuperset(events):
        return ()
    doc = tsdoc_deprecated("All that the server sends, apart from the replies to this client's requests.", "", 2)
    nothing = compose("")
    # The runtime's own members don't get in its way: Python has kept the name for it.
    return (
        TopicView(doc, identifier(connection.rest), nothing, nothing, scope.messages(events), compose("_messages()")),
    )


def _events(scope: Scope, messages: Iterable[str]) -> list[str]:
    return [each for each in messages if scope.protocol.messages[each].role is None]


def _parameter(each: TopicParameter) -> Code:
    if each.type == "int":
        return compose("number")
    return union(map(literal_type, each.enum)).code if each.enum else compose("string")


def _address(topic: Topic) -> Code:
    types = {
        each.name: compose("${{number}}") if each.type == "int" else compose("${{string}}") for each in topic.parameters
    }
    if not types:
        return text(topic.address)
    parts = _PARAMETER.split(topic.address)
    shown = (
        template_text(part) if at % 2 == 0 else types.get(part, compose("${{string}}")) for at, part in enumerate(parts)
    )
    return compose("`{shown}`", shown=join("", shown))
