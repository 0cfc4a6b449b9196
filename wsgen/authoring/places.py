"""Finds values in a document as it is written, by their keys and through local references."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from ..spec.edit.gathering import gather
from ..spec.edit.inserting import append, put
from ..spec.edit.written import at
from ..spec.node import MappingNode, Node, ScalarNode, Value, escape

_MOST_LINKS: Final = 20


class CannotAddError(Exception):
    """Something can't be added; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value to be written at `steps`, or behind the last item of the list there.

    With `key` what is there becomes the first item of a list below that key, and the value is the second.
    """

    steps: tuple[str, ...]
    value: Value
    is_item: bool = False
    key: str = ""


def applied(text: str, path: str, edits: Sequence[Edit]) -> str:
    """The text after all edits. Raises NoPlaceError."""
    for edit in edits:
        if edit.key:
            text = gather(text, path, edit.steps, edit.key, edit.value)
        else:
            text = (append if edit.is_item else put)(text, path, edit.steps, edit.value)
    return text


def keys_at(node: Node, steps: Sequence[str]) -> tuple[str, ...]:
    """The keys of the mapping at `steps`; none where there is none."""
    found = at(node, steps)
    return tuple(found.entries) if isinstance(found, MappingNode) else ()


def text_at(node: Node | None, key: str) -> str | None:
    """The text of one key."""
    value = node.get(key) if isinstance(node, MappingNode) else None
    return value.value if isinstance(value, ScalarNode) and isinstance(value.value, str) else None


def followed(root: Node, steps: Sequence[str]) -> tuple[str, ...]:
    """Where the value at `steps` really stands. Raises CannotAddError where that is another file."""
    where = tuple(steps)
    for _ in range(_MOST_LINKS):
        reference = text_at(at(root, where), "$ref")
        if reference is None:
            return where
        target = steps_of(reference)
        if target is None:
            raise CannotAddError(f"`{'.'.join(where)}` stands in another file ({reference}); add to it by hand")
        where = target
    return where


def resolved(root: Node, node: Node | None) -> Node | None:
    """What a value stands for, as far as local references lead."""
    for _ in range(_MOST_LINKS):
        reference = text_at(node, "$ref")
        if reference is None:
            return node
        target = steps_of(reference)
        node = at(root, target) if target is not None else None
    return node


def steps_of(reference: str) -> tuple[str, ...] | None:
    """The keys that a reference into the same file leads through; None where it names another one."""
    if not reference.startswith("#/"):
        return None
    return tuple(unquote(step).replace("~1", "/").replace("~0", "~") for step in reference[2:].split("/"))


def reference_to(steps: Sequence[str]) -> Value:
    """A reference to the value at `steps`."""
    return {"$ref": "#/" + "/".join(quote(escape(step), safe="~!$&'()*+,;=:@/?{}") for step in steps)}
