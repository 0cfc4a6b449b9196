"""Reads messages, with their traits merged."""

from ..document import CorrelationId, Message, MessageExample
from ..merge_patch import once, patched
from ..node import MappingNode, Node
from ..reading import child, extensions, is_true, items, optional_text, text
from ..runtime_expression import RuntimeExpression, parse_expression
from .schemas import add_schema
from .scope import Scope


def read_message(scope: Scope, key: str, node: Node, *, content_type: str) -> Message | None:
    """The message that a channel has under `key`; `content_type` is the document's default.

    None, and reported, where its reference leads to nothing (AsyncAPI 3.0 §Message Object).
    """
    target = scope.follow(node)
    if not isinstance(target, MappingNode):
        return None
    identity = scope.key(target)
    whole = with_traits(scope, target)
    name = text(whole, "name")
    return Message(
        id=identity,
        key=key,
        name=name,
        title=text(whole, "title"),
        summary=text(whole, "summary"),
        description=text(whole, "description"),
        content_type=text(whole, "contentType") or content_type,
        payload=_schema(scope, whole, "payload"),
        headers=_schema(scope, whole, "headers"),
        correlation_id=_correlation_id(scope, child(whole, "correlationId")),
        examples=tuple(_example(item) for item in items(whole, "examples")),
        deprecated=is_true(whole, "deprecated"),
        extensions=extensions(whole),
        location=target.location,
    )


def with_traits(scope: Scope, node: MappingNode) -> MappingNode:
    """An operation or a message with what its traits add to it.

    A later trait wins over an earlier one, and its own values win over theirs (AsyncAPI 3.0 §Traits Merge Mechanism).
    """
    traits = once(target for item in items(node, "traits") if (target := scope.follow(item)) is not None)
    if not traits:
        return node
    result: Node = traits[0]
    for trait in (*traits[1:], node):
        result = patched(result, trait)
    return MappingNode(result.entries, node.location) if isinstance(result, MappingNode) else node


def _schema(scope: Scope, message: Node, name: str) -> str | None:
    node = child(message, name)
    return None if node is None else add_schema(scope, node)


def _correlation_id(scope: Scope, node: Node | None) -> CorrelationId | None:
    target = None if node is None else scope.follow(node)
    if target is None:
        return None
    expression = parse_expression(optional_text(target, "location") or "")
    match expression:
        case RuntimeExpression(source=source, pointer=pointer):
            return CorrelationId(source, pointer, text(target, "description"), target.location)
        case None:
            return None


def _example(node: Node) -> MessageExample:
    return MessageExample(
        name=text(node, "name"),
        summary=text(node, "summary"),
        payload=child(node, "payload"),
        headers=child(node, "headers"),
        location=node.location,
    )
