"""Makes of a frame's text such as no frame may be: no JSON, no text, too deep, too large; and odd ones that may."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from ..instances.choices import Choices
from ..instances.reading import MAX_DEPTH
from .meaning import LARGEST
from .steps import Binary, NotText, Raw, Step

Make: TypeAlias = Callable[[str, Choices], str | bytes]
_REFUSED: Final = frozenset({1002})
_NO_UTF8: Final = frozenset({1007})
_FINE: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Malformation:
    """One way in which a frame is odd.

    `codes` are those of which a server closes with one (RFC 6455 §7.4.1, and what docs/behaviour.md promises); none
    where the frame may be fine: JSON says that it is, and the schema has the last word. `make` makes it of the text of
    a valid frame.
    """

    kind: str
    codes: frozenset[int]
    make: Make


def malformed(kind: str, text: str, choices: Choices) -> Step:
    """The step that sends `text`, of a valid frame, in the odd way `kind`; raises KeyError for an unknown kind."""
    made = MALFORMATIONS[kind].make(text, choices)
    if isinstance(made, str):
        return Raw(kind, made)
    return Binary(made) if kind.startswith("binary") else NotText(kind, made)


def _member(*written: str) -> Make:
    """One more property that is written so, or one of several."""

    def make(text: str, choices: Choices) -> str:
        return with_member(text, choices.pick(written))

    return make


def with_member(text: str, member: str, *, is_last: bool = False) -> str:
    """An object's text with one more property; an array of the text and the property, where it's no object."""
    name, value = '"wsgen"', member
    if not text.startswith("{"):
        return f"[{value},{text}]"
    inner = text[1:-1].strip()
    if not inner:
        return f"{{{name}:{value}}}"
    return f"{{{inner},{name}:{value}}}" if is_last else f"{{{name}:{value},{inner}}}"


def _truncated(text: str, choices: Choices) -> str:
    return text[: choices.whole(1, max(len(text) - 1, 1))] if text[0] in '{["' and len(text) > 1 else "{"


def _around(before: str, after: str) -> Make:
    return lambda text, _: f"{before}{text}{after}"


def _one_of(*texts: str) -> Make:
    return lambda _, choices: choices.pick(texts)


def _replaced(old: str, new: str, otherwise: str) -> Make:
    """With another writing in the first place where it's possible."""
    return lambda text, _: text.replace(old, new, 1) if old in text else otherwise


def _nested(levels: int, opening: str, closing: str) -> Make:
    """With so many levels of nesting, those of the frame itself included."""
    return lambda text, _: with_member(text, opening * levels + "0" + closing * levels)


def _wide(size: int) -> Make:
    """Of exactly so many bytes."""

    def make(text: str, _: Choices) -> str:
        empty = with_member(text, '""', is_last=True)
        return with_member(text, f'"{"a" * max(size - len(empty.encode()), 0)}"', is_last=True)

    return make


def _blank(size: int) -> Make:
    return lambda text, _: text + " " * (size - len(text.encode()))


def _twice(text: str, _: Choices) -> str:
    """The first property once more: of two with one name the last one counts."""
    return f"{{{text[1:-1]},{text[1:-1]}}}" if text.startswith("{") and text != "{}" else text


def _spaced(text: str, _: Choices) -> str:
    return f" \n\t\r{text} \n\t\r"


def _bytes_inside(*sequences: bytes) -> Make:
    """Bytes that are no UTF-8, inside a string of the frame where there is one."""

    def make(text: str, choices: Choices) -> bytes:
        wrong = choices.pick(sequences)
        written = text.encode()
        middle = written.rfind(b'"')
        return written[:middle] + wrong + written[middle:] if middle > 0 else b'"' + wrong + b'"'

    return make


def _encoded(encoding: str) -> Make:
    return lambda text, _: text.encode(encoding)


