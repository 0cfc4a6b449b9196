"""Finds the documents that a command line names: files, folders, patterns, and standard input."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from ..code.manifest import MANIFEST, parse
from ..spec.syntax.decode import MAX_BYTES
from .outcome import NoAnswerError

STANDARD_INPUT: Final = "-"

_SUFFIXES: Final = frozenset({".yml", ".yaml", ".json"})
_MAGIC: Final = re.compile(r"[*?[]")
_ANY_DEPTH: Final = "**"
_EVERYTHING: Final = (_ANY_DEPTH, "*")
_KEY: Final = "asyncapi"
# What may stand before the root object: comments, directives, the line that begins a document.
_BEFORE: Final = re.compile(r"\ufeff?(?:[ \t]*(?:#.*)?\n|%.*\n|---[ \t]*(?:#.*)?\n|---[ \t]+)*")
# In JSON and in YAML's flow style: texts, brackets, and the key without quotes.
_FLOW: Final = re.compile(rf'"(?:\\.|[^"\\])*"|\'[^\']*\'|(?<![\w/-]){_KEY}(?=\s*:)|[{{}}\[\]]')


@dataclass(frozen=True, slots=True)
class Listing:
    """The documents, each once, as paths or `-`; and what is to be said about names that stand for none."""

    documents: tuple[str, ...]
    complaints: tuple[str, ...]


def documents(names: Sequence[str], cwd: Path) -> Listing:
    """What `names`, relative to `cwd`, stand for: a file for itself, a folder or a pattern for the documents in it.

    A document is there a file in YAML or JSON whose root object has the key `asyncapi`. What is hidden, `node_modules`,
    virtual environments and wsgen's own output folders aren't searched. `-` stands for standard input. Raises
    NoAnswerError for an empty name.
    """
    found: dict[object, str] = {}
    complaints: list[str] = []
    for name in names:
        if not name.strip():
            raise NoAnswerError("SPEC is empty; give a path, or leave it out for the default")
        search = _Search()
        matches = [name] if _is_one_file(name, cwd) else search.documents(name, cwd)
        complaints += (f"{folder} can't be searched: {reason}" for folder, reason in search.unreadable)
        if not matches and not search.unreadable:
            where = "in the folder" if stat.S_ISDIR(_mode(cwd / name)) else "that matches"
            complaints.append(f"there is no AsyncAPI document {where} {name}")
        for each in matches:
            found.setdefault(_identity(cwd / each) if each != STANDARD_INPUT else each, each)
    return Listing(tuple(found.values()), tuple(complaints))


def split(pattern: str, separator: str = os.sep) -> tuple[str, tuple[str, ...]]:
    """The folder that `pattern` begins with, and the steps below it that hold `*`, `?` or `[`, or follow such a one."""
    steps = pattern.replace(separator, "/").split("/")
    first = next((number for number, step in enumerate(steps) if _MAGIC.search(step)), len(steps))
    folder = "/".join(steps[:first])
    return (folder or "/" if first else ""), tuple(step for step in steps[first:] if step)


def is_document(content: bytes) -> bool:
    """Whether the root object in `content`, which may be broken further on, has the key `asyncapi`."""
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not is_wide and _KEY.encode() not in content:
        return False
    text = content.decode("utf-16" if is_wide else "utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    if text.lstrip()[:1] in ("{", "["):
        return _is_key_of_flow(text)
    indentation = " " * (len(text) - len(text.lstrip(" ")))
    return bool(re.search(rf"""^{indentation}(["']?){_KEY}\1[ \t]*:(?:\s|$)""", text, re.MULTILINE))


def _is_key_of_flow(text: str) -> bool:
    depth = 0
    for match in _FLOW.finditer(text):
        match match[0]:
            case "{" | "[":
                depth += 1
            case "}" | "]":
                depth -= 1
            case token:
                is_key = depth == 1 and token.strip("\"'") == _KEY
                if is_key and text[match.end() : match.end() + 80].lstrip()[:1] == ":":
                    return True
    return False


class _Search:
    """Where one name has been looked for so far: no folder twice, though links lead to it."""

    def __init__(self) -> None:
        self.unreadable: list[tuple[str, str]] = []
        self._seen: set[object] = set()

    def documents(self, name: str, cwd: Path) -> list[str]:
        """The documents in the folder `name`, or those that fit the pattern `name`; what isn't a link comes first."""
        folder, steps = (name, _EVERYTHING) if stat.S_ISDIR(_mode(cwd / name)) else split(name)
        files = (path for path in self._files(cwd / folder, steps) if path.suffix.lower() in _SUFFIXES)
        found = sorted(path for path in files if self._is_document(path))
        return [str(each) for each in sorted(found, key=lambda path: _is_linked(path, cwd))]

    def _files(self, folder: Path, steps: tuple[str, ...]) -> Iterator[Path]:
        """Every file below `folder` whose way there fits `steps`; of a folder that fits, what is in it."""
        step, rest = steps[0], steps[1:]
        if (identity := (steps, _identity(folder))) in self._seen:
            return
        self._seen.add(identity)
        if step == _ANY_DEPTH:
            yield from self._files(folder, rest or ("*",))
        for path in self._entries(folder):
            is_hidden = path.name.startswith(".") and not step.startswith(".")
            if is_hidden or not (step == _ANY_DEPTH or fnmatch(path.name, step)):
                continue
            mode = _mode(path)
            if stat.S_ISREG(mode) and not rest and step != _ANY_DEPTH:
                yield path
            elif stat.S_ISDIR(mode) and (step == path.name or _is_searched(path)):
                yield from self._files(path, steps if step == _ANY_DEPTH else rest or _EVERYTHING)

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self.unreadable.append((str(folder), error.strerror or str(error)))
            return []

    def _is_document(self, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                return is_document(file.read(MAX_BYTES))
        except OSError:
            # It may be one: the check says that it can't be opened.
            return True


def _is_linked(path: Path, cwd: Path) -> bool:
    """Whether a link leads from `cwd` to `path`."""
    return path.resolve() != Path(os.path.normpath(cwd.resolve() / os.path.relpath(path, cwd)))


def _is_one_file(name: str, cwd: Path) -> bool:
    """Whether `name` is neither a folder nor a pattern; a file that isn't there is one too."""
    mode = _mode(cwd / name)
    return name == STANDARD_INPUT or (not stat.S_ISDIR(mode) and (bool(mode) or not _MAGIC.search(name)))


def _is_searched(folder: Path) -> bool:
    """Whether somebody's own files may be in `folder`: no installed packages, and not what wsgen wrote."""
    if folder.name == "node_modules" or (folder / "pyvenv.cfg").is_file():
        return False
    try:
        return parse((folder / MANIFEST).read_text("utf-8")) is None
    except (OSError, UnicodeDecodeError):
        return True


def _mode(path: Path) -> int:
    """What is at `path`, as `stat` says it; 0 where nothing is, or nothing that may be looked at."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def _identity(path: Path) -> object:
    """What two paths of one file have in common."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return os.path.normpath(path)
    return status.st_dev, status.st_ino
