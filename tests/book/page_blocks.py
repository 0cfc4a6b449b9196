"""Reads a page of Markdown into what a reader does with it: its blocks of code, and what comments say of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Word(Enum):
    """What a comment may begin with to say something of a block; docs/book.md tells of each."""

    RUN = "run"
    STOP = "stop"
    NEW_READER = "new reader"
    FILE = "file"
    APPEND = "append"
    PART_OF = "part of"
    AROUND = "around"
    MERGED_INTO = "merged into"
    NOT_RUN = "not run"
    ANOTHER_TERMINAL = "another terminal"


STEPS = frozenset({Word.RUN, Word.STOP, Word.NEW_READER})
"""These are done where they stand; the others are said of the next block."""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment that says what becomes of the next block, or is a step by itself."""

    word: Word
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code, and the note before it."""

    language: str
    text: str
    line: int
    note: Note | None


PART = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=indent)(?P=fence) *$"
    r"|^ *<!--(?P<comment>.*?)-->",
    re.MULTILINE | re.DOTALL,
)
KNOWN = "|".join(each.value for each in Word)
NOTE = re.compile(rf"(?P<word>{KNOWN})(?::(?P<text>.*))?$", re.DOTALL | re.IGNORECASE)
NAMED = re.compile(r"(?:#|//|<!--) (?P<name>[\w.-]*(?:/[\w.-]+)*\.\w+)(?::.*|,.*| \(.*| -->)?$")


def parts(page: str) -> Iterator[Block | Note]:
    """The blocks and the steps of a page, in its order. A note that no block follows is a mistake of the page."""
    waiting: Note | None = None
    for found in PART.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        if found["comment"] is None:
            text = re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE)
            yield Block(found["language"], text, line, waiting)
            waiting = None
            continue
        said = NOTE.match(found["comment"].strip())
        if said is None:
            continue
        assert waiting is None, f"line {line}: the note of line {waiting.line} has no block" if waiting else ""
        note = Note(Word(said["word"].lower()), (said["text"] or "").strip(), line)
        if note.word in STEPS:
            yield note
        else:
            waiting = note
    assert waiting is None, f"the note of line {waiting.line} has no block" if waiting else ""


def name_of(text: str) -> str | None:
    """The file that a block names in its first line, as a comment: `# server.py`, `// web/hello.mjs: why`."""
    named = NAMED.match(text.split("\n", 1)[0])
    return named["name"] if named else None


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Command and expected output of each step of a console block."""
    for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = step.split("\n")
        ends = next(index for index, line in enumerate(lines) if not line.endswith("\\"))
        yield "\n".join(lines[: ends + 1]), "\n".join(lines[ends + 1 :])


def pages(*folders: Path) -> list[Path]:
    """Every page of Markdown in folders, sorted."""
    return sorted(path for folder in folders for path in folder.rglob("*.md"))
