"""Rules about the addresses of channels and servers, and the names in them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import did_you_mean, found
from ..choices import strays
from ..node import Node
from ..reading import child, entries_of, fields, text_of
from .rule import Subject, each, everywhere

_NAME: Final = re.compile(r"\{([^{}]+)\}")
_EXPRESSIONS: Final = re.compile(r"\{[^{}]*\}")
# How much of an address a message shows: there may be a message for each of its names.
_LONGEST: Final = 100


def duplicate_address(subject: Subject) -> Iterator[Diagnostic]:
    """WSG315: two channels with one address on one server."""
    places = {name: _address(node) for name, _, node in each(subject, subject.sources.document, "channels")}
    # The first channel by address and server, `None` for any; the first by address that is on all servers.
    first: dict[tuple[str, str | None], int] = {}
    on_all: dict[str, int] = {}
    channels = subject.document.channels
    for number, channel in enumerate(channels):
        place = places.get(channel.name)
        if channel.address is None or place is None:
            continue
        # A channel without servers is on all of them (AsyncAPI 3.0 §Channel Object).
        shared = [first.get((channel.address, server)) for server in channel.servers or (None,)]
        others = [one for one in (*shared, on_all.get(channel.address)) if one is not None]
        other = channels[min(others)] if others else None
        if other is not None and (other_place := places[other.name]) is not None:
            related = (("the other", other_place.location),)
            message = f"channel `{channel.name}` has the same address as channel `{other.name}`"
            hint = "put the messages of both into one channel, or give each its servers"
            yield found("WSG315", place.location, message, hint=hint, related=related)
        for server in (None, *channel.servers):
            first.setdefault((channel.address, server), number)
        if not channel.servers:
            on_all.setdefault(channel.address, number)


def _address(channel: Node) -> Node | None:
    node = child(channel, "address")
    return None if text_of(node) is None else node


def parameters(subject: Subject) -> Iterator[Diagnostic]:
    """WSG316, WSG317, WSG318: the names in an address and the parameters that describe them."""
    for channel_name, channel in everywhere(subject, "channels", "address"):
        address = _address(channel)
        given = child(channel, "parameters")
        described = entries_of(given)
        if address is None:
            yield from _without_address(channel_name, channel)
            continue
        used = _names(address)
        for parameter in (name for name in used if name not in described):
            message = f"channel `{channel_name}` doesn't describe `{parameter}`, which is in its address"
            hint = f"add `{parameter}` to the channel's `parameters`"
            yield found("WSG317" if given is None else "WSG316", address.location, message, hint=hint)
        undescribed = [name for name in used if name not in described]
        for parameter, entry in described.items():
            if parameter not in used and not parameter.startswith("x-"):
                message = f"`{parameter}` is not in the address of its channel, `{_shown(address)}`"
                guess = did_you_mean(parameter, undescribed)
                hint = (
                    f"did you mean `{guess}`?" if guess else "describe the query in `bindings.ws.query`, or remove it"
                )
                yield found("WSG318", entry.location, message, hint=hint)


def _without_address(name: str, channel: Node) -> Iterator[Diagnostic]:
    """AsyncAPI 3.0 §Channel Object: parameters must be present only where the address has expressions."""
    for parameter, entry in fields(channel, "parameters"):
        message = f"`{parameter}` is not in the address of channel `{name}`, which has none"
        yield found("WSG318", entry.location, message, hint="give the channel an `address`, or remove it")


def query_in_address(subject: Subject) -> Iterator[Diagnostic]:
    """WSG331: AsyncAPI 3.0 §Channel Object: query parameters and fragments shall not be used in an address."""
    for _, channel in everywhere(subject, "channels", "address"):
        address = _address(channel)
        if address is None:
            continue
        path = _EXPRESSIONS.sub("", text_of(address) or "")
        if "?" in path or "#" in path:
            what = "a query" if "?" in path else "a fragment"
            message = f"the address `{text_of(address)}` has {what}"
            hint = "end it before that; a query is described in `bindings.ws.query`"
            yield found("WSG331", address.location, message, hint=hint)


def variables(subject: Subject) -> Iterator[Diagnostic]:
    """WSG324, WSG325: the names in a server's host and path, and the variables that describe them."""
    for name, server in everywhere(subject, "servers", "host"):
        described = entries_of(child(server, "variables"))
        used: set[str] = set()
        for field in ("host", "pathname"):
            place = child(server, field)
            if place is None:
                continue
            for variable in _names(place):
                if variable not in described and variable not in used:
                    message = f"server `{name}` doesn't describe `{variable}`, which is in its address"
                    hint = f"add `{variable}` to the server's `variables`"
                    yield found("WSG324", place.location, message, hint=hint)
                used.add(variable)
        for variable, entry in described.items():
            if variable not in used and not variable.startswith("x-"):
                message = f"`{variable}` is not in the address of server `{name}`"
                yield found("WSG325", entry.location, message, hint=f"write `{{{variable}}}` there, or remove it")


def hosts(subject: Subject) -> Iterator[Diagnostic]:
    """WSG342: AsyncAPI 3.0 §Server Object: a host is a name, with a port where it has one."""
    for name, server in everywhere(subject, "servers", "host"):
        place = child(server, "host")
        host = _EXPRESSIONS.sub("", text_of(place) or "")
        if place is not None and "/" in host:
            what = "names a protocol" if "://" in host else "has a path"
            hint = "write that into `protocol`" if "://" in host else "write that into `pathname`"
            yield found("WSG342", place.location, f"the host of server `{name}` {what}", hint=hint)


def values(subject: Subject) -> Iterator[Diagnostic]:
    """WSG321: defaults and examples in the schema of a parameter that aren't among its values.

    What a parameter itself says of its values was checked before the schema, if it had one, became a part of it.
    """
    for _, _, channel in each(subject, subject.sources.document, "channels"):
        for _, _, parameter in each(subject, channel, "parameters"):
            for stray in strays(parameter):
                message = f"the {stray.what} `{stray.value}` is not one of {_listed(stray.allowed)}"
                yield found("WSG321", stray.location, message, hint=stray.hint)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _names(address: Node) -> dict[str, None]:
    return dict.fromkeys(_NAME.findall(text_of(address) or ""))


def _shown(address: Node) -> str:
    text = text_of(address) or ""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
