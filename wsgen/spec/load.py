"""Reads a specification from disk: the root document and every local file that its references reach, with positions."""

import errno
import os
import stat
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..diagnostics.diagnostic import Diagnostic, in_order
from ..diagnostics.found import found
from ..diagnostics.location import Location
from .node import Node, ScalarNode
from .sources import Source, Sources, path_of
from .syntax.compose import Composed, compose
from .syntax.decode import MAX_BYTES, decode, readable
from .syntax.event import UnreadableTextError
from .syntax.json_events import json_events
from .syntax.yaml_events import yaml_events


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
        absent=tuple(reading.absent),
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
        return compose(yaml_events(text, path), path)
    try:
        return compose(json_events(text, path), path)
    except UnreadableTextError as json_error:
        if json_error.diagnostics[-1].code != "WSG101":
            raise
        # Comments, single quotes and the like are no JSON, but they are YAML, which the official parser reads too.
        try:
            return compose(yaml_events(text, path), path)
        except UnreadableTextError as yaml_error:
            raise (json_error if is_json else yaml_error) from None


class _Reading:
    """Which files have been read so far, and which references are still to be followed."""

    def __init__(self, folder: Path, path: str, *, allow_outside: bool) -> None:
        self.folder = folder
        self.files: dict[str, Source] = {}
        self.missing: dict[str, tuple[Diagnostic, ...]] = {}
        self.texts: dict[str, str] = {}
        self.absent: list[str] = []
        self.queue: deque[tuple[str, ScalarNode]] = deque()
        self.seen = {path}
        self._inside = None if allow_outside else _real((folder / path).parent)
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
            if self._inside and not _real(place).is_relative_to(self._inside):
                self._refuse("WSG117", path, reference, "this file is outside the folder of the document")
                return
            known = self._note_identity(place, path)
            if known != path:
                self._share(path, known)
                return
            content = _content(place)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            # It doesn't exist, or no file can have such a name: only what expects a reference can tell if that matters.
            self.absent.append(path)
            return
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                self._refuse("WSG116", path, reference, _why(error))
            return
        self.add(path, content)

    def _share(self, path: str, known: str) -> None:
        """Let `path` stand for what was read as `known`: a link to it, or its name in other capitals."""
        if known in self.files:
            self.files[path] = self.files[known]
        elif known in self.missing:
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


class _NoFileError(OSError):
    """What a path names is something else than a file."""

    def __init__(self, mode: int) -> None:
        self.is_pipe = stat.S_ISFIFO(mode)
        super().__init__(f"this is {_kind(mode)}, not a file")


def _open_root(place: Path, path: str) -> bytes:
    hint = "name an AsyncAPI document, in YAML or JSON"
    try:
        return _content(place)
    except (FileNotFoundError, NotADirectoryError):
        message = "there is no such file"
    except _NoFileError as error:
        message = _why(error)
        hint = "`wsgen validate -` checks what comes on standard input" if error.is_pipe else hint
    except OSError as error:
        message = _why(error)
    except ValueError:
        message = "no file can have such a name"
    raise UnreadableError(found("WSG115", Location(path, 1, 1, 1, 1), message, hint=hint))


def _real(path: Path) -> Path:
    # Path.resolve raises RuntimeError where links lead in a circle.
    return Path(os.path.realpath(path))


def _content(place: Path) -> bytes:
    """The bytes of a file, those beyond the largest size left out. Raises OSError, or ValueError for such a name.

    Only files are opened: a pipe may wait for ever, and a device never end.
    """
    mode = place.stat().st_mode
    if not stat.S_ISREG(mode):
        raise _NoFileError(mode)
    with place.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _why(error: OSError) -> str:
    if isinstance(error, _NoFileError):
        return str(error)
    return "this may not be read" if isinstance(error, PermissionError) else f"this can't be read: {error.strerror}"


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "a socket"
