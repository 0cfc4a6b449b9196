"""Gives a copy of a document what a tool asks for beyond the specification, so that the tool can go on."""

import copy
import re
from collections.abc import Callable
from typing import Any

Adaptation = Callable[[dict[str, Any]], dict[str, Any]]


def with_server(document: dict[str, Any]) -> dict[str, Any]:
    """A server named `local`, which the official template can't do without; the document's own where it has one."""
    adapted = copy.deepcopy(document)
    adapted.setdefault("servers", {"local": {"host": "localhost:8000", "pathname": "/ws", "protocol": "ws"}})
    return adapted


def with_titles(document: dict[str, Any]) -> dict[str, Any]:
    """A title that is a Python identifier on each channel and each component schema that is an object.

    chanx names folders and classes by them, as its own documents have them.
    """
    adapted = copy.deepcopy(document)
    for name, channel in adapted.get("channels", {}).items():
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
        channel["title"] = re.sub(r"\W+", "_", words).strip("_").lower() or "root"
    for name, schema in adapted.get("components", {}).get("schemas", {}).items():
        if isinstance(schema, dict) and schema.get("properties"):
            schema["title"] = re.sub(r"\W", "", name)
    return adapted


def without_parameters(document: dict[str, Any]) -> dict[str, Any]:
    """Channels whose address has no parameters.

    asyncapi-python wants each parameter as a field of every payload of its channel, and doesn't look behind a payload's
    reference for it; its one protocol, AMQP, wants a binding for it besides.
    """
    adapted = copy.deepcopy(document)
    for channel in adapted.get("channels", {}).values():
        if channel.pop("parameters", None) and channel.get("address"):
            channel["address"] = re.sub(r"[^a-z0-9]*\{[^}]*\}", "", channel["address"])
    return adapted


def unchanged(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it is."""
    return document
