"""Does what a page says, in the order in which it says it, and compares what happens with what the page shows."""

import difflib
import json
import re
import shlex
import textwrap
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from tests.book.page_blocks import Block, Note, Word, commands, name_of, parts
from tests.book.reader_shell import REPOSITORY, Shell

VARIES = re.compile(r"\(\d+(?:\.\d+)? (?:s|ms|KB|files)\)|\b\d+ files: \d+ \w+(?:, \d+ \w+)*")
"""How long it took, and how many files there are, is an example."""
AROUND = Path(__file__).parent / "around"
PICTURES = frozenset({"text", ""})
"""These languages are none: what stands in such blocks is read, not run."""


def run_page(text: str, folder: Path) -> None:
    """Do what a page says, in a new folder. Raises AssertionError with the line of the page where it isn't so."""
    _Reader(folder).read(text)


class _Reader:
    """Who reads one page: the terminal, and what servers must have printed in the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._readers = 0
        self._shell: Shell | None = None
        self._promised: list[tuple[int, Path, str]] = []

    def read(self, text: str) -> None:
        try:
            for part in parts(text):
                try:
                    self._do(part)
                except AssertionError as error:
                    raise AssertionError(f"line {part.line}: {error}") from None
            self._check_servers()
        finally:
            if self._shell is not None:
                self._shell.close()

    @property
    def shell(self) -> Shell:
        if self._shell is None:
            self._readers += 1
            folder = self._folder / f"reader{self._readers}"
            folder.mkdir()
            self._shell = Shell(folder)
        return self._shell

    def _do(self, part: Block | Note) -> None:
        if isinstance(part, Note):
            self._step(part)
        elif part.note is not None:
            NOTED[part.note.word](self, part, part.note.text)
        elif part.language in LANGUAGES:
            LANGUAGES[part.language](self, part)
        elif part.language not in PICTURES:
            self._write(part)

    def _step(self, note: Note) -> None:
        if note.word is Word.RUN:
            printed, status = self.shell.run(note.text)
            assert status == 0, f"`{note.text}` ended with {status}:\n{printed}"
        elif note.word is Word.STOP:
            self.shell.stop(note.text)
        else:
            self._check_servers()
            if self._shell is not None:
                self._shell.close()
            self._shell = None

    def _write(self, block: Block) -> None:
        name = name_of(block.text)
        assert name is not None, f"what becomes of this {block.language}? Name its file, or see docs/book.md"
        self.shell.write(name, block.text)

    def another_terminal(self, block: Block, _: str) -> None:
        """Each command goes on in a terminal of its own."""
        for command, expected in commands(block.text):
            self.shell.run(f"{command} &")
            self._promised.append((block.line, self.shell.servers[-1].log, expected))

    def console(self, block: Block) -> None:
        for command, expected in commands(block.text):
            before = len(self.shell.servers)
            printed, _ = self.shell.run(command)
            if len(self.shell.servers) > before:
                self._promised.append((block.line, self.shell.servers[-1].log, expected))
            else:
                assert_same(printed, expected, command)

    def sh(self, block: Block) -> None:
        for command in block.text.replace("\\\n", "").splitlines():
            if command and not command.startswith("#"):
                printed, status = self.shell.run(command)
                assert status == 0, f"`{command}` ended with {status}:\n{printed}"

    def json(self, block: Block) -> None:
        try:
            json.loads(block.text)
        except ValueError:
            for line in block.text.splitlines():
                json.loads(line)

    def toml(self, block: Block) -> None:
        if name_of(block.text) is None:
            self.append(block, "pyproject.toml")
        else:
            self._write(block)

    def file(self, block: Block, name: str) -> None:
        self.shell.write(name, block.text)

    def append(self, block: Block, name: str) -> None:
        path = self.shell.folder / name
        before = self.shell.read(name) if path.exists() else ""
        self.shell.write(name, f"{before.rstrip()}\n\n{block.text}".lstrip())

    def part_of(self, block: Block, name: str) -> None:
        lines = block.text.split("\n")
        shown = "\n".join(lines[1:] if name_of(block.text) else lines).strip("\n")
        assert_within(shown, self.shell.read(name), name)

    def around(self, block: Block, name: str) -> None:
        """The block stands in place of the line `HERE` of a file of tests/book/around, which is run."""
        around = (AROUND / name).read_text()
        found = re.search(r"^( *)# HERE\n", around, re.MULTILINE)
        assert found is not None, f"{name} has no line `# HERE`"
        whole = around.replace(found[0], textwrap.indent(block.text, found[1]), 1)
        self.shell.write(name, whole)
        printed, status = self.shell.run(f"python {shlex.quote(name)}")
        assert status == 0, f"in {name} it ended with {status}:\n{printed}"

    def merged_into(self, block: Block, name: str) -> None:
        """The block is a part of a document of this repository: put into it, the document is valid."""
        document = yaml.safe_load((REPOSITORY / name).read_text())
        merged = _merge(document, yaml.safe_load(block.text))
        self.shell.write(Path(name).name, yaml.safe_dump(merged, sort_keys=False, allow_unicode=True))
        printed, status = self.shell.run(f"wsgen validate {shlex.quote(Path(name).name)}")
        assert status == 0, f"merged into {name} it isn't valid:\n{printed}"

    def not_run(self, block: Block, reason: str) -> None:
        assert reason, "why isn't it run?"

    def _check_servers(self) -> None:
        """What servers have printed by now is what the page shows; they may need a moment for it."""
        for line, log, expected in self._promised:
            ends = time.monotonic() + 10
            while True:
                printed = self.shell.as_printed(log.read_text())
                if not expected.strip() or pattern(expected).search(printed):
                    break
                assert time.monotonic() < ends, f"line {line}: the server printed otherwise:\n{printed}"
                time.sleep(0.05)
            printed = log.read_text(errors="replace")
            assert "Traceback" not in printed or "Traceback" in expected, f"line {line}: the server failed:\n{printed}"
        self._promised.clear()


LANGUAGES: Mapping[str, Callable[[_Reader, Block], None]] = {
    "console": _Reader.console,
    "sh": _Reader.sh,
    "bash": _Reader.sh,
    "json": _Reader.json,
    "toml": _Reader.toml,
}
NOTED: Mapping[Word, Callable[[_Reader, Block, str], None]] = {
    Word.FILE: _Reader.file,
    Word.APPEND: _Reader.append,
    Word.PART_OF: _Reader.part_of,
    Word.AROUND: _Reader.around,
    Word.MERGED_INTO: _Reader.merged_into,
    Word.NOT_RUN: _Reader.not_run,
    Word.ANOTHER_TERMINAL: _Reader.another_terminal,
}


def assert_same(printed: str, expected: str, command: str) -> None:
    """What was printed is what the page shows; `…` stands there for anything, also for several lines."""
    if pattern(expected).fullmatch(printed.strip()) is None:
        difference = "\n".join(
            difflib.unified_diff(expected.splitlines(), printed.splitlines(), "the page", "printed", lineterm="")
        )
        raise AssertionError(f"`{command}` prints otherwise:\n{difference}")


def assert_within(shown: str, text: str, name: str) -> None:
    """What the page shows is a part of a file; `…` stands for anything."""
    assert pattern(shown).search(text) is not None, f"{name} has no such part:\n{text}"


def pattern(shown: str) -> re.Pattern[str]:
    """What a page shows, with all that varies left open; blanks at the ends of lines don't count."""
    lines = "\n".join(line.rstrip() for line in shown.strip("\n").split("\n")).strip()
    open_ends = VARIES.sub("…", lines)
    return re.compile(r"[^\S\n]*\n".join(_line(line) for line in open_ends.split("\n")), re.DOTALL)


def _line(line: str) -> str:
    return ".*?".join(re.escape(each) for each in line.split("…"))


def _merge(base: object, patch: object) -> object:
    """RFC 7396."""
    if not isinstance(patch, dict) or not isinstance(base, dict):
        return patch
    merged = dict(base)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merge(merged.get(key), value)
    return merged
