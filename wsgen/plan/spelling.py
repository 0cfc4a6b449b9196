"""Spells names of a document the Python way: ASCII words, then `ClassName`, `method_name` or `CONSTANT_NAME`."""

import keyword
import re
import unicodedata
from typing import Final

_SEPARATOR: Final = re.compile(r"[^A-Za-z0-9]+")
# Where a word begins inside `sendMessage` and `HTTPError`; a digit belongs to the letters before it.
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def class_name(name: str) -> str:
    """`send_message`, `send-message` and `SendMessage` become `SendMessage`; letters inside a word keep their case."""
    chunks = _chunks(name)
    spelled = "".join(_capital(chunk, alone=len(chunks) == 1) for chunk in chunks)
    return _legal(spelled, "N")


def method_name(name: str) -> str:
    """`SendMessage`, `send-message` and `HTTPError` become `send_message`, `send_message` and `http_error`."""
    return _legal("_".join(words(name)), "n")


def constant_name(name: str) -> str:
    """`sendMessage` becomes `SEND_MESSAGE`."""
    return _legal("_".join(words(name)).upper(), "N")


def words(name: str) -> tuple[str, ...]:
    """The words of a name in small ASCII letters: `SendMessage` has two, `task.open` too."""
    return tuple(part.lower() for chunk in _chunks(name) for part in _HUMP.split(chunk))


def singular(name: str) -> str | None:
    """One of what a plural names (`messages` → `message`), None where `name` isn't plainly a plural."""
    low = name.lower()
    if low.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if low.endswith(("sses", "xes", "shes", "ches")):
        return name[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(name) > 2:
        return name[:-1]
    return None


def is_plain(name: str) -> bool:
    """Whether a name is ASCII with at least one letter or digit, so that its spelling can be read back from it."""
    return name.isascii() and bool(_SEPARATOR.sub("", name))


def _chunks(name: str) -> list[str]:
    """The runs of ASCII letters and digits; what has none becomes its code points, so that it isn't lost."""
    chunks = [chunk for chunk in _SEPARATOR.split(_ascii(name)) if chunk]
    return chunks or ["".join(f"u{ord(character):x}" for character in name) or "empty"]


def _ascii(name: str) -> str:
    """Latin letters lose their marks; every other character beyond ASCII becomes `u` and its code point.

    Only a letter that is composed of an ASCII letter and marks is reduced: a compatibility form (`ﬁ`, `ａ`) keeps its
    code point, because Python itself would merge it with what it resembles (NFKC).
    """
    if name.isascii():
        return name
    spelled: list[str] = []
    for character in name:
        if character.isascii():
            spelled.append(character)
            continue
        first, *marks = list(unicodedata.normalize("NFD", character))
        if first.isascii() and all(unicodedata.combining(mark) for mark in marks):
            spelled.append(first)
        else:
            spelled.append(f"u{ord(character):x}")
    return "".join(spelled)


def _capital(chunk: str, *, alone: bool) -> str:
    # `PING` and `SEND_MESSAGE` are words written large, `HTTPError` isn't; `RFQ2` alone is read as a word too.
    if chunk.isupper() and len(chunk) > 1 and (alone or len(chunk) > 2):
        return chunk.capitalize()
    return chunk[0].upper() + chunk[1:]


def _legal(spelled: str, prefix: str) -> str:
    if spelled[0].isdigit():
        spelled = prefix + spelled
    return f"{spelled}_" if keyword.iskeyword(spelled) else spelled
