"""Takes one scalar out of its document as it is written, so that it can stand at another indentation."""

import re
from collections.abc import Sequence
from typing import Final

_PROPERTIES: Final = re.compile(r"(?:(?:&[^\s,\[\]{}]+|!<[^>]*>|![^\s,\[\]{}]*)(?:\s+|$))*")
_HEADER: Final = re.compile(r"(?P<kind>[|>])(?P<keep>[+-]?)(?P<digit>[1-9]?)(?P<late>[+-]?)")
# A space behind a backslash is one of the text's.
_LOOSE_END: Final = re.compile(r"(?<![\\ \t])[ \t]+$")

STEP: Final = 2
"""By how many columns what stands in something is indented."""


def body_at(text: str) -> int:
    """Where in `text` its anchor and tag, with the space behind them, end."""
    match = _PROPERTIES.match(text)
    return match.end() if match else 0


def properties_of(text: str) -> str:
    """The anchor and the tag with which `text` begins, with one space between them."""
    return " ".join(text[: body_at(text)].split())


def is_block(text: str) -> bool:
    """Whether the scalar `text`, whose anchor and tag come first, is a block."""
    return text.startswith(("|", ">"), body_at(text))


def flowing(text: str) -> tuple[str, ...]:
    """The lines of a scalar that is no block: what YAML folds away is left out."""
    first, *rest = text.split("\n")
    lines = [first, *(line.lstrip(" \t") for line in rest)]
    return (*(_LOOSE_END.sub("", line) for line in lines[:-1]), lines[-1])


def block(header: str, lines: Sequence[str], rows: tuple[int, int], around: int) -> tuple[tuple[str, ...], int]:
    """The lines of a block without their indentation, and the number of the document's line that is its last one.

    `rows` are the numbers of the header's line and of the last line that isn't empty. `around` is the indentation of
    the collection that the block stands in, -1 at the root.
    """
    first, last = rows
    match = _HEADER.match(header)
    if match is None:
        raise ValueError(header)
    shown = next((line for line in lines[first + 1 : last + 1] if line.strip(" ")), "")
    width = max(around, 0) + int(match["digit"]) if match["digit"] else len(shown) - len(shown.lstrip(" "))
    is_kept = "+" in match["keep"] + match["late"]
    end = last
    # Empty lines below are the text's own where the header says so, and where they are longer than the indentation.
    for number in range(last + 1, len(lines)):
        if lines[number].strip(" "):
            break
        is_line = number < len(lines) - 1 or lines[number]
        if is_line and (is_kept or (shown and len(lines[number]) > width)):
            end = number
    digit = str(STEP) if match["digit"] else ""
    # A document's last line needn't end, and then the text doesn't either: with a line end below that is to be said.
    is_cut = end == len(lines) - 1 and end > first
    keep = "-" if is_cut else match["keep"] + match["late"]
    comment = header[match.end() :].strip()
    head = f"{match['kind']}{digit}{keep}{comment and '  '}{comment}"
    return (head, *(line[width:] for line in lines[first + 1 : end + 1])), end
