"""Writes a drafted document as YAML, with its remarks as comments."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from .noted import Apart, Noted, Remarked

_VERSION: Final = re.compile(r"\d+\.\d+\.\d+")
_PLAIN: Final = re.compile(r"[A-Za-z_/$][A-Za-z0-9_./$-]*( [A-Za-z0-9_./$(-][A-Za-z0-9_.,/$()-]*)*")
# What a reader of YAML 1.1 or 1.2 takes for something else than text.
_MEANT: Final = re.compile(r"(y|n|yes|no|on|off|true|false|null)", re.IGNORECASE)
_WIDTH: Final = 80


def yaml_text(value: Noted) -> str:
    """The text of a document whose root is an object."""
    return "".join(f"{line}\n" for line in _block(value, "")).lstrip("\n")


def _block(value: Noted, indent: str) -> Iterator[str]:
    """The lines of a value that stands by itself: those of an object or a list, else one."""
    if isinstance(value, Remarked):
        yield f"{indent}# {value.remark}"
        yield from _block(value.value, indent)
    elif isinstance(value, Apart) and value.value:
        for place, (key, each) in enumerate(value.value.items()):
            if place:
                yield ""
            yield from _entry(f"{_text(key)}:", each, indent)
    elif isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from _entry(f"{_text(key)}:", each, indent)
    elif isinstance(value, list | tuple) and value:
        for each in value:
            yield from _item(each, indent)
    else:
        yield f"{indent}{_flow(value)}"


def _entry(head: str, value: Noted, indent: str) -> Iterator[str]:
    if isinstance(value, Remarked):
        yield f"{indent}# {value.remark}"
        value = value.value
    if (short := _short(value, len(indent) + len(head))) is not None:
        yield f"{indent}{head} {short}"
        return
    yield f"{indent}{head}"
    yield from _block(value, f"{indent}  ")


def _item(value: Noted, indent: str) -> Iterator[str]:
    if isinstance(value, Remarked):
        yield f"{indent}# {value.remark}"
        value = value.value
    if (short := _short(value, len(indent) + 2)) is not None:
        yield f"{indent}- {short}"
        return
    lines = list(_block(value, f"{indent}  "))
    if lines[0].lstrip().startswith("#"):
        # A comment has no place behind the dash.
        yield f"{indent}-"
        yield from lines
        return
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _short(value: Noted, used: int) -> str | None:
    """A value in one line; None for one that would be too long, or has remarks inside."""
    if isinstance(value, Apart) and value.value:
        return None
    if not isinstance(value, Mapping | list | tuple) or not value:
        return _flow(value)
    if _has_remarks(value):
        return None
    text = _flow(value)
    return text if len(text) + used <= _WIDTH and text.count("{") <= 2 else None


def _has_remarks(value: Noted) -> bool:
    if isinstance(value, Remarked | Apart):
        return True
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(_has_remarks(each) for each in inner)


def _flow(value: Noted) -> str:
    if isinstance(value, Remarked | Apart):
        return _flow(value.value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_text(key)}: {_flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(each) for each in value)}]"
    return json.dumps(value)


def _text(text: str) -> str:
    if _VERSION.fullmatch(text) or (_PLAIN.fullmatch(text) and "," not in text and not _MEANT.fullmatch(text)):
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
