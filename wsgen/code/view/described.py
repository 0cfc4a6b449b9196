"""Gives each message's model what the document says of the message, where its schema says nothing of itself."""

from collections.abc import Mapping
from dataclasses import replace

from ...plan.identifier import Identifier
from ...plan.protocol import Definition, Message, Protocol
from ...spec.node import Value
from .prose import filled, first_line, paragraphs, sentence, travels


def described(protocol: Protocol) -> Mapping[Identifier, Definition]:
    """The bundle with a `description` in each message's payload, for `models.py` alone.

    It is who sends the message, on which topics, and the message's summary or description. A schema with a description
    of its own keeps just that one: a class says what its schema says.
    """
    texts: dict[Identifier, list[str]] = {}
    for message in protocol.messages.values():
        texts.setdefault(message.model, []).append(_said(protocol, message))
    definitions = dict(protocol.definitions)
    for name, said in texts.items():
        definition = definitions[name]
        value: Value = {} if definition.value is True else definition.value
        text = paragraphs(*said)
        if isinstance(value, dict) and text and not _has_words(value.get("description")):
            definitions[name] = replace(definition, value={**value, "description": text})
    return definitions


def _said(protocol: Protocol, message: Message) -> str:
    schema = protocol.definitions[message.model].value
    title = schema.get("title") if isinstance(schema, dict) else None
    summary, description = message.summary, message.description.strip()
    if description == summary or (not summary and "\n" not in description):
        summary, description = description, ""
    summary = sentence(summary or (title if isinstance(title, str) and not description else ""))
    who = travels(protocol, message)
    first = f"{who}: {summary}" if who and summary else sentence(who or summary)
    if len(first) > first_line(4):
        first = paragraphs(sentence(who), summary)
    # The model itself says so where its schema does.
    is_deprecated = message.deprecated and not (isinstance(schema, dict) and schema.get("deprecated") is True)
    return filled(paragraphs(first, description, "Deprecated." if is_deprecated else ""), 4)


def _has_words(text: Value) -> bool:
    return isinstance(text, str) and bool(text.strip())