_ALL: Final = (
    Malformation("truncated", _REFUSED, _truncated),
    Malformation("trailing comma", _REFUSED, lambda text, _: f"{text[:-1]},}}" if text[0] == "{" else f"[{text},]"),
    Malformation("two values", _REFUSED, _around("", " {}")),
    Malformation("text after the value", _REFUSED, _around("", "x")),
    Malformation("no value", _REFUSED, _one_of("", " ", "\n", "\t\r\n")),
    Malformation("byte order mark", _REFUSED, _around("\ufeff", "")),
    Malformation("comment", _REFUSED, lambda text, c: c.pick((f"{text}//", f"/**/{text}", f"{text}#", f"<!--{text}"))),
    Malformation("blank that is none in JSON", _REFUSED, lambda text, c: c.pick("\u00a0\v\f\u2028") + text),
    Malformation("zero byte", _REFUSED, _around("", "\0")),
    Malformation("single quotes", _REFUSED, lambda text, _: text.replace('"', "'") if '"' in text else "'a'"),
    Malformation("name without quotes", _REFUSED, lambda text, _: f"{{a:1,{text[1:]}" if text[0] == "{" else "{a:1}"),
    Malformation("name that is a number", _REFUSED, lambda text, _: f"{{1:1,{text[1:]}" if text[0] == "{" else "{1:1}"),
    Malformation("no colon", _REFUSED, _replaced('":', '" ', '{"a" 1}')),
    Malformation("another bracket", _REFUSED, lambda text, _: f"{text[:-1]}]" if text[0] == "{" else "[}"),
    Malformation("not a number", _REFUSED, _member("NaN", "-NaN", "nan")),
    Malformation("infinity", _REFUSED, _member("Infinity", "-Infinity", "inf")),
    Malformation("word of another language", _REFUSED, _member("True", "None", "undefined", "nil", "TRUE")),
    Malformation("number against the grammar", _REFUSED, _member("01", "+1", ".5", "1.", "0x10", "1e", "--1", "1_000")),
    Malformation("number out of range", _REFUSED, _member("1e400", "-1e400", "1" * 400 + "e9999")),
    Malformation("bad escape", _REFUSED, _member('"\\x41"', '"\\u12g4"', '"\\u12"', '"\\\'"', '"\\U0001F600"')),
    Malformation("control character", _REFUSED, _member('"\n"', '"\t"', '"\0"', '"\x1f"')),
    Malformation("half a character", _REFUSED, _member('"\\ud800"', '"\\udc00"', '"\\ud83d\\u0041"')),
    Malformation("no object", _FINE, _one_of("null", "true", "0", '"text"', "[]", "[{}]", "-1.5", '""')),
    Malformation("empty object", _FINE, _one_of("{}", " { } ")),
    Malformation("frame in an array", _FINE, _around("[", "]")),
    Malformation("frame in a string", _FINE, lambda text, _: json.dumps(text)),
    Malformation("deep", _REFUSED, _nested(MAX_DEPTH, "[", "]")),
    Malformation("deep objects", _REFUSED, _nested(MAX_DEPTH, '{"a":', "}")),
    Malformation("very deep", _REFUSED, _nested(5000, "[", "]")),
    Malformation("deep without an end", _REFUSED, lambda _, c: c.pick(("[", '{"a":')) * 5000),
    Malformation("as deep as it may be", _FINE, _nested(MAX_DEPTH - 1, "[", "]")),
    Malformation("one byte too large", frozenset({1009}), _wide(LARGEST + 1)),
    Malformation("much too large", frozenset({1009}), _wide(4 * LARGEST)),
    Malformation("too large by blanks", frozenset({1009}), _blank(LARGEST + 1)),
    Malformation("as large as it may be", _FINE, _wide(LARGEST)),
    Malformation("name twice", _FINE, _twice),
    Malformation("blanks around", _FINE, _spaced),
    Malformation("large number", _FINE, _member("1e308", "123456789012345678901234567890", "-1e-400", "1E+2", "-0.0")),
    Malformation("every character", _FINE, _member('"\\u0000\\u001f\\ud83d\\ude00\\/"', '"\u2028\u00e9\U0010ffff"')),
    Malformation("continuation byte", _NO_UTF8, _bytes_inside(b"\x80", b"\xbf", b"\x80\x80")),
    Malformation("overlong character", _NO_UTF8, _bytes_inside(b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf")),
    Malformation("surrogate in UTF-8", _NO_UTF8, _bytes_inside(b"\xed\xa0\x80", b"\xed\xbf\xbf")),
    Malformation("character beyond Unicode", _NO_UTF8, _bytes_inside(b"\xf4\x90\x80\x80", b"\xff", b"\xfe")),
    Malformation("half of a character's bytes", _NO_UTF8, lambda text, _: text.encode() + b"\xe2\x82"),
    Malformation("UTF-16", _NO_UTF8, _encoded("utf-16")),
    Malformation("binary frame of JSON", frozenset({1003}), _encoded("utf-8")),
    Malformation("binary frame", frozenset({1003}), lambda _, c: c.pick((b"", b"\0", b"\xff" * 1000))),
)  # fmt: skip
MALFORMATIONS: Final[Mapping[str, Malformation]] = MappingProxyType({each.kind: each for each in _ALL})
"""Every kind by its name."""
