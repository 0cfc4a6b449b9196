"""Describes the parameters of topics: what stands for each `{name}` of an address."""

import re
from collections.abc import Mapping
from typing import Final

from ..spec.document import Channel, Document
from .draft import Framings, ParameterDraft
from .envelope import payload_in
from .extensions import text_of
from .shape import Property, shape_of

PARAMETER: Final = re.compile(r"\{([^{}]+)\}")
"""One parameter of an address."""


def parameters_of(document: Document, channel: Channel, framings: Framings) -> tuple[ParameterDraft, ...]:
    """The parameters of a channel's address, in its order (AsyncAPI 3.0 §Parameter Object).

    A parameter is an `int` where every message that has a property of its name has an integer there, else a `str`.
    """
    declared = {each.name: each for each in channel.parameters}
    result: list[ParameterDraft] = []
    for name in names_in(channel.address or ""):
        holders = _holders(document, channel, name, framings)
        told = text_of(declared[name].extensions, "x-wsgen-type") if name in declared else None
        are_integers = bool(holders) and all(each.types <= {"integer", "null"} for each in holders.values())
        type_ = told or ("int" if are_integers else "str")
        fields = dict.fromkeys(holders, name)
        result.append(ParameterDraft(name, type_, declared.get(name), fields))
    return tuple(result)


def _holders(document: Document, channel: Channel, name: str, framings: Framings) -> Mapping[str, Property]:
    """By message, the property that can hold the parameter: one text or one integer."""
    found: dict[str, Property] = {}
    for message in channel.messages:
        if message.payload is None:
            continue
        payload = payload_in(document.schemas, message, framings.envelopes.get(message.id))
        each = shape_of(document.schemas, payload).properties.get(name)
        if each is not None and each.types and each.types - {"null"} <= {"string", "integer"}:
            found[message.id] = each
    return found


def names_in(address: str) -> list[str]:
    """The parameters of an address, each once, in its order."""
    return list(dict.fromkeys(match[1] for match in PARAMETER.finditer(address)))
