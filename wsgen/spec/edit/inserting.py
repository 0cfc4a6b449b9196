"""Writes a value into a document, below a key or behind the last item of a list; every other byte stays."""

from collections.abc import Sequence
from typing import Final

from ..node import MappingNode, Node, ScalarNode, SequenceNode, Value, plain
from .spelling import Style, block, brackets, in_json, item, style_of
from .written import NoPlaceError, Written, at, in_json_line, own_entries, replaced, written

_MARK: Final = "\ufeff"
_WIDTH: Final = 120


def put(text: str, path: str, steps: Sequence[str], value: Value) -> str:
    """The text with `value` at `steps`, where nothing is yet; what is missing around it is made.

    Raises NoPlaceError.
    """
    return _changed(text, path, steps, value, is_item=False)


def append(text: str, path: str, steps: Sequence[str], value: Value) -> str:
    """The text with `value` behind the last item of the list at `steps`, which is made where it is missing.

    Raises NoPlaceError.
    """
    return _changed(text, path, steps, value, is_item=True)


def _changed(text: str, path: str, steps: Sequence[str], value: Value, *, is_item: bool) -> str:
    mark = _MARK if text.startswith(_MARK) else ""
    document = written(text.removeprefix(_MARK), path)
    node, rest = _reached(document.root, steps)
    style = style_of(document)
    there = at(document.root, steps)
    items = there.items if isinstance(there, SequenceNode) else ()
    new: Value = [*(plain(each) for each in items), value] if is_item else value
    if not rest and not is_item:
        raise NoPlaceError(f"`{'.'.join(steps)}` is there already")
    if rest:
        inner: Value = [value] if is_item else value
        for step in reversed(rest[1:]):
            inner = {step: inner}
        changed = _Insertion(document, style).entry(node, steps[: len(steps) - len(rest)], rest[0], inner)
    else:
        changed = _Insertion(document, style).item(node, steps, value)
    if plain(written(changed, path).root) != replaced(plain(document.root), steps, new):
        raise NoPlaceError(f"`{'.'.join(steps)}` can't be written without changing something else")
    return mark + changed


def _reached(root: Node, steps: Sequence[str]) -> tuple[Node, Sequence[str]]:
    """The innermost value on the way, and the steps that are missing from there; a null counts as missing."""
    node = root
    for number, step in enumerate(steps):
        inner = node.get(step) if isinstance(node, MappingNode) else None
        if inner is None or (isinstance(inner, ScalarNode) and inner.value is None):
            return node, steps[number:]
        node = inner
    return node, ()


