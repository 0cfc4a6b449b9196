"""Reads a specification from disk: the root document and every local file that its references reach, with positions."""

import os
import re
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ..diagnostics.diagnostic import Diagnostic, in_order
from ..diagnostics.found import found
from ..diagnostics.location import Location
from .node import Node, ScalarNode
from .sources import Source, Sources, path_of
from .syntax.complaint import Complaint, diagnose
from .syntax.compose import Composed, compose
from .syntax.decode import MAX_BYTES, decode, position, readable
from .syntax.event import Event, Kind, UnreadableTextError
from .syntax.json_events import json_events

_LINE_BREAK: Final = re.compile("\r\n|\r|\n")
# Line breaks of YAML 1.1 that are none in 1.2 (§5.4), and no line break to any editor either.
_OLD_BREAKS: Final = "\x85\u2028\u2029"
# The lines above a document's first one: comments and directives.
_HEAD: Final = re.compile(r"(?:[%#][^\r\n]*+(?:\r\n|\r|\n)|[\r\n])++")
_UNKNOWN_DIRECTIVE: Final = re.compile(r"^%(?!(?:YAML|TAG)\s)", re.MULTILINE)
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class UnreadableError(Exception):
    """The root document can't be opened, so there is no answer about it; carries the diagnostic that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(f"{diagnostic.location.path}: {diagnostic.message}")


def read(path: str, *, root: Path | None = None, allow_outside: bool = False, text: bytes | None = None) -> Sources:
    """Read the document at `path`, relative to the folder `root` (the working folder), and the files it refers to.

    `text` is read in place of the root document's bytes. What looks like a reference but may be plain data does no
    harm: why its file can't be used is kept in `Sources.missing`, and so are the faults of the root document. Nothing
    is opened on the network, nor outside the root document's folder without `allow_outside`. Raises UnreadableError
    where the root document can't be opened.
    """
    shown = os.path.normpath(path).replace(os.sep, "/")
    reading = _Reading(root or Path(), shown, allow_outside=allow_outside)
    if text is None:
        text = _open_root(reading.folder / path, shown)
    reading.add(shown, text)
    while reading.queue:
        base, reference = reading.queue.popleft()
        target = path_of(base, str(reference.value))
        if target is not None and target not in reading.seen:
            reading.seen.add(target)
            reading.follow(target, reference.location)
    return Sources(
        shown,
        MappingProxyType(reading.files),
        missing=MappingProxyType(reading.missing),
        texts=MappingProxyType(reading.texts),
    )


def parse(text: bytes, path: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read one YAML or JSON text; `path` is what its locations say.

    The node is None where the text couldn't be read to its end. Nothing is opened.
    """
    parsed = _parse(text, path)
    return (parsed.composed.node if parsed.composed else None), parsed.faults


@dataclass(frozen=True, slots=True)
class _Parsed:
    text: str
    composed: Composed | None
    faults: tuple[Diagnostic, ...] = field(default=())


def _parse(content: bytes, path: str) -> _Parsed:
    try:
        text = decode(content, path)
    except UnreadableTextError as error:
        shown = "" if len(content) > MAX_BYTES else readable(content)
        return _Parsed(shown, None, error.diagnostics)
    try:
        composed = _composed(text, path)
    except UnreadableTextError as error:
        return _Parsed(text, None, in_order(error.diagnostics))
    return _Parsed(text, composed, in_order(composed.faults))


def _composed(text: str, path: str) -> Composed:
    """Read JSON where it is JSON, else YAML: PyYAML refuses some of JSON's white space and escapes."""
    is_json = path.lower().endswith(".json")
    if not is_json and text.lstrip()[:1] not in ("{", "["):
        return compose(_yaml_events(text, path), path)
    try:
        return compose(json_events(text, path), path)
    except UnreadableTextError as json_error:
        if json_error.diagnostics[-1].code != "WSG101":
            raise
        # Comments, single quotes and the like are no JSON, but they are YAML, which the official parser reads too.
        try:
            return compose(_yaml_events(text, path), path)
        except UnreadableTextError as yaml_error:
            raise (json_error if is_json else yaml_error) from None


def _yaml_events(text: str, path: str, *, pure: bool = False) -> Iterator[Event]:
    """Walk through a YAML text with libyaml, or with PyYAML's own parser where there is no libyaml or it is `pure`.

    Raises UnreadableTextError where the text breaks YAML's grammar.
    """
    import yaml

    hidden, shown = _hide_old_breaks(_without_directives(text))
    # libyaml knows no character that is escaped in two halves.
    use_pure = pure or not yaml.__with_libyaml__ or _SURROGATE_ESCAPE.search(text)
    try:
        parser: Any = yaml.SafeLoader(hidden) if use_pure else yaml.CSafeLoader(hidden)
        while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
            if kind := _KINDS.get(type(event).__name__):
                yield _event(kind, event, hidden, shown)
    except yaml.MarkedYAMLError as error:
        mark, start = error.problem_mark or error.context_mark, error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        complaint = Complaint(
            error.problem or "", error.context or "", place, (start.line + 1, start.column + 1) if start else None
        )
        raise UnreadableTextError(diagnose(complaint, path, tuple(_LINE_BREAK.split(text)))) from None


_KINDS: Final = MappingProxyType(
    {
        "DocumentStartEvent": Kind.DOCUMENT,
        "MappingStartEvent": Kind.MAPPING,
        "SequenceStartEvent": Kind.SEQUENCE,
        "MappingEndEvent": Kind.END,
        "SequenceEndEvent": Kind.END,
        "ScalarEvent": Kind.SCALAR,
        "AliasEvent": Kind.ALIAS,
    }
)


