"""What `channels.rs.jinja` needs: a type for each kind of address, which is written as one and read from one."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..code.literal import Code, compose, join
from ..code.view.channels import topics
from ..code.view.prose import filled, one_line, paragraphs, sentence
from ..plan.protocol import Protocol, Topic
from ..plan.topic import PARAMETER
from .head import Head, head
from .literal import doc, format_arguments, json_tokens, name, text
from .names import distinct, field_name, type_name

_TYPES: Final = MappingProxyType({"int": compose("i64"), "str": compose("String")})


@dataclass(frozen=True, slots=True)
class ParameterView:
    """One `{name}` of an address."""

    doc: Code
    name: Code
    type: Code
    given: Code
    value: Code
    read: Code


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One topic. `format` is its address for the macro `write!`, `parts` what an address is made of."""

    doc: Code
    name: Code
    address: Code
    parameters: tuple[ParameterView, ...]
    given: Code
    format: Code
    parts: Code


@dataclass(frozen=True, slots=True)
class ChannelsView:
    """The file."""

    head: Head
    channels: tuple[ChannelView, ...]


def channels_view(protocol: Protocol) -> ChannelsView:
    """The topics of all connections."""
    names: dict[str, str] = {}
    for each in topics(protocol):
        names[each.class_name] = type_name(each.class_name, frozenset(names.values()))
    said = f"The topics of {protocol.name}: typed addresses."
    channels = tuple(_channel(each, names[each.class_name]) for each in topics(protocol))
    return ChannelsView(head(protocol, said), channels)


def _channel(topic: Topic, word: str) -> ChannelView:
    said = f"`{one_line(topic.address)}`: {sentence(topic.title) or 'a topic.'}"
    order = list(dict.fromkeys(PARAMETER.findall(topic.address)))
    given = {each.name: each for each in topic.parameters}
    fields = dict(zip(order, distinct(map(field_name, order)), strict=True))
    parts = PARAMETER.split(topic.address)
    parameters: list[ParameterView] = []
    for each in order:
        field, type_ = name(fields[each]), _TYPES[given[each].type]
        is_text = given[each].type == "str"
        parameters.append(
            ParameterView(
                doc=doc(filled(given[each].description, 8), 4),
                name=field,
                type=type_,
                given=compose("{name}: impl Into<String>" if is_text else "{name}: i64", name=field),
                value=compose("{name}: {name}.into()", name=field) if is_text else field,
                # Of a parameter that stands there twice, the first.
                read=compose("{name}: found[{at}].parse().ok()?", name=field, at=json_tokens(parts[1::2].index(each))),
            )
        )
    fields_of = {each: compose("self.{name}", name=name(field)) for each, field in fields.items()}
    return ChannelView(
        doc=doc(filled(paragraphs(said, topic.description), 4)),
        name=name(word),
        address=text(topic.address),
        parameters=tuple(parameters),
        given=join(", ", (each.given for each in parameters)),
        format=format_arguments([fields_of.get(each, each) if at % 2 else each for at, each in enumerate(parts)]),
        parts=join(", ", _parts(topic, parts)),
    )


def _parts(topic: Topic, parts: list[str]) -> Iterator[Code]:
    numbers = {each.name for each in topic.parameters if each.type == "int"}
    for at, part in enumerate(parts):
        if at % 2 == 1:
            yield compose("crate::address::Part::{kind}", kind=name("Number" if part in numbers else "Text"))
        elif part:
            yield compose("crate::address::Part::Fixed({text})", text=text(part))
