"""What `messages.py.jinja` needs: one entry a message."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ...plan.identifier import Identifier
from ...plan.protocol import Envelope, Message, Protocol
from ..literal import Code, compose, identifier, join, literal, literal_tuple
from .imports import NOTHING, use
from .page import Head, Page, head, prose_docstring
from .prose import addresses_of, where


@dataclass(frozen=True, slots=True)
class MessageView:
    """One entry."""

    constant: Code
    arguments: Code
    docstring: Code


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    """One envelope that messages travel in."""

    constant: Code
    value: Code


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The file."""

    head: Head
    envelopes: tuple[EnvelopeView, ...]
    messages: tuple[MessageView, ...]


def messages_page(protocol: Protocol, exact: AbstractSet[str]) -> Page:
    """The file of all messages, in the document's order; `exact` are the ids of those whose model's yes is enough."""
    messages = tuple(protocol.messages.values())
    needs = use("._runtime.protocol", "Message") | use("typing", "Final") | use(".", "models")
    if any(message.role for message in messages):
        needs |= use("._runtime.protocol", "Role")
    envelopes = _envelopes(messages)
    if envelopes:
        needs |= use("._runtime.protocol", "Envelope")
    if not messages:
        needs = NOTHING
    text = f"The messages of {protocol.name}: the model, the schema and the tag of each."
    entries = tuple(
        MessageView(identifier(each.constant), _arguments(each, exact, envelopes), _docstring(protocol, each))
        for each in messages
    )
    shared = tuple(EnvelopeView(name, value) for value, name in envelopes.items())
    return Page("messages.py", "messages.py.jinja", MessagesView(head(protocol, text, needs), shared, entries))


def _envelopes(messages: Iterable[Message]) -> Mapping[Code, Code]:
    """By what an envelope is, the constant for it: no message's constant begins like that."""
    values = dict.fromkeys(_envelope(each.envelope) for each in messages if each.envelope)
    names = (compose("_ENVELOPE"), *(compose("_ENVELOPE_{n}", n=literal(n)) for n in range(2, len(values) + 1)))
    return dict(zip(values, names, strict=False))


def _envelope(envelope: Envelope) -> Code:
    parts = [
        compose("tag={path}", path=literal_tuple(envelope.tag)),
        compose("data={path}", path=literal_tuple(envelope.data)),
    ]
    paths = (("topic", envelope.topic), ("request_id", envelope.request_id), ("timestamp", envelope.timestamp))
    for name, path in paths:
        if path is not None:
            parts.append(compose("{name}={path}", name=identifier(Identifier(name)), path=literal_tuple(path)))
    if envelope.timestamp is not None:
        parts.append(compose("timestamp_unit={unit}", unit=literal(envelope.timestamp_unit)))
    if envelope.constants:
        pairs = (
            compose("{path}: {value}", path=literal_tuple(path), value=literal(value))
            for path, value in envelope.constants.items()
        )
        parts.append(compose("constants={{{pairs}}}", pairs=join(", ", pairs)))
    return compose("Envelope({parts})", parts=join(", ", parts))


def _arguments(message: Message, exact: AbstractSet[str], envelopes: Mapping[Code, Code]) -> Code:
    parts = [
        literal(message.wire),
        compose("models.{model}", model=identifier(message.model)),
        compose("schema={schema}", schema=literal(str(message.frame))),
    ]
    if message.tags:
        parts.append(compose("tags={tags}", tags=literal_tuple(message.tags)))
    if message.role:
        parts.append(compose("role=Role.{role}", role=identifier(Identifier(message.role.name))))
    if message.role_fields:
        parts.append(compose("role_fields={fields}", fields=literal(dict(message.role_fields))))
    if message.request_id is not None:
        parts.append(compose("request_id={path}", path=literal_tuple(message.request_id)))
    if message.sequence is not None:
        parts.append(compose("sequence={path}", path=literal_tuple(message.sequence)))
    if message.id in exact:
        parts.append(compose("exact=True"))
    if message.envelope:
        parts.append(compose("envelope={name}", name=envelopes[_envelope(message.envelope)]))
    if message.empty:
        parts.append(compose("empty=True"))
    return join(", ", parts)


def _docstring(protocol: Protocol, message: Message) -> Code:
    ways = (where(direction, addresses) for direction, addresses in addresses_of(protocol, message).items())
    return prose_docstring(message.summary or message.description, *ways, indent=0)
