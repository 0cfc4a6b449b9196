"""Reads the close codes of a connection: AsyncAPI has no place for them, so only `x-wsgen-close-codes` names any."""

from collections.abc import Iterable
from typing import Final

from ..spec.document import Channel, Document, Extensions
from ..spec.node import MappingNode, ScalarNode
from .draft import Socket
from .ending import CloseCode
from .extensions import value_of

KEY: Final = "x-wsgen-close-codes"


def close_codes_of(document: Document, channels: Iterable[Channel], socket: Socket) -> tuple[CloseCode, ...]:
    """The close codes of a connection that carries `channels`, by code.

    What a channel says of a code beats what its server says, and that the document's root.
    """
    servers = (each for each in document.servers if each.name in socket.servers)
    holders = (document.extensions, *(each.extensions for each in servers), *(each.extensions for each in channels))
    found = {each.code: each for extensions in holders for each in _in(extensions)}
    return tuple(found[code] for code in sorted(found))


def _in(extensions: Extensions) -> Iterable[CloseCode]:
    node = extensions.get(KEY)
    if isinstance(node, MappingNode) and value_of(extensions, KEY) is not None:
        for code, entry in node.entries.items():
            if isinstance(entry.value, ScalarNode):
                yield CloseCode(int(code), str(entry.value.value), entry.location)
