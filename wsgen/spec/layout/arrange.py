"""Lays out the text of one document, and proves that it still says the same."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...diagnostics.diagnostic import has_errors
from ..load import parse
from ..node import MappingNode, Node, ScalarNode, SequenceNode
from ..syntax.event import Event, UnreadableTextError
from ..syntax.json_events import json_events
from ..syntax.yaml_events import yaml_events
from .gaps import UnknownTextError
from .pieces import Collection, Comment, Gap, Pair, Piece
from .taking_apart import Parts, take_apart
from .writing import write

_MARK: Final = "\ufeff"


class NoLayoutError(Exception):
    """A document that can't be laid out without changing what it says; the message says what stands in the way."""


def arranged(text: str, path: str) -> str:
    """The canonical layout of a document that can be read without a fault; its line ends stay what most of them are.

    Raises NoLayoutError.
    """
    mark = _MARK if text.startswith(_MARK) else ""
    ending = line_end(text)
    lines = text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")
    try:
        events = _events(lines, path)
        before = take_apart(lines, iter(events))
        laid = write(before)
        events_after = _events(laid, path)
        after = take_apart(laid, iter(events_after))
        if write(after) != laid:
            raise NoLayoutError("its layout would be another one each time")
    except UnknownTextError as error:
        raise NoLayoutError(f"the line `{str(error).strip()}` isn't understood") from error
    except UnreadableTextError as error:
        raise NoLayoutError(f"it would no longer be read: {error}") from error
    (old, _), (new, faults) = (parse(each.encode(), path) for each in (lines, laid))
    if old is None or new is None or has_errors(faults) or _value(old) != _value(new):
        raise NoLayoutError("its values would change")
    if _properties(events) != _properties(events_after):
        raise NoLayoutError("its anchors or tags would change")
    if Counter(_comments(before)) != Counter(_comments(after)):
        raise NoLayoutError("its comments would change")
    return mark + laid.replace("\n", ending)


def line_end(text: str) -> str:
    """What most lines of `text` end with; a line feed where it has only one line."""
    windows = text.count("\r\n")
    return "\r\n" if windows * 2 > text.count("\n") else "\n"


def _events(text: str, path: str) -> list[Event]:
    """JSON's where it is JSON, else YAML's, as `load` reads a file."""
    if path.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        try:
            return list(json_events(text, path))
        except UnreadableTextError:
            pass
    return list(yaml_events(text, path))


def _properties(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Which node has which anchor and tag, in order."""
    return [(each.anchor, each.tag) for each in events]


def _value(node: Node) -> object:
    """A value that is equal to another one only where JSON's are, in the same order: `1` is not `1.0`."""
    match node:
        case ScalarNode():
            return type(node.value).__name__, node.value
        case SequenceNode():
            return [_value(each) for each in node.items]
        case MappingNode():
            return [(key, _value(each.value)) for key, each in node.entries.items()]


def _comments(parts: Parts) -> list[str]:
    found = [line for line in parts.head if line.startswith("#")]
    _collect(parts.root, found)
    _of_gap(parts.end, found)
    return found


def _collect(piece: Pair | Piece, found: list[str]) -> None:
    _of_gap(piece.before, found)
    if isinstance(piece, Pair):
        _collect(piece.value, found)
    elif isinstance(piece, Collection):
        for each in piece.items:
            _collect(each, found)
        _of_gap(piece.end, found)


def _of_gap(gap: Gap, found: list[str]) -> None:
    found += [gap.trailing] if gap.trailing else []
    found += [each.text for each in gap.lines if isinstance(each, Comment)]