def _event(kind: Kind, event: Any, text: str, shown: dict[int, str]) -> Event:
    start, end = event.start_mark, event.end_mark
    end_line, end_column = end.line + 1, end.column + 1
    if kind is Kind.END or kind is Kind.DOCUMENT:
        return Event(kind, start.line + 1, start.column + 1, end_line, end_column)
    anchor = event.anchor or ""
    if kind is Kind.ALIAS:
        return Event(kind, start.line + 1, start.column + 1, end_line, end_column, anchor=anchor)
    if kind is not Kind.SCALAR:
        is_plain = not event.flow_style
        return Event(
            kind, start.line + 1, start.column + 1, end_line, end_column, "", is_plain, event.tag or "", anchor
        )
    value, style = event.value, event.style
    if style in ("|", ">"):
        # A block ends where the next token begins; for people it ends with its last character.
        block = text[start.index : end.index].rstrip()
        down, across = position(block, len(block))
        end_line, end_column = start.line + down, across + (start.column if down == 1 else 0)
    if shown:
        value = value.translate(shown)
    is_plain = not style
    return Event(kind, start.line + 1, start.column + 1, end_line, end_column, value, is_plain, event.tag or "", anchor)


def _without_directives(text: str) -> str:
    """Make a comment of each directive that YAML doesn't know: those are to be ignored (YAML 1.2.2 §6.8)."""
    head = _HEAD.match(text)
    if head is None or "%" not in head[0]:
        return text
    return _UNKNOWN_DIRECTIVE.sub("#", head[0]) + text[head.end() :]


def _hide_old_breaks(text: str) -> tuple[str, dict[int, str]]:
    """Replace each of YAML 1.1's extra line breaks by a character that the text lacks; the table turns them back."""
    if text.isascii() or not any(each in text for each in _OLD_BREAKS):
        return text, {}
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    hidden = {ord(each): next(free) for each in _OLD_BREAKS}
    return text.translate(hidden), {ord(stand_in): chr(each) for each, stand_in in hidden.items()}


class _Reading:
    """Which files have been read so far, and which references are still to be followed."""

    def __init__(self, folder: Path, path: str, *, allow_outside: bool) -> None:
        self.folder = folder
        self.files: dict[str, Source] = {}
        self.missing: dict[str, tuple[Diagnostic, ...]] = {}
        self.texts: dict[str, str] = {}
        self.queue: deque[tuple[str, ScalarNode]] = deque()
        self.seen = {path}
        self._inside = None if allow_outside else (folder / path).parent.resolve()
        self._read_as: dict[tuple[int, int], str] = {}
        self._note_identity(folder / path, path)

    def add(self, path: str, content: bytes) -> None:
        """Parse one file and queue its references."""
        parsed = _parse(content, path)
        if parsed.text:
            self.texts[path] = parsed.text
        if parsed.composed is None or parsed.faults:
            self.missing[path] = parsed.faults
            return
        self.files[path] = Source(path, parsed.composed.node, parsed.text)
        self.queue.extend((path, reference) for reference in parsed.composed.references)

    def follow(self, path: str, reference: Location) -> None:
        """Open the file that `reference` names, or keep why that can't be done."""
        place = self.folder / path
        try:
            if self._inside and not place.resolve().is_relative_to(self._inside):
                self._refuse("WSG117", path, reference, f"`{path}` is outside the folder of the document")
                return
            known = self._note_identity(place, path)
            if known != path:
                self._share(path, known)
                return
            status = place.stat()
            if not stat.S_ISREG(status.st_mode):
                self._refuse("WSG116", path, reference, f"`{path}` is {_kind(status.st_mode)}, not a file")
                return
            with place.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except PermissionError:
            self._refuse("WSG116", path, reference, f"`{path}` may not be read")
            return
        except (OSError, ValueError):
            # It doesn't exist, or no file can have such a name: only what expects a reference can tell if that matters.
            return
        self.add(path, content)

    def _share(self, path: str, known: str) -> None:
        """Let `path` stand for what was read as `known`: a link to it, or its name in other capitals."""
        if known in self.files:
            self.files[path] = self.files[known]
        else:
            self.missing[path] = self.missing[known]

    def _refuse(self, code: str, path: str, reference: Location, message: str) -> None:
        self.missing[path] = (found(code, reference, message, hint=_REFUSAL_HINTS[code]),)

    def _note_identity(self, place: Path, path: str) -> str:
        """Give the path by which the file at `place` was read first; this is `path` where it is new."""
        try:
            status = place.stat()
        except (OSError, ValueError):
            return path
        return self._read_as.setdefault((status.st_dev, status.st_ino), path)


_REFUSAL_HINTS: Final = MappingProxyType(
    {
        "WSG116": "refer to a YAML or JSON file that you may read",
        "WSG117": "move it beside the document, or set `allow-outside = true` in [tool.wsgen]",
    }
)


def _open_root(place: Path, path: str) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        message = f"there is no file `{path}`"
    except IsADirectoryError:
        message = f"`{path}` is a folder, not a file"
    except PermissionError:
        message = f"`{path}` may not be read"
    except (OSError, ValueError) as error:
        message = f"`{path}` can't be opened: {error}"
    hint = "name an AsyncAPI document, in YAML or JSON"
    raise UnreadableError(found("WSG115", Location(path, 1, 1, 1, 1), message, hint=hint))


def _kind(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a device"
