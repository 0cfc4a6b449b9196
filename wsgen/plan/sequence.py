"""Finds where messages of the server carry the sequence of their topic: only where `x-wsgen-sequence` says so."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Document, Message
from .draft import EnvelopeDraft, Framings, Travel, messages_by_id, told_name
from .extensions import text_of
from .place import as_path
from .protocol import Direction, Path
from .shape import property_at

KEY: Final = "x-wsgen-sequence"


def find_sequences(
    document: Document, travels: Sequence[Travel], framings: Framings
) -> tuple[Mapping[str, Path], tuple[Diagnostic, ...]]:
    """The place of the sequence in the frame of each message that is told to have one.

    A message's own key names a property of its payload, or a JSON Pointer into its frame. The document's is for every
    message of the server that has an integer there. One where no integer can stand, or of a message that only clients
    send, is an error.
    """
    sent = {travel.message for travel in travels if travel.direction is Direction.SERVER_TO_CLIENT}
    everywhere = text_of(document.extensions, KEY)
    places: dict[str, Path] = {}
    diagnostics: list[Diagnostic] = []
    for id_, message in messages_by_id(document).items():
        told = text_of(message.extensions, KEY)
        envelope = framings.envelopes.get(id_)
        if told is None:
            if everywhere is not None and id_ in sent and _is_integer(document, message, envelope, everywhere):
                places[id_] = _place(everywhere, envelope)
        elif id_ in sent and _is_integer(document, message, envelope, told):
            places[id_] = _place(told, envelope)
        else:
            reason = "has no integer there" if id_ in sent else "isn't sent by the server"
            text = f"`{told}` can't be the sequence of `{told_name(message)}`, which {reason}"
            hint = "name an integer property of the payload, such as `seq`, or a JSON Pointer into the frame"
            diagnostics.append(found("WSG430", message.extensions[KEY].location, text, hint=hint))
    return places, tuple(diagnostics)


def _place(told: str, envelope: EnvelopeDraft | None) -> Path:
    if told.startswith("/") or envelope is None:
        return as_path(told)
    return (*envelope.data, told)


def _is_integer(document: Document, message: Message, envelope: EnvelopeDraft | None, told: str) -> bool:
    """Whether an integer may stand at a place; beside the payload of an envelope around it, nobody says what may."""
    place = _place(told, envelope)
    if envelope is not None and envelope.is_around:
        depth = len(envelope.data)
        if place[:depth] != envelope.data:
            return True
        place = place[depth:]
    value = document.schemas[message.payload].value if message.payload else True
    found_there = property_at(document.schemas, value, place)
    return found_there is not None and found_there.values is None and "integer" in found_there.types
