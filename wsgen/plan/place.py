"""Reads and writes a place in a frame as documents say it: a property's name, or a JSON Pointer."""

from .protocol import Path


def as_path(text: str | None) -> Path:
    """The path that a property's name, or a JSON Pointer (RFC 6901), means."""
    if not text:
        return ()
    if not text.startswith("/"):
        return (text,)
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text[1:].split("/"))


def as_place(path: Path) -> str:
    """A path as `as_path` reads it: a property's name, else a JSON Pointer, as of a place in an array."""
    if len(path) == 1 and path[0] and not path[0].isdigit() and not path[0].startswith("/"):
        return path[0]
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path)
