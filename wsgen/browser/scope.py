"""What the files of the clients call a protocol's types, and which of them each file takes from `messages.d.ts`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..code.literal import Code, identifier
from ..plan.protocol import Message, Protocol, Route, Stream
from .messages import type_names
from .types import Type, union


@dataclass(frozen=True, slots=True)
class Scope:
    """The types of a protocol's definitions, by name."""

    protocol: Protocol
    names: Mapping[str, Code]

    @classmethod
    def of(cls, protocol: Protocol) -> "Scope":
        """The scope of a protocol."""
        return cls(protocol, type_names(protocol))

    def payload(self, message: Message) -> Code:
        """The type of a message's payload, the same as Python's model."""
        return self.names[message.payload]

    def messages(self, ids: Iterable[str]) -> Code:
        """The type of what is one of these messages."""
        return union(Type(self.payload(self.protocol.messages[each])) for each in ids).code

    def reply(self, route: Route) -> Code | None:
        """The type of what answers a message; None where nothing does."""
        if route.reply is None:
            return None
        return identifier(route.reply_alias) if route.reply_alias else self.messages(route.reply.messages)

    def is_stream(self, route: Route) -> bool:
        """Whether more than one message may answer."""
        return isinstance(route.reply, Stream)
