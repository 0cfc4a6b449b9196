"""Spells a value as the author of its document would: in blocks or brackets, with the same indentation and quotes."""

import json
import re
from dataclasses import dataclass
from typing import Final

from ..node import MappingNode, Node, SequenceNode, Value
from ..syntax.scalar import NoNumberError, plain_value
from .written import Written, own_entries

_PLAIN: Final = re.compile(r"[A-Za-z_/$][\w ./$(){}+-]*(?<! )|[A-Za-z_][\w./-]*(?::[\w{}./-]+)+")
# To parsers of YAML 1.1 these are no texts.
_OLD_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off"})
# These mean something else where they stand without quotes in brackets.
_IN_BRACKETS: Final = re.compile(r"[,\[\]{}]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is written: columns of a level, of a list below its key, the quote, JSON's indentation."""

    step: int = 2
    dash: int = 2
    quote: str = "'"
    unit: str = "  "


def style_of(document: Written) -> Style:
    """What the author does most visibly: the first nested mapping and the first list say how deep, references how."""
    single, double = document.text.count("'"), document.text.count('"')
    steps, dashes = _depths(document, document.root)
    unit = re.search(r"\n([ \t]+)\S", document.text)
    return Style(
        steps[0] if steps else 2,
        dashes[0] if dashes else steps[0] if steps else 2,
        '"' if double > single else "'",
        unit[1] if unit else "  ",
    )


def _depths(document: Written, node: Node) -> tuple[list[int], list[int]]:
    """How much deeper than their keys mappings and lists without brackets are."""
    steps: list[int] = []
    dashes: list[int] = []
    if document.is_bracketed(node):
        return steps, dashes
    if isinstance(node, SequenceNode):
        for each in node.items:
            more = _depths(document, each)
            steps, dashes = steps + more[0], dashes + more[1]
    elif isinstance(node, MappingNode):
        own = {key for key, _ in own_entries(document, node)}
        for key, entry in node.entries.items():
            value = entry.value
            is_inside = key in own and value.location.line > entry.location.line and not document.is_bracketed(value)
            depth = value.location.column - entry.location.column
            if is_inside and isinstance(value, MappingNode) and depth > 0:
                steps.append(depth)
            elif is_inside and isinstance(value, SequenceNode) and depth >= 0:
                dashes.append(depth)
            if key in own and not (steps and dashes):
                more = _depths(document, value)
                steps, dashes = steps + more[0], dashes + more[1]
    return steps, dashes


def block(value: Value, style: Style) -> list[str]:
    """The lines of a value without brackets, of which the first is not indented; an empty one has brackets."""
    if isinstance(value, dict) and value:
        return [line for key, each in value.items() for line in _entry(key, each, style)]
    if isinstance(value, list) and value:
        return [line for each in value for line in item(each, style)]
    return [_text(value, style) if isinstance(value, str) else brackets(value, style)]


def _entry(key: str, value: Value, style: Style) -> list[str]:
    name = f"{_text(key, style)}:"
    if isinstance(value, str):
        return [f"{name} {_text(value, style)}"]
    if _is_short(value):
        return [f"{name} {brackets(value, style)}"]
    depth = style.dash if isinstance(value, list) else style.step
    return [name, *(f"{' ' * depth}{line}" for line in block(value, style))]


def item(value: Value, style: Style) -> list[str]:
    """The lines of one item of a list, with its dash."""
    first, *rest = block(value, style)
    return [f"- {first}", *(f"  {line}" for line in rest)]


def brackets(value: Value, style: Style) -> str:
    """A value in one line, with brackets."""
    if isinstance(value, dict):
        inside = (f"{_text(key, style, in_brackets=True)}: {brackets(each, style)}" for key, each in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(brackets(each, style) for each in value)}]"
    return _text(value, style, in_brackets=True) if isinstance(value, str) else json.dumps(value)


def in_json(value: Value, style: Style, around: str) -> str:
    """A value in JSON whose lines but the first are deeper than the indentation `around`."""
    return json.dumps(value, indent=style.unit, ensure_ascii=False).replace("\n", f"\n{around}")


def _is_short(value: Value) -> bool:
    """Whether a value stands in the line of its key: a scalar, something empty, a list of few scalars."""
    if isinstance(value, list):
        return all(isinstance(each, str | int | float | bool | None) for each in value) and len(str(value)) < 80
    return not isinstance(value, dict) or not value


def _text(text: str, style: Style, *, in_brackets: bool = False) -> str:
    is_plain = bool(_PLAIN.fullmatch(text)) and text.lower() not in _OLD_WORDS
    is_plain = is_plain and not (in_brackets and _IN_BRACKETS.search(text))
    if is_plain:
        try:
            is_plain = plain_value(text) == text
        except NoNumberError:
            is_plain = False
    if is_plain:
        return text
    if style.quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
