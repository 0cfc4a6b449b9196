"""Remembers which addresses a payload belongs to: reading them anew takes longer than decoding the frame (no IO)."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from ..protocol import EMPTY, Channel, Route

_REMEMBERED: Final = 4096


class Addresses:
    """Finds the address by channel name, for the channels of a route whose parameters the payload carries."""

    def __init__(self) -> None:
        self._known: dict[object, str | None] = {}

    def of(self, route: Route, payload: Any) -> dict[str, str]:
        """Give the addresses of a payload of the route's message; one that is no object carries no parameters."""
        return self.told_by(route, payload.get if payload.__class__ is dict else EMPTY.get)

    def told_by(self, route: Route, value_of: Callable[[str], Any]) -> dict[str, str]:
        """Give the addresses of a payload of which `value_of` gives what stands under a key."""
        name = route.message.name
        found: dict[str, str] = {}
        for channel in route.channels:
            address = self._address(channel, name, value_of) if channel.parameters else channel.address
            if address is not None:
                found[channel.name] = address
        return found

    def _address(self, channel: Channel, message: str, value_of: Callable[[str], Any]) -> str | None:
        fields = channel.fields.get(message, EMPTY)
        values = [value_of(fields[name]) if name in fields else None for name in channel.parameters]
        # With the types: 1, 1.0 and True are one key to a dict.
        key = (channel.name, message, *values, *map(type, values))
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            address = self._known[key] = _address_in(channel, message, values)
            return address
        except TypeError:
            # A list or an object in a parameter's place.
            return _address_in(channel, message, values)


def _address_in(channel: Channel, message: str, values: Iterable[Any]) -> str | None:
    fields = channel.fields.get(message, EMPTY)
    named = zip(channel.parameters, values, strict=True)
    return channel.address_in(message, {fields[name]: value for name, value in named if name in fields})
