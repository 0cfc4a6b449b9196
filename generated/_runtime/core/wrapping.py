"""Puts payloads in frames of the forms that most protocols have, where that is setting a few keys of an object."""

from collections.abc import Callable
from typing import Any, TypeAlias

from ..protocol import AnyMessage, Path
from .refusing import RequestId

Wrap: TypeAlias = Callable[[Any, RequestId | None, str | None, float], Any]
"""Gives the frame of a payload, with its request id, topic and time; it may change the payload."""


def simple_wrap(message: AnyMessage, tag: Path | None) -> Wrap | None:
    """Give what wraps the payloads of a message; None where it takes more than that.

    `tag` is where flat messages have theirs. The request id must stand in the payload, if anywhere.
    """
    path = message.request_id
    if path is not None and (path[:-1] != message.data or path[-1].isdigit()):
        return None
    if message.model.__pydantic_root_model__ or message.empty:
        return None
    id_key = None if path is None else path[-1]
    return _flat(message, tag, id_key) if message.envelope is None else _enveloped(message, id_key)


def _flat(message: AnyMessage, tag: Path | None, id_key: str | None) -> Wrap | None:
    tag_key, tags = _key(tag) if message.tags else None, message.tags
    if tag_key is None and message.tags and tag:
        return None

    def wrap(payload: Any, request_id: RequestId | None, topic: str | None, now: float) -> Any:  # noqa: ARG001
        if tag_key is not None and payload.get(tag_key) not in tags:
            payload[tag_key] = tags[0]
        if request_id is not None and id_key is not None and payload.get(id_key) is None:
            payload[id_key] = request_id
        return payload

    return wrap


def _enveloped(message: AnyMessage, id_key: str | None) -> Wrap | None:
    envelope = message.envelope
    if envelope is None or envelope.topic is not None or envelope.timestamp is not None:
        return None
    around: dict[Path, Any] = {**envelope.constants}
    if message.tags:
        around[envelope.tag] = message.tags[0]
    data_key = _key(envelope.data)
    keys = {_key(place): value for place, value in around.items()}
    if data_key is None or None in keys:
        return None

    def wrap(payload: Any, request_id: RequestId | None, topic: str | None, now: float) -> Any:  # noqa: ARG001
        if request_id is not None and id_key is not None and payload.get(id_key) is None:
            payload[id_key] = request_id
        return {**keys, data_key: payload}

    return wrap


def _key(path: Path | None) -> str | None:
    """Give the one key that a path is; None for a longer one, and for a place in an array."""
    return path[0] if path and len(path) == 1 and not path[0].isdigit() else None
