"""Finds defaults and examples that aren't among the values of the `enum` beside them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..diagnostics.found import did_you_mean
from ..diagnostics.location import Location
from .node import Node
from .reading import child, items, text_of, texts


@dataclass(frozen=True, slots=True)
class Stray:
    """A value outside its `enum`: `what` it is, the values that are `allowed`, and what to do about it."""

    what: str
    value: str
    allowed: tuple[str, ...]
    hint: str
    location: Location


def strays(node: Node) -> Iterator[Stray]:
    """What of the texts in `default` and `examples` of an object is outside its `enum`; nothing where that is empty."""
    allowed = texts(node, "enum")
    default = child(node, "default")
    candidates = [("default", default)] if default is not None else []
    candidates += [("example", item) for item in items(node, "examples")]
    for what, candidate in candidates:
        value = text_of(candidate)
        if allowed and value is not None and value not in allowed:
            guess = did_you_mean(value, allowed)
            hint = f"did you mean `{guess}`?" if guess else "add it to `enum`, or choose one of those"
            yield Stray(what, value, allowed, hint, candidate.location)
