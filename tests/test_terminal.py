"""What a terminal is shown: colours, characters it can't encode, and a line of progress while a step takes long."""

import io
import os
import sys
import threading

import pytest

from wsgen.terminal import terminal


class Screen(io.StringIO):
    """A terminal that says when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.has_text = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        self.has_text.set()
        return count


@pytest.mark.parametrize(
    ("environment", "is_terminal", "has_color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colours_are_for_who_can_see_them(environment: dict[str, str], is_terminal: bool, has_color: bool) -> None:
    stream = Screen() if is_terminal else io.StringIO()
    assert terminal(stream, io.StringIO(), environment).colors(stream) is has_color


@pytest.mark.parametrize(
    ("environment", "width"), [({}, 80), ({"COLUMNS": "123"}, 123), ({"COLUMNS": "0"}, 80), ({"COLUMNS": "wide"}, 80)]
)
def test_lines_are_as_wide_as_the_environment_says_else_80(environment: dict[str, str], width: int) -> None:
    stream = io.StringIO()
    assert terminal(stream, io.StringIO(), environment).width(stream) == width


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_lines_are_as_wide_as_the_terminal() -> None:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 101, 0, 0))
    with os.fdopen(theirs, "w") as stream:
        assert terminal(stream, io.StringIO(), {}).width(stream) == 101
    os.close(ours)


def test_a_step_that_takes_long_is_named_on_a_terminal_and_erased_at_its_end() -> None:
    screen = Screen()
    with terminal(io.StringIO(), screen, {}).progress(slow=0) as step:
        step("generating models")
        assert screen.has_text.wait(10)
    text = screen.getvalue()
    assert "generating models … 0 s" in text
    assert text.endswith("\r\x1b[K")


def test_a_step_that_was_shown_is_gone_before_the_next_begins() -> None:
    screen = Screen()
    with terminal(io.StringIO(), screen, {}).progress(slow=0) as step:
        step("generating models")
        assert screen.has_text.wait(10)
        step("")
        assert screen.getvalue().endswith("\r\x1b[K")


def test_quick_steps_show_nothing() -> None:
    screen = Screen()
    with terminal(io.StringIO(), screen, {}).progress() as step:
        step("reading")
        step("checking")
    assert screen.getvalue() == ""


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb"}])
def test_nobody_watches_a_file_or_a_dumb_terminal(environment: dict[str, str]) -> None:
    screen = Screen() if environment else io.StringIO()
    with terminal(io.StringIO(), screen, environment).progress(slow=0) as step:
        step("generating models")
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "a → b … “é” 😀"),
        ("latin-1", 'a -> b ... "é" \\U0001f600'),
        ("ascii", 'a -> b ... "\\xe9" \\U0001f600'),
    ],
)
def test_what_a_stream_cannot_encode_is_written_in_ascii(encoding: str, shown: str) -> None:
    buffer = io.BytesIO()
    out = io.TextIOWrapper(buffer, encoding=encoding)
    terminal(out, io.StringIO(), {}).say("a → b … “é” 😀", "")
    assert buffer.getvalue().decode(encoding) == shown