class _Insertion:
    """One change of one document."""

    def __init__(self, document: Written, style: Style) -> None:
        self._document = document
        self._style = style

    def entry(self, node: Node, steps: Sequence[str], key: str, value: Value) -> str:
        """The text with a key in the mapping `node`, which stands at `steps`."""
        document = self._document
        if not isinstance(node, MappingNode):
            raise NoPlaceError(f"`{'.'.join(steps) or 'the document'}` is no mapping")
        if key in node.entries:
            return self._filled(node.entries[key].value, value)
        own = own_entries(document, node)
        last = node.entries[own[-1][0]].value if own else None
        if document.is_bracketed(node):
            spelled = self._in_brackets({key: value})
            return self._bracketed(node, last, own[-1][1] if own else None, spelled, {key: value})
        if last is None:
            raise NoPlaceError(f"`{'.'.join(steps)}` has nothing of its own")
        column = own[0][1] - document.line_at(own[0][1])[0]
        is_short = isinstance(value, dict | list) and document.is_bracketed(last)
        lines = block({key: value}, self._style)
        if is_short and column + len(self._in_brackets({key: value})) <= _WIDTH:
            lines = [self._in_brackets({key: value})]
        return self._below(last, lines, column, is_apart=self._is_apart(own), least=own[-1][1])

    def item(self, node: Node, steps: Sequence[str], value: Value) -> str:
        """The text with an item more in the list `node`."""
        document = self._document
        if not isinstance(node, SequenceNode):
            raise NoPlaceError(f"`{'.'.join(steps)}` is no list")
        last = node.items[-1] if node.items else None
        if document.is_bracketed(node):
            spelled = self._in_brackets([value])
            begin = document.offset(last.location.line, last.location.column) if last else None
            return self._bracketed(node, last, begin, spelled, [value])
        if last is None:
            raise NoPlaceError(f"`{'.'.join(steps)}` is no list")
        lines = item(value, self._style)
        if document.is_bracketed(last):
            lines = [f"- {brackets(value, self._style)}"]
        return self._below(last, lines, node.location.column - 1, is_apart=False)

    def _in_brackets(self, whole: Value) -> str:
        """An entry or an item in one line, without the brackets around it."""
        if self._document.is_json:
            return in_json_line(whole)[1:-1]
        return brackets(whole, self._style)[1:-1]

    def _below(self, last: Node, lines: list[str], column: int, *, is_apart: bool, least: int = 0) -> str:
        """The text with lines below a value and the comments that belong to what it stands in.

        An alias stands where its anchor does, so nothing is written above the offset `least`.
        """
        document = self._document
        text, end = document.text, document.line_end
        offset = self._behind(last, column, least)
        indented = [f"{' ' * column}{line}" for line in (["", *lines] if is_apart else lines)]
        inserted = end.join(line.rstrip() if not line.strip() else line for line in indented)
        if offset > 0 and text[offset - 1] not in "\r\n":
            return f"{text[:offset]}{end}{inserted}{text[offset:]}"
        return f"{text[:offset]}{inserted}{end}{text[offset:]}"

    def _behind(self, last: Node, column: int, least: int) -> int:
        """The offset below `last`: at the end of the text, or at the start of a line."""
        document = self._document
        is_alias = document.end(last) < least
        keeps = not is_alias and document.keeps_empty_lines(last)
        number = document.line_number(least) if is_alias else last.location.end_line
        behind = number
        lines = document.lines
        while number < len(lines):
            line = lines[number]
            content = line.strip()
            is_comment = content.startswith("#") and len(line) - len(line.lstrip(" ")) >= column
            if content and not is_comment:
                break
            number += 1
            if is_comment or keeps:
                behind = number
        return document.starts[behind] if behind < len(document.starts) else len(document.text)

    def _is_apart(self, own: list[tuple[str, int]]) -> bool:
        """Whether an empty line stands before the last key, or before the comments above it."""
        if len(own) < 2:
            return False
        lines = self._document.lines
        number = self._document.line_number(own[-1][1]) - 2
        while number >= 0 and lines[number].lstrip().startswith("#"):
            number -= 1
        return number >= 0 and not lines[number].strip()

    def _filled(self, null: Node, value: Value) -> str:
        """The text with a value in place of a null."""
        document = self._document
        start, end = document.start(null), document.end(null)
        text = document.text
        begin, line_end = document.line_at(start)
        if document.is_json or self._is_in_brackets(start):
            spelled = in_json_line(value) if document.is_json else brackets(value, self._style)
            return f"{text[:start]}{'' if text[start - 1] == ' ' else ' '}{spelled}{text[end:]}"
        column = len(text[begin:start]) - len(text[begin:start].lstrip(" "))
        depth = column + (self._style.dash if isinstance(value, list) else self._style.step)
        lines = document.line_end.join(f"{' ' * depth}{line}" for line in block(value, self._style))
        kept = text[:start].rstrip(" ") + text[end:line_end].rstrip(" ")
        return f"{kept}{document.line_end}{lines}{text[line_end:]}"

    def _is_in_brackets(self, offset: int) -> bool:
        """Whether brackets are open around a place."""
        return _opens(self._document, self._document.root, offset)

    def _bracketed(self, node: Node, last: Node | None, begin: int | None, spelled: str, whole: Value) -> str:
        """The text with an entry or an item more in brackets."""
        document = self._document
        text, start, closing = document.text, document.start(node), document.end(node) - 1
        if last is None or begin is None:
            return self._opened(node, spelled, whole)
        behind = max(document.end(last), begin)
        between = text[behind:closing]
        has_comma = "," in between.split("#")[0]
        if "\n" not in text[start:closing] and "\r" not in text[start:closing]:
            space = between[len(between.rstrip()) :]
            rest = f"{between.rstrip()} {spelled}{space}" if has_comma else f", {spelled}{between}"
            return f"{text[:behind]}{rest}{text[closing:]}"
        line_begin, _ = document.line_at(begin)
        indentation = text[line_begin:begin] if not text[line_begin:begin].strip() else ""
        indentation = indentation or _leading(text[line_begin:begin])
        if document.is_json:
            spelled = in_json(whole, self._style, "")[1:-1].strip().replace(f"\n{self._style.unit}", "\n")
            spelled = spelled.replace("\n", f"{document.line_end}{indentation}")
        _, line_end = document.line_at(behind)
        at = min(line_end, closing) if closing < line_end else line_end
        comma = "" if has_comma else ","
        rest = text[at:]
        tail = "," if has_comma else ""
        between = text[behind:at].rstrip()
        return f"{text[:behind]}{comma}{between}{document.line_end}{indentation}{spelled}{tail}{rest}"

    def _opened(self, node: Node, spelled: str, whole: Value) -> str:
        """The text with something in brackets that were empty."""
        document = self._document
        text, start, end = document.text, document.start(node), document.end(node)
        if text[start + 1 : end - 1].strip():
            raise NoPlaceError("a comment stands in the brackets")
        begin, line_end = document.line_at(start)
        around = _leading(text[begin:start])
        if document.is_json and ("\n" in text or "\r" in text):
            new = in_json(whole, self._style, around).replace("\r\n", "\n").replace("\n", document.line_end)
            return text[:start] + new + text[end:]
        if document.is_json or self._is_in_brackets(start) or node is document.root:
            return f"{text[: start + 1]}{spelled}{text[end - 1 :]}"
        depth = len(around) + (self._style.dash if isinstance(whole, list) else self._style.step)
        lines = document.line_end.join(f"{' ' * depth}{line}" for line in block(whole, self._style))
        kept = text[:start].rstrip(" ") + text[end:line_end].rstrip(" ")
        return f"{kept}{document.line_end}{lines}{text[line_end:]}"


def _leading(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _opens(document: Written, node: Node, offset: int) -> bool:
    """Whether a collection with brackets holds a place."""
    start, end = document.start(node), document.end(node)
    if isinstance(node, ScalarNode) or not start <= offset <= end:
        return False
    if document.is_bracketed(node) and start < offset < end:
        return True
    values = node.items if isinstance(node, SequenceNode) else tuple(each.value for each in node.entries.values())
    return any(_opens(document, each, offset) for each in values)
