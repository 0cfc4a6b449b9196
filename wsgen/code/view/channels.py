"""What `channels.py.jinja` needs: a class for each kind of address, and what the runtime knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...plan.identifier import Identifier
from ...plan.protocol import Connection, Protocol, Role, Topic, TopicParameter
from ...spec.node import Value
from ..literal import Code, address, compose, identifier, join, literal
from .imports import use
from .page import Head, Page, head, prose_docstring
from .prose import one_line, sentence


@dataclass(frozen=True, slots=True)
class ParameterView:
    """One `{name}` of an address."""

    name: Code
    type: Code
    docstring: Code | None


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One typed address."""

    class_name: Code
    docstring: Code
    parameters: tuple[ParameterView, ...]
    address: Code
    constant: Code
    arguments: Code


@dataclass(frozen=True, slots=True)
class ChannelsView:
    """The file."""

    head: Head
    channels: tuple[ChannelView, ...]


def topics(protocol: Protocol) -> tuple[Topic, ...]:
    """Every topic once, also where several connections carry it."""
    return tuple({topic.class_name: topic for each in protocol.connections for topic in each.topics}.values())


def channel_constants(protocol: Protocol) -> Mapping[Identifier, Identifier]:
    """By class, the name of what the runtime knows of the channel: the method's name in capitals.

    Two connections may have a method of one name, and a class may be called like a constant (`T`): such a constant
    says that it is a channel's.
    """
    taken: set[str] = {topic.class_name for topic in topics(protocol)}
    constants: dict[Identifier, Identifier] = {}
    for topic in topics(protocol):
        name = topic.method.upper()
        while name in taken:
            name += "_CHANNEL"
        taken.add(name)
        constants[topic.class_name] = Identifier(name)
    return constants


def is_for_everyone(protocol: Protocol, topic: Topic) -> bool:
    """Whether each connection is on the topic without subscribing, as the runtime's `open_channels` has it."""
    if topic.parameters:
        return False
    carried = (protocol.messages[each].role for each in (*topic.client_to_server, *topic.server_to_client))
    connections = (each for each in protocol.connections if topic in each.topics)
    return any(carried) or not any(_can_subscribe(protocol, each) for each in connections)


def _can_subscribe(protocol: Protocol, connection: Connection) -> bool:
    return any(protocol.messages[each.message].role is Role.SUBSCRIBE for each in connection.client_to_server)


def parameter_type(parameter: TopicParameter) -> Code:
    """`int` or `str`."""
    return compose("int") if parameter.type == "int" else compose("str")


def channels_page(protocol: Protocol) -> Page:
    """The file of typed addresses; without topics it holds nothing but its docstring."""
    found = topics(protocol)
    constants = channel_constants(protocol)
    needs = use("dataclasses", "dataclass") | use("typing", "Final") | use("._runtime.protocol", "Channel")
    text = f"The addresses of {protocol.name}'s topics: typed ones for people, patterns for the runtime."
    views = tuple(_channel(protocol, topic, constants[topic.class_name]) for topic in found)
    view = ChannelsView(head(protocol, text, needs if views else ()), views)
    return Page("channels.py", "channels.py.jinja", view)


def _channel(protocol: Protocol, topic: Topic, constant: Identifier) -> ChannelView:
    attributes = {each.name: compose("self.{name}", name=identifier(each.python)) for each in topic.parameters}
    title = f"{one_line(topic.title)}: `{one_line(topic.address)}`." if topic.title else f"`{one_line(topic.address)}`."
    return ChannelView(
        class_name=identifier(topic.class_name),
        docstring=prose_docstring(title, topic.description),
        parameters=tuple(map(_parameter, topic.parameters)),
        address=address(topic.address, attributes),
        constant=identifier(constant),
        arguments=_arguments(protocol, topic),
    )


def _parameter(parameter: TopicParameter) -> ParameterView:
    examples = f"For example {', '.join(parameter.examples)}." if parameter.examples else ""
    allowed = f"One of {', '.join(parameter.enum)}." if parameter.enum else ""
    said = " ".join(filter(None, (sentence(parameter.description), one_line(allowed), one_line(examples))))
    shown = prose_docstring(said) if said else None
    return ParameterView(identifier(parameter.python), parameter_type(parameter), shown)


def _arguments(protocol: Protocol, topic: Topic) -> Code:
    parts = [literal(topic.channel), literal(topic.address)]
    if topic.parameters:
        types = (
            compose("{name}: {type}", name=literal(each.name), type=parameter_type(each)) for each in topic.parameters
        )
        parts.append(compose("parameters={{{types}}}", types=join(", ", types)))
    fields: dict[str, Value] = {}
    for message in (*topic.client_to_server, *topic.server_to_client):
        held = {each.name: each.fields[message] for each in topic.parameters if message in each.fields}
        if held:
            fields[protocol.messages[message].wire] = dict(held)
    if fields:
        parts.append(compose("fields={fields}", fields=literal(fields)))
    return join(", ", parts)
