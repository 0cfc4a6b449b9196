"""Remembers which addresses a payload belongs to: reading them anew takes longer than decoding the frame (no IO)."""

from collections.abc import Mapping
from typing import Any, Final

from ..protocol import EMPTY, Channel, Route

_REMEMBERED: Final = 4096


class Addresses:
    """Finds the address by channel name, for the channels of a route whose parameters the payload carries."""

    def __init__(self) -> None:
        self._known: dict[object, str | None] = {}

    def of(self, route: Route, payload: Any) -> dict[str, str]:
        """Give the addresses of a payload of the route's message; one that is no object carries no parameters."""
        name = route.message.name
        fields: Mapping[str, Any] = payload if payload.__class__ is dict else EMPTY
        found = [(channel.name, self._address(channel, name, fields)) for channel in route.channels]
        return {channel: address for channel, address in found if address is not None}

    def _address(self, channel: Channel, message: str, payload: Mapping[str, Any]) -> str | None:
        fields = channel.fields.get(message, EMPTY)
        values = [payload.get(fields.get(name, "")) for name in channel.parameters]
        # With the types: 1, 1.0 and True are one key to a dict.
        key = (channel.name, message, *values, *map(type, values))
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            address = self._known[key] = channel.address_in(message, payload)
            return address
        except TypeError:
            # A list or an object in a parameter's place.
            return channel.address_in(message, payload)
