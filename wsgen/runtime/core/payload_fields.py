"""Reads a payload's values by their keys: from the model where that was made at once, else from the frame (no IO)."""

from typing import Any

from ..protocol import Path
from .direct import attribute_of
from .frame import value_at
from .reading import UNPARSED, Received


class PayloadFields:
    """What a payload holds under its keys; parsing the frame once more for that takes as long as reading it did."""

    def __init__(self) -> None:
        self._attributes: dict[tuple[str, str], str | None] = {}

    def value(self, received: Received, key: str) -> Any:
        """Give the value of a key of the payload's object; None where there is none."""
        if received.parsed is UNPARSED:
            attribute = self._attribute(received, key)
            if attribute is not None:
                return getattr(received.message, attribute)
        return value_at(received.frame, (*received.route.message.data, key))

    def at(self, received: Received, place: Path) -> Any:
        """Give the value at a place of the frame; None where there is none."""
        if place[:-1] == received.route.message.data:
            return self.value(received, place[-1])
        return value_at(received.frame, place)

    def _attribute(self, received: Received, key: str) -> str | None:
        message = received.route.message
        place = (message.name, key)
        try:
            return self._attributes[place]
        except KeyError:
            attribute = self._attributes[place] = attribute_of(message.model, key)
            return attribute
