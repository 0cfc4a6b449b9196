"""Makes a mapping in a document the first of a list below a new key, with something else behind it."""

from collections.abc import Sequence
from typing import Final

from ..node import MappingNode, Value, plain
from .spelling import brackets, item, style_of
from .written import NoPlaceError, Written, at, in_json_line, replaced, written

_MARK: Final = "\ufeff"


def gather(text: str, path: str, steps: Sequence[str], key: str, value: Value) -> str:
    """The text with `{key: [what is at steps, value]}` at `steps`, where a mapping is. Raises NoPlaceError."""
    mark = _MARK if text.startswith(_MARK) else ""
    document = written(text.removeprefix(_MARK), path)
    node = at(document.root, steps)
    if not isinstance(node, MappingNode) or not node.entries:
        raise NoPlaceError(f"`{'.'.join(steps)}` is no mapping")
    changed = (
        _in_line(document, node, key, value) if document.is_bracketed(node) else _below(document, node, key, value)
    )
    wanted = replaced(plain(document.root), steps, {key: [plain(node), value]})
    if plain(written(changed, path).root) != wanted:
        raise NoPlaceError(f"`{'.'.join(steps)}` can't be written without changing something else")
    return mark + changed


def _in_line(document: Written, node: MappingNode, key: str, value: Value) -> str:
    text, start, end = document.text, document.start(node), document.end(node)
    style = style_of(document)
    spelled = in_json_line(value) if document.is_json else brackets(value, style)
    name = in_json_line(key) if document.is_json else key
    return f"{text[:start]}{{{name}: [{text[start:end]}, {spelled}]}}{text[end:]}"


def _below(document: Written, node: MappingNode, key: str, value: Value) -> str:
    """Each line of the mapping goes as much deeper as its first key does, which keeps blocks of text what they are."""
    text, style = document.text, style_of(document)
    first, last = node.location.line - 1, node.location.end_line - 1
    lines = document.lines[first : last + 1]
    start = document.start(node)
    begin, _ = document.line_at(start)
    if text[begin:start].strip():
        raise NoPlaceError("it begins behind something else on its line")
    column = start - begin
    deeper = " " * style.dash
    moved = [f"{' ' * column}{key}:", f"{' ' * column}{deeper}- {lines[0][column:]}"]
    moved += [f"{deeper}  {line}" if line.strip() else line for line in lines[1:]]
    moved += [f"{' ' * column}{deeper}{line}" for line in item(value, style)]
    _, end = document.line_at(document.starts[last])
    return text[:begin] + document.line_end.join(moved) + text[end:]
