"""Turns the bytes of one file into text, and says where they are none."""

import re
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location
from .event import UnreadableTextError

MAX_BYTES: Final = 16 * 1024 * 1024
"""The largest file that is read, in bytes."""

_WIDE_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_UTF8_MARK: Final = b"\xef\xbb\xbf"
# What YAML 1.2.2 §5.1 calls not printable; surrogates can't come out of UTF-8.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LINE_BREAK: Final = re.compile("\r\n|\r|\n")


def decode(content: bytes, path: str) -> str:
    """Give the text of UTF-8 `content`, without its byte order mark.

    Raises UnreadableTextError for what is too large, another encoding, or holds control characters.
    """
    start = Location(path, 1, 1, 1, 1)
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        raise UnreadableTextError(found("WSG110", start, message, hint="split it into files joined by `$ref`"))
    if encoding := _wide_encoding(content):
        message = f"the file is {encoding}, not UTF-8"
        raise UnreadableTextError(found("WSG106", start, message, hint="save it as UTF-8"))
    try:
        text = content.removeprefix(_UTF8_MARK).decode()
    except UnicodeDecodeError as error:
        raise UnreadableTextError(_not_utf8(error, path)) from None
    if match := _CONTROL.search(text):
        raise UnreadableTextError(_control(text, match.start(), path))
    return text


def readable(content: bytes) -> str:
    """Give the text of `content` for an excerpt: what isn't UTF-8 becomes U+FFFD, and a wide encoding nothing."""
    return "" if _wide_encoding(content) else content.removeprefix(_UTF8_MARK).decode(errors="replace")


def position(text: str, offset: int) -> tuple[int, int]:
    """Give line and column of the character at `offset`, both from 1."""
    breaks = list(_LINE_BREAK.finditer(text, 0, offset))
    return len(breaks) + 1, offset - (breaks[-1].end() if breaks else 0) + 1


def _wide_encoding(content: bytes) -> str:
    for mark, name in _WIDE_MARKS:
        if content.startswith(mark):
            return name
    # Without a mark the zero bytes beside an ASCII character tell (YAML 1.2.2 §5.2).
    zeros = tuple(byte == 0 for byte in content[:4])
    if zeros in ((False, True, True, True), (True, True, True, False)):
        return "UTF-32"
    return "UTF-16" if zeros in ((False, True, False, True), (True, False, True, False)) else ""


def _not_utf8(error: UnicodeDecodeError, path: str) -> Diagnostic:
    before = error.object[: error.start].decode()
    line, column = position(before, len(before))
    message = f"the byte 0x{error.object[error.start]:02X} isn't UTF-8"
    return found("WSG105", Location(path, line, column, line, column + 1), message, hint="save the file as UTF-8")


def _control(text: str, offset: int, path: str) -> Diagnostic:
    line, column = position(text, offset)
    code = f"{ord(text[offset]):04X}"
    message = f"the control character U+{code} stands in the text"
    hint = f"remove it, or write it as `\\u{code.lower()}` in double quotes"
    return found("WSG107", Location(path, line, column, line, column + 1), message, hint=hint)
