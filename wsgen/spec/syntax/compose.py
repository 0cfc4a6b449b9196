"""Builds nodes from the events of one text: anchors, merge keys, core-schema values, and the faults among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import MAX_FAULTS, did_you_mean, found
from ...diagnostics.location import Location
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode, escape
from .event import Event, Kind, UnreadableTextError
from .scalar import NoNumberError, plain_value

MAX_VALUES: Final = 250_000
"""How many values one document may have when each alias is written out."""
MAX_POINTERS: Final = 50_000_000
"""How many characters the keys that lead to the values may have together, counted anew for each value."""
MAX_DEPTH: Final = 100
"""How deep values may be nested when each alias is written out; the same bound as for frames on the wire."""

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_CORE: Final = "tag:yaml.org,2002:"
_COLLECTION_TAGS: Final = MappingProxyType(
    {Kind.MAPPING: ("", "!", f"{_CORE}map"), Kind.SEQUENCE: ("", "!", f"{_CORE}seq")}
)
_MERGE_TAGS: Final = ("", f"{_CORE}merge")
_SCALAR_TAGS: Final = MappingProxyType(
    {f"{_CORE}null": type(None), f"{_CORE}bool": bool, f"{_CORE}int": int, f"{_CORE}float": float}
)


@dataclass(frozen=True, slots=True)
class Composed:
    """One document: its value, the `$ref` strings in it in the document's order, and the faults that didn't stop it."""

    node: Node
    references: tuple[ScalarNode, ...]
    faults: tuple[Diagnostic, ...]


class _Anchor(NamedTuple):
    """What an anchor names: None while its node is still open. `values` and `height` count with aliases written out."""

    location: Location
    node: Node | None = None
    values: int = 0
    height: int = 0


def compose(events: Iterator[Event], path: str) -> Composed:
    """Build the one document of `events`.

    An alias gives the very node that its anchor names, with the anchor's location. Raises UnreadableTextError where
    `events` does, for a text without a document, and for what is too big or too deep.
    """
    return _Composer(events, path).document()


class _Composer:
    """Where one text has been read to, and what was found so far."""

    def __init__(self, events: Iterator[Event], path: str) -> None:
        self._events = events
        self._path = path
        self._anchors: dict[str, _Anchor] = {}
        self._references: list[ScalarNode] = []
        self._faults: list[Diagnostic] = []
        self._values = 0
        self._characters = 0
        self._deepest = 0
        self._last = Event(Kind.DOCUMENT, 1, 1, 1, 1)

    def document(self) -> Composed:
        """Read the first document, and complain about a second one."""
        start = next(self._events, None)
        first = next(self._events, None) if start else None
        if start is None or first is None or _is_absent(first):
            place = (first or Event(Kind.DOCUMENT, 1, 1, 1, 1)).location(self._path, "")
            raise UnreadableTextError(found("WSG114", place, "the file is empty", hint="write an AsyncAPI document"))
        node = self._node(first, "", 0)
        second = next(self._events, None)
        if second is not None:
            self._fault("WSG113", second, "", "a second document begins here", "keep one document in each file")
        return Composed(node, tuple(self._references), tuple(self._faults))

    def _node(self, event: Event, pointer: str, depth: int) -> Node:
        self._last = event
        if event.kind is Kind.ALIAS:
            return self._alias(event, pointer, depth)
        if event.anchor:
            return self._anchored(event, pointer, depth)
        self._count(event, pointer, 1, depth)
        if event.kind is Kind.SCALAR:
            return ScalarNode(self._scalar(event, pointer), event.location(self._path, pointer))
        if event.tag not in _COLLECTION_TAGS[event.kind]:
            self._unknown_tag(event, pointer)
        if event.kind is Kind.MAPPING:
            return self._mapping(event, pointer, depth)
        return self._sequence(event, pointer, depth)

    def _count(self, event: Event, pointer: str, values: int, deepest: int) -> None:
        self._values += values
        self._characters += len(pointer)
        if self._characters > MAX_POINTERS:
            message = f"the keys that lead to the values have more than {MAX_POINTERS:,} characters together"
            hint = "use shorter keys; a text of any length may be a value"
            raise UnreadableTextError(found("WSG122", event.location(self._path, ""), message, hint=hint))
        if self._values > MAX_VALUES:
            message = f"the document has more than {MAX_VALUES:,} values when its aliases are written out"
            hint = "name each part once and refer to it by `$ref`"
            raise UnreadableTextError(found("WSG108", event.location(self._path, pointer), message, hint=hint))
        if deepest > self._deepest:
            self._deepest = deepest
            if deepest > MAX_DEPTH:
                message = f"values are nested more than {MAX_DEPTH} deep"
                hint = "name an inner part and refer to it by `$ref`"
                raise UnreadableTextError(found("WSG119", event.location(self._path, pointer), message, hint=hint))

    def _alias(self, event: Event, pointer: str, depth: int) -> Node:
        location = event.location(self._path, pointer)
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            guess = did_you_mean(event.anchor, self._anchors)
            hint = f"did you mean `*{guess}`?" if guess else "put the text in quotes if the `*` is meant literally"
            self._complain(found("WSG121", location, f"no anchor `&{event.anchor}` stands before this", hint=hint))
            return ScalarNode(None, location)
        if anchor.node is None:
            related = (("the anchor", anchor.location),)
            message = f"`*{event.anchor}` stands inside the value that it names"
            hint = "let a schema refer to itself by `$ref`"
            self._complain(found("WSG109", location, message, hint=hint, related=related))
            return ScalarNode(None, location)
        self._count(event, pointer, anchor.values, depth + anchor.height)
        return anchor.node

    def _anchored(self, event: Event, pointer: str, depth: int) -> Node:
        location = event.location(self._path, pointer)
        self._anchors[event.anchor] = _Anchor(location)
        values, deepest = self._values, self._deepest
        self._deepest = depth
        node = self._node(event._replace(anchor=""), pointer, depth)
        self._anchors[event.anchor] = _Anchor(location, node, self._values - values, self._deepest - depth)
        self._deepest = max(deepest, self._deepest)
        return node

    def _sequence(self, start: Event, pointer: str, depth: int) -> SequenceNode:
        items: list[Node] = []
        while (event := next(self._events)).kind is not Kind.END:
            items.append(self._node(event, f"{pointer}/{len(items)}", depth + 1))
        return SequenceNode(tuple(items), self._span(start, event, pointer))

    def _mapping(self, start: Event, pointer: str, depth: int) -> MappingNode:
        own: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        merge: Location | None = None
        while (event := next(self._events)).kind is not Kind.END:
            if event.value == "<<" and event.is_plain and event.tag in _MERGE_TAGS:
                location = event.location(self._path, f"{pointer}/<<")
                if merge:
                    self._duplicate("<<", location, merge)
                merge = location
                merged.update(self._merged(next(self._events), location, depth))
                continue
            key = self._key(event, pointer, depth)
            inner = f"{pointer}/{escape(key)}"
            location = event.location(self._path, inner)
            value = self._node(next(self._events), inner, depth + 1)
            if key in own:
                self._duplicate(key, location, own[key].location)
                continue
            own[key] = Entry(key, location, value)
            if key == "$ref" and isinstance(value, ScalarNode) and isinstance(value.value, str):
                self._references.append(value)
        entries = {**merged, **own} if merged else own
        return MappingNode(MappingProxyType(entries), self._span(start, event, pointer))

    def _span(self, start: Event, end: Event, pointer: str) -> Location:
        # YAML's grammar ends a collection without brackets where the next token begins, below blank lines and comments.
        if not start.is_plain:
            self._last = end
        last = self._last
        return Location(self._path, start.line, start.column, last.end_line, last.end_column, pointer)

    def _key(self, event: Event, pointer: str, depth: int) -> str:
        self._last = event
        if event.kind is Kind.SCALAR and not event.anchor:
            value = self._scalar(event, pointer)
        else:
            node = self._node(event, pointer, depth + 1)
            if not isinstance(node, ScalarNode):
                self._fault("WSG104", event, pointer, "this key is no string", "use a string for the key")
                # Stands for the key in the file's other faults; no key of the author's looks like it.
                return f"?{event.line}:{event.column}"
            value = node.value
        if isinstance(value, str):
            return value
        text = event.value or "null"
        kind = "null" if value is None else "a boolean" if isinstance(value, bool) else "a number"
        self._fault("WSG104", event, pointer, f"the key `{text}` is {kind}, not a string", f'write `"{text}":`')
        return text

    def _merged(self, event: Event, location: Location, depth: int) -> dict[str, Entry]:
        """Give the entries that `<<` brings: of two sources the first wins (https://yaml.org/type/merge.html)."""
        node = self._node(event, location.pointer, depth + 1)
        sources = node.items if isinstance(node, SequenceNode) else (node,)
        merged: dict[str, Entry] = {}
        for source in sources:
            if not isinstance(source, MappingNode):
                hint = "write `<<: *anchor` or `<<: [*one, *two]`"
                self._complain(found("WSG120", location, "what `<<` merges is no mapping", hint=hint))
                return {}
            for key, entry in source.entries.items():
                merged.setdefault(key, entry)
        return merged

    def _duplicate(self, key: str, location: Location, first: Location) -> None:
        message = f"the key `{key}` stands twice in one mapping"
        hint = "write `<<: [*one, *two]`" if key == "<<" else "remove one of them, or give it another name"
        self._complain(found("WSG103", location, message, hint=hint, related=(("the first one", first),)))

    def _scalar(self, event: Event, pointer: str) -> str | int | float | bool | None:
        text, tag = event.value, event.tag
        if not text.isascii():
            text = self._without_surrogates(event, pointer)
        try:
            if not tag:
                return plain_value(text) if event.is_plain else text
            if tag in ("!", f"{_CORE}str"):
                return text
            return self._tagged(event, pointer)
        except NoNumberError as error:
            hint = "put it in quotes if it is a text, else use a number that JSON has"
            self._fault("WSG111", event, pointer, f"this is {error}", hint)
            return 0

    def _tagged(self, event: Event, pointer: str) -> str | int | float | bool | None:
        kind = _SCALAR_TAGS.get(event.tag)
        if kind is None:
            self._unknown_tag(event, pointer)
            return event.value
        value = plain_value(event.value)
        if kind is float and isinstance(value, int):
            return float(value)
        if type(value) is not kind:
            name = event.tag.removeprefix(_CORE)
            self._fault("WSG118", event, pointer, f"`{event.value}` is no `!!{name}`", "remove the tag")
        return value

    def _unknown_tag(self, event: Event, pointer: str) -> None:
        tag = f"!!{event.tag.removeprefix(_CORE)}" if event.tag.startswith(_CORE) else event.tag
        self._fault("WSG118", event, pointer, f"the tag `{tag}` has no meaning here", "remove the tag")

    def _without_surrogates(self, event: Event, pointer: str) -> str:
        """Join the halves of each character that was escaped in two (RFC 8259 §7), and refuse a half alone."""
        text = event.value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        if match := _SURROGATES.search(text):
            code = f"\\u{ord(match[0]):04x}"
            message = f"`{code}` is half of a character"
            self._fault("WSG112", event, pointer, message, "write the character itself")
            return _SURROGATES.sub("\ufffd", text)
        return text

    def _complain(self, fault: Diagnostic) -> None:
        self._faults.append(fault)
        if len(self._faults) > MAX_FAULTS:
            raise UnreadableTextError(*self._faults)

    def _fault(self, code: str, event: Event, pointer: str, message: str, hint: str) -> None:
        self._complain(found(code, event.location(self._path, pointer), message, hint=hint))


def _is_absent(event: Event) -> bool:
    """Whether a document has nothing in it but comments."""
    is_empty = event.kind is Kind.SCALAR and event.is_plain and not event.value
    return is_empty and not event.tag and not event.anchor
