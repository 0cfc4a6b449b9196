"""The terminal that a command runs in: what it can show, and a line of progress while a step takes long."""

import codecs
import io
import os
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, perf_counter
from typing import Final, TextIO

from .stopwatch import Stopwatch

_USUAL: Final = 80
_ERASE: Final = "\r\x1b[K"
_BAR: Final = 30
_REDRAW: Final = 0.1
_ASCII: Final[Mapping[str, str]] = {
    "→": "->",
    "←": "<-",
    "±": "+-",
    "─": "-",
    "…": "...",
    "–": "-",
    "’": "'",
    "“": '"',
    "”": '"',
    "█": "#",
    "░": ".",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """The streams of a process, and what the user's environment says about them; `source` is its standard input.

    It `began` when the process did, or soon after. One that `is_quiet` wants to hear of no success, one that
    `is_verbose` of each step.
    """

    out: TextIO
    err: TextIO
    environment: Mapping[str, str]
    source: TextIO | None = None
    began: float = field(default_factory=perf_counter)
    is_quiet: bool = False
    is_verbose: bool = False

    def colors(self, stream: TextIO) -> bool:
        """Whether `stream` takes colours; `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` are respected."""
        if self.environment.get("NO_COLOR"):
            return False
        return bool(self.environment.get("FORCE_COLOR")) or self._is_watched(stream)

    def width(self, stream: TextIO) -> int:
        """How many columns a line of `stream` has room for: as `COLUMNS` or the terminal says, else 80."""
        said = self.environment.get("COLUMNS", "")
        if said.isdecimal() and int(said):
            return int(said)
        try:
            return os.get_terminal_size(stream.fileno()).columns or _USUAL
        except (OSError, ValueError):  # A pipe or a file, or nothing that the system knows.
            return _USUAL

    def stopwatch(self) -> Stopwatch:
        """Takes the time of what is done from now on, and of what was until now."""
        return Stopwatch(perf_counter, self.began)

    def read(self, size: int) -> bytes:
        """At most `size` bytes of standard input; whoever is to type them is told so. Nothing where there is none."""
        if self.source is None:
            return b""
        if self.source.isatty():
            self.say(
                "",
                "Reading a document from the terminal, up to Ctrl-D in a line of its own (Windows: Ctrl-Z).\n",
            )
        return self.source.buffer.read(size)

    def say(self, out: str, err: str) -> None:
        """Writes `err` to standard error and `out` to standard output; raises OSError when a stream takes no text."""
        for stream, text in ((self.err, err), (self.out, out)):
            if text:
                stream.write(text)
                stream.flush()

    def hand_over(self, document: str) -> None:
        """Writes a document to standard output, in UTF-8 and with its own line ends, whatever the terminal's are."""
        if hasattr(self.out, "buffer"):
            self.out.flush()
            self.out.buffer.write(document.encode("utf-8"))
            self.out.buffer.flush()
        else:
            self.say(document, "")

    @contextmanager
    def progress(self, slow: float = 1.0) -> Generator[Callable[[str], None]]:
        """Gives a function to call with the name of each step that begins; one of more than `slow` seconds is shown."""
        if self.is_verbose:
            yield self._tell
            return
        if not self._is_watched(self.err):
            yield _nothing
            return
        progress = _Progress(self.err, slow)
        try:
            yield progress.begin
        finally:
            progress.end()

    @contextmanager
    def bar(self) -> Generator[Callable[[float, str], None]]:
        """Gives a function to call with how much is done, from 0 to 1, and a few words: a bar shows it."""
        if not self._is_watched(self.err):
            yield _nothing_of
            return
        bar = _Bar(self.err)
        try:
            yield bar.show
        finally:
            bar.end()

    def _tell(self, step: str) -> None:
        if step:
            self.say("", f"{_shown(step)}\n")

    def _is_watched(self, stream: TextIO) -> bool:
        return stream.isatty() and self.environment.get("TERM") != "dumb"


def terminal(out: TextIO, err: TextIO, environment: Mapping[str, str], source: TextIO | None = None) -> Terminal:
    """The terminal behind the three streams.

    A character that a stream can't encode is written in ASCII from here on, instead of ending the command.
    """
    codecs.register_error("wsgen-ascii", _in_ascii)
    for stream in (out, err):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="wsgen-ascii")
    return Terminal(out, err, environment, source)


class _Progress:
    """One line on a stream, from the second in which a step becomes slow until it ends."""

    def __init__(self, stream: TextIO, slow: float) -> None:
        self._stream = stream
        self._slow = slow
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._step = ""
        self._since = monotonic()
        self._is_shown = False
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def begin(self, step: str) -> None:
        with self._lock:
            if self._is_shown:
                # Something else may be printed where it stood.
                self._stream.write(_ERASE)
                self._stream.flush()
                self._is_shown = False
            self._step, self._since = _shown(step), monotonic()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        if self._is_shown:
            self._stream.write(_ERASE)
            self._stream.flush()

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            with self._lock:
                step, seconds = self._step, monotonic() - self._since
                if step and seconds >= self._slow:
                    self._stream.write(f"{_ERASE}{step} … {seconds:.0f} s")
                    self._stream.flush()
                    self._is_shown = True


class _Bar:
    """One line on a stream, drawn a few times a second at most."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began = monotonic()
        self._drawn = 0.0

    def show(self, share: float, words: str) -> None:
        now = monotonic()
        if now - self._drawn < _REDRAW and share < 1:
            return
        self._drawn = now
        full = round(share * _BAR)
        bar = f"{'█' * full}{'░' * (_BAR - full)}"
        self._stream.write(f"{_ERASE}{bar} {share:4.0%}  {words}, {now - self._began:.0f} s")
        self._stream.flush()

    def end(self) -> None:
        if self._drawn:
            self._stream.write(_ERASE)
            self._stream.flush()


def _shown(step: str) -> str:
    """`step`; a name in it does nothing to the terminal."""
    return "".join(each if each.isprintable() else "?" for each in step)


def _nothing_of(share: float, words: str) -> None:
    """Takes the place of a bar that nobody would see."""


def _nothing(step: str) -> None:
    """Takes the place of a progress display that nobody would see."""


def _in_ascii(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_ASCII.get(each) or each.encode("ascii", "backslashreplace").decode() for each in text), error.end
