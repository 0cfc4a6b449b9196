"""What `messages.d.ts.jinja` needs: a type for each definition of the bundle, the messages' own first."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..code.literal import Code, compose, join
from ..code.view import described
from ..plan.identifier import Identifier
from ..plan.protocol import Definition, Protocol
from .directly import Schema, circular
from .doc import schema_doc
from .head import Head, head
from .literal import indented, tsdoc
from .names import class_names, type_name
from .types import Types


@dataclass(frozen=True, slots=True)
class TypeView:
    """One exported type, and what the document says of it."""

    doc: Code
    declaration: Code


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The file."""

    head: Head
    types: tuple[TypeView, ...]


def messages_view(protocol: Protocol) -> MessagesView:
    """The types of all messages, of their whole frames where these are more, and of all that they are made of."""
    definitions = described(protocol)
    types = Types(type_names(protocol), circular(definitions))
    frames = {each.frame: each.model for each in protocol.messages.values() if each.frame != each.model}
    models = (each.model for each in protocol.messages.values())
    order = tuple(dict.fromkeys((*models, *frames, *definitions)))
    text = f"The messages of {protocol.name}, as their schemas describe them, and what they are made of."
    views = tuple(_type(types, definitions[name], frames.get(name)) for name in order)
    return MessagesView(head(protocol, text), views)


def type_names(protocol: Protocol) -> Mapping[str, Code]:
    """The names of types by definition."""
    taken = class_names(protocol)
    return {name: type_name(name, taken) for name in protocol.definitions}


def _type(types: Types, definition: Definition, framed: Identifier | None) -> TypeView:
    name, schema = types.names[definition.name], definition.value
    doc = schema_doc(schema, otherwise="title")
    if framed is not None and not doc:
        doc = tsdoc(f"The whole frame of `{types.names[framed]}`.")
    if isinstance(schema, dict) and _is_plain_object(schema):
        members = types.members(schema)
        if members:
            lines = join("", (compose("\n  {member}", member=indented(each)) for each in members))
            return TypeView(doc, compose("export interface {name} {{{lines}\n}}", name=name, lines=lines))
    written = types.written(schema, is_direct=True)
    return TypeView(
        doc, compose("export type {name} ={gap}{type};", name=name, gap=_gap(written.code), type=written.code)
    )


def _gap(code: Code) -> Code:
    return compose("") if code.startswith("\n") else compose(" ")


def _is_plain_object(schema: Schema) -> bool:
    words = {"const", "enum", "allOf", "anyOf", "oneOf", "$ref"}
    return schema.get("type") == "object" and words.isdisjoint(schema)
