"""Refuses what can't be generated: messages and handshakes whose schemas say what JSON Schema draft 7 can't."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Document, Unsupported
from .draft import Framings, Socket, messages_by_id, told_name
from .subschemas import references_in


def refuse_unsupported(
    document: Document, sockets: Iterable[Socket], framings: Framings, generated: AbstractSet[str]
) -> tuple[Diagnostic, ...]:
    """WSG307 and WSG309 for the messages among `generated`, their envelope, and the arguments of each handshake.

    Whatever else a document describes so is nobody's concern here: neither are the headers of messages, which a
    WebSocket frame doesn't have.
    """
    # Most documents have nothing of the kind, and needn't be looked through for who leads to it.
    if not any(each.unsupported for each in document.schemas.values()):
        return ()
    used = [
        *_payloads(document, generated),
        *(each for socket in sockets for each in _handshake(document, socket)),
    ]
    schemas = (each.schema for id_, each in framings.envelopes.items() if id_ in generated and each.schema)
    used.extend(("the envelope", key) for key in dict.fromkeys(schemas))
    return tuple(_refused(who, each) for who, key in used for each in _reached(document, key))


def _payloads(document: Document, generated: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Each message with the key of its payload."""
    for id_, message in messages_by_id(document).items():
        if id_ in generated and message.payload:
            yield f"message `{told_name(message)}`", message.payload


def _handshake(document: Document, socket: Socket) -> Iterator[tuple[str, str]]:
    """The query and the headers of a socket's channels, with their keys."""
    for channel in document.channels:
        if channel.name in socket.channels and channel.websocket:
            for part, key in (("query", channel.websocket.query), ("headers", channel.websocket.headers)):
                if key:
                    yield f"the {part} of channel `{channel.name}`", key


def _reached(document: Document, start: str) -> Iterator[Unsupported]:
    """What a schema and those that it refers to have that can't be said."""
    waiting, seen = [start], set[str]()
    while waiting:
        key = waiting.pop()
        if key in document.schemas and key not in seen:
            seen.add(key)
            yield from document.schemas[key].unsupported
            waiting.extend(references_in(document.schemas[key].value))


def _refused(who: str, unsupported: Unsupported) -> Diagnostic:
    message = f"{who} {unsupported.words}"
    if unsupported.is_language:
        return found("WSG307", unsupported.location, message, hint=unsupported.hint)
    return found("WSG309", unsupported.location, message, hint=unsupported.hint)
