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
    of its own keeps just that one: a class says what its schema says. A deprecated message has a deprecated schema.
    """
    definitions = dict(protocol.definitions)
    for message in protocol.messages.values():
        definition = definitions[message.model]
        value: Value = {} if definition.value is True else definition.value
        if not isinstance(value, dict):
            continue
        text = "" if _has_words(value.get("description")) else _said(protocol, message, value)
        added: dict[str, Value] = {"description": text} if text else {}
        if message.deprecated:
            added["deprecated"] = True
        definitions[message.model] = replace(definition, value={**value, **added})
    return definitions


def _said(protocol: Protocol, message: Message, schema: Mapping[str, Value]) -> str:
    title = schema.get("title")
    summary, description = message.summary, message.description.strip()
    if description == summary or (not summary and "\n" not in description):
        summary, description = description, ""
    summary = sentence(summary or (title if isinstance(title, str) and not description else ""))
    who = travels(protocol, message)
    first = f"{who}: {summary}" if who and summary else sentence(who or summary)
    if len(first) > first_line(4):
        first = paragraphs(sentence(who), summary)
    return filled(paragraphs(first, description), 4)


def _has_words(text: Value) -> bool:
    return isinstance(text, str) and bool(text.strip())
