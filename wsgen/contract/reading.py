"""Reads a contract's file; whatever isn't understood in it is told with its place, so that nothing is passed over."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ..diagnostics.diagnostic import Diagnostic, SpecError, has_errors
from ..diagnostics.found import found
from ..spec.load import parse
from ..spec.node import Entry, MappingNode, Node, ScalarNode, SequenceNode, Value, plain
from .pact_file import FORMAT, JSON, Contents, Earlier, Event, Interaction, Notes, PactFile, ProviderState, Request

_EVENT: Final = "Asynchronous/Messages"
_REQUEST: Final = "Synchronous/Messages"
_AGAIN: Final = "record the contract again"


def read(content: bytes, path: str) -> PactFile:
    """The contract in the bytes of a file; `path` is what places in it are told with.

    Raises SpecError with every fault: what is no JSON, no Pact V4, or holds interactions that aren't messages.
    """
    node, diagnostics = parse(content, path)
    if node is None or has_errors(diagnostics):
        raise SpecError(diagnostics)
    reading = _Reading()
    contract = reading.contract(node)
    if reading.faults:
        raise SpecError(reading.faults)
    return contract


class _Reading:
    """One run over a file, with the faults that were found so far; what is faulty is read as nothing."""

    def __init__(self) -> None:
        self.faults: list[Diagnostic] = []

    def contract(self, node: Node) -> PactFile:
        """The whole file."""
        version = self._text(_at(node, "metadata", "pactSpecification"), "version", node)
        if version and version.split(".")[0] != "4":
            self._fault("WSG841", node, f"the file is of Pact specification {version}, and not 4.0", _AGAIN)
        if version:
            self._check_format(node)
        interactions = tuple(each for item in self._items(node, "interactions") for each in self._interaction(item))
        self._check_names(interactions)
        consumer, provider = (self._text(_at(node, who), "name", node) for who in ("consumer", "provider"))
        return PactFile(consumer, provider, interactions)

    def _check_format(self, node: Node) -> None:
        noted = _at(node, "metadata", "wsgen", "format")
        if noted is not None and plain(noted) != FORMAT:
            hint = "update wsgen, or record the contract again"
            self._fault("WSG841", noted, f"the file has notes of format {plain(noted)}, and this wsgen {FORMAT}", hint)

    def _check_names(self, interactions: Iterable[Interaction]) -> None:
        seen: dict[str, Interaction] = {}
        for each in interactions:
            first = seen.setdefault(each.description, each)
            if first is not each and each.location and first.location:
                message = f"there are two interactions `{each.description}`"
                related = (("the first one", first.location),)
                hint = "give each a description of its own"
                self.faults.append(found("WSG843", each.location, message, hint=hint, related=related))

    def _interaction(self, node: Node) -> Iterator[Interaction]:
        kind = self._text(node, "type", node)
        description = self._text(node, "description", node)
        pending = _at(node, "pending")
        states = tuple(self._state(each) for each in self._items(node, "providerStates", is_needed=False))
        is_pending = pending is not None and plain(pending) is True
        notes = self._notes(node)
        if kind == _EVENT:
            yield Event(description, self._contents(node), states, notes, is_pending, node.location)
        elif kind == _REQUEST:
            asked = self._contents(self._object(node, "request"))
            responses = tuple(self._contents(each) for each in self._items(node, "response", is_needed=False))
            for number in notes.repeated:
                if responses and not 0 <= number < len(responses):
                    self._fault("WSG842", node, f"`repeated` names response {number}, which isn't there", _AGAIN)
            yield Request(description, asked, responses, states, notes, is_pending, node.location)
        elif kind:
            hint = f"wsgen verifies `{_REQUEST}` and `{_EVENT}`; keep others in a contract of their own"
            self._fault("WSG843", node, f"an interaction of type `{kind}` is no message on a WebSocket", hint)

    def _state(self, node: Node) -> ProviderState:
        return ProviderState(self._text(node, "name", node), self._values(node, "params"))

    def _contents(self, node: Node) -> Contents:
        contents = self._object(node, "contents")
        content, encoded = _at(contents, "content"), _at(contents, "encoded")
        value = None if content is None else plain(content)
        if encoded is not None and plain(encoded) == "JSON" and isinstance(value, str):
            value = self._parsed(value, encoded)
        elif encoded is not None and plain(encoded) not in (False, None):
            hint = "a frame of wsgen is JSON text; keep other contents in a contract of their own"
            self._fault("WSG843", encoded, f"contents that are encoded as {plain(encoded)!r} aren't understood", hint)
        metadata = dict(self._values(node, "metadata"))
        told = metadata.pop("contentType", JSON)
        content_type = plain(kind) if (kind := _at(contents, "contentType")) is not None else told
        rules = self._object(node, "matchingRules", is_needed=False)
        for other in sorted(_entries(rules).keys() - {"body", "metadata"}):
            self._fault("WSG842", _entries(rules)[other].value, f"messages have no rules for `{other}`", _AGAIN)
        return Contents(
            value,
            content_type if isinstance(content_type, str) else JSON,
            self._rules(rules),
            self._values(self._object(node, "generators", is_needed=False), "body"),
            MappingProxyType(metadata),
        )

    def _parsed(self, text: str, node: Node) -> Value:
        try:
            value: Value = json.loads(text)
        except ValueError:
            self._fault("WSG843", node, "contents that are encoded as 'JSON' aren't JSON", _AGAIN)
            return None
        return value

    def _rules(self, node: Node) -> Mapping[str, Value]:
        for path, entry in _entries(_at(node, "body")).items():
            matchers = _at(entry.value, "matchers")
            if not path.startswith("$") or not isinstance(matchers, SequenceNode):
                message = f"the matching rule `{path}` isn't of Pact V4: a path and a list of matchers"
                self._fault("WSG842", entry.value, message, _AGAIN)
        return self._values(node, "body")

    def _notes(self, node: Node) -> Notes:
        ours = _at(node, "comments", "wsgen")
        if ours is None:
            return Notes()
        connection = _at(ours, "connection")
        key = None if connection is None else plain(connection)
        numbers = [plain(each) for each in self._items(ours, "repeated", is_needed=False)]
        return Notes(
            key if isinstance(key, str) else None,
            self._values(ours, "arguments"),
            tuple(self._earlier(each) for each in self._items(ours, "earlier", is_needed=False)),
            tuple(each for each in numbers if isinstance(each, int)),
        )

    def _earlier(self, node: Node) -> Earlier:
        frame, count = _at(node, "frame"), _at(node, "responses")
        number = 0 if count is None else plain(count)
        return Earlier(None if frame is None else plain(frame), number if isinstance(number, int) else 0)

    # What a place holds, of the type that it must have.

    def _text(self, node: Node | None, key: str, place: Node) -> str:
        value = _at(node, key)
        if isinstance(value, ScalarNode) and isinstance(value.value, str) and value.value:
            return value.value
        code = "WSG841" if key == "version" else "WSG842"
        what = "`metadata.pactSpecification.version`" if key == "version" else f"`{key}`"
        self._fault(code, value or node or place, f"{what} must be a text", _AGAIN)
        return ""

    def _object(self, node: Node, key: str, *, is_needed: bool = True) -> Node:
        value = _at(node, key)
        if not isinstance(value, MappingNode) and (is_needed or value is not None):
            self._fault("WSG842", value or node, f"`{key}` must be an object", _AGAIN)
        return value if isinstance(value, MappingNode) else MappingNode(MappingProxyType({}), (value or node).location)

    def _items(self, node: Node, key: str, *, is_needed: bool = True) -> Sequence[Node]:
        value = _at(node, key)
        if isinstance(value, SequenceNode):
            return value.items
        if is_needed or value is not None:
            self._fault("WSG842", value or node, f"`{key}` must be an array", _AGAIN)
        return ()

    def _values(self, node: Node, key: str) -> Mapping[str, Value]:
        held = self._object(node, key, is_needed=False)
        return MappingProxyType({name: plain(entry.value) for name, entry in _entries(held).items()})

    def _fault(self, code: str, node: Node, message: str, hint: str) -> None:
        # What is missing in something that is missing needn't be told.
        if all(each.location != node.location for each in self.faults):
            self.faults.append(found(code, node.location, message, hint=hint))


def _entries(node: Node | None) -> Mapping[str, Entry]:
    return node.entries if isinstance(node, MappingNode) else MappingProxyType({})


def _at(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        node = node.get(key) if isinstance(node, MappingNode) else None
    return node
