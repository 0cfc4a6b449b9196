"""Refuses what can't be generated: messages and handshakes whose schemas say what draft 7 can't, or nobody can run."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..spec.document import Document, Schema
from ..spec.ecma import runnable
from ..spec.node import escape
from .draft import Framings, Socket, messages_by_id, told_name
from .subschemas import references_in, walk

_HINT: Final = "write it as ECMA 262 does with its flag `u`, without halves of surrogate pairs, or remove it"


def refuse_unsupported(
    document: Document, sockets: Iterable[Socket], framings: Framings, generated: AbstractSet[str]
) -> tuple[Diagnostic, ...]:
    """WSG307, WSG309 and WSG344 for the messages among `generated`, their envelope and each handshake's arguments.

    Whatever else a document describes so is nobody's concern here: neither are the headers of messages, which a
    WebSocket frame doesn't have.
    """
    # Most documents have nothing of the kind, and needn't be looked through for who leads to it.
    refused = {key: each for key, schema in document.schemas.items() if (each := [*_refused(schema)])}
    if not refused:
        return ()
    used = [
        *_payloads(document, generated),
        *(each for socket in sockets for each in _handshake(document, socket)),
    ]
    schemas = (each.schema for id_, each in framings.envelopes.items() if id_ in generated and each.schema)
    used.extend(("the envelope", key) for key in dict.fromkeys(schemas))
    return tuple(each.diagnostic(who) for who, key in used for each in _reached(document, key, refused))


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


class _Refused(NamedTuple):
    """What a schema has that can't be generated; `words` go on from the name of a message."""

    code: str
    words: str
    hint: str
    location: Location

    def diagnostic(self, who: str) -> Diagnostic:
        """The finding about a message, an envelope or a handshake."""
        return found(self.code, self.location, f"{who} {self.words}", hint=self.hint)


def _refused(schema: Schema) -> Iterator[_Refused]:
    for each in schema.unsupported:
        yield _Refused("WSG307" if each.is_language else "WSG309", each.words, each.hint, each.location)
    for pattern, pointer in _patterns(schema):
        if runnable(pattern) is None:
            words = f"has the pattern `{pattern}`, which wsgen's engine for regular expressions can't run"
            yield _Refused("WSG344", words, _HINT, schema.positions.get(pointer, schema.location))


def _patterns(schema: Schema) -> Iterator[tuple[str, str]]:
    for pointer, value in walk(schema.value):
        if isinstance(value, dict):
            written, named = value.get("pattern"), value.get("patternProperties")
            if isinstance(written, str):
                yield written, f"{pointer}/pattern"
            for each in named if isinstance(named, dict) else ():
                yield each, f"{pointer}/patternProperties/{escape(each)}"


def _reached(document: Document, start: str, refused: Mapping[str, list[_Refused]]) -> Iterator[_Refused]:
    """What a schema and those that it refers to have that is refused."""
    waiting, seen = [start], set[str]()
    while waiting:
        key = waiting.pop()
        if key in document.schemas and key not in seen:
            seen.add(key)
            yield from refused.get(key, ())
            waiting.extend(references_in(document.schemas[key].value))
