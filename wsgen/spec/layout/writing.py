"""Writes the pieces of a document: two columns a level, brackets only where all that they hold fits into one line."""

from dataclasses import replace

from .page import WIDTH, Page
from .pieces import NO_GAP, Collection, Comment, Gap, Leaf, Pair, Piece, joined
from .scalars import STEP
from .taking_apart import Parts


def write(parts: Parts) -> str:
    """The text of a document."""
    page = Page()
    for line in parts.head:
        page.line(0)
        page.put(line)
    root = parts.root
    if isinstance(root, Collection) and root.is_bracketed:
        page.gap(root.before, 0)
        page.line(0)
        _Brackets(page).write(root, 0)
    else:
        page.gap(root.before, 0)
        _Lines(page).root(root)
    page.gap(replace(parts.end, lines=_without_last_empty(parts.end.lines)), 0)
    return page.text()


def _without_last_empty(lines: tuple[Comment | None, ...]) -> tuple[Comment | None, ...]:
    while lines and lines[-1] is None:
        lines = lines[:-1]
    return lines


class _Brackets:
    """Writes collections with brackets."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def write(self, piece: Piece, indentation: int) -> None:
        """Write a piece, whose gap is written, into the line; what belongs on lines of its own below `indentation`."""
        page = self._page
        if isinstance(piece, Leaf):
            put(page, piece, indentation)
            return
        text = one_line(piece)
        if text is not None and page.has_room(text):
            page.put(text)
            return
        opening, closing = "{}" if piece.is_mapping else "[]"
        page.put(f"{piece.properties} {opening}".lstrip())
        inner = indentation + STEP
        last = len(piece.items) - 1
        for number, item in enumerate(piece.items):
            page.gap(item.before, inner, is_first=number == 0)
            page.line(inner)
            self._item(item, inner)
            if number < last:
                page.put(",")
        page.gap(piece.end, inner, is_first=True)
        page.line(indentation)
        page.put(closing)

    def _item(self, item: Pair | Piece, indentation: int) -> None:
        if not isinstance(item, Pair):
            self.write(item, indentation)
            return
        page, value = self._page, item.value
        put_key(page, item, indentation)
        if value.before.has_comments:
            page.gap(value.before, indentation + STEP, is_first=True)
            page.line(indentation + STEP)
        else:
            page.put(" ")
        if isinstance(value, Leaf) and value.is_empty:
            page.put("null")
        else:
            self.write(value, indentation)


class _Lines:
    """Writes collections without brackets, but for those that fit into one line."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def root(self, piece: Piece) -> None:
        """Write the root of a document, whose gap is written."""
        if isinstance(piece, Leaf):
            self._page.line(0)
            put(self._page, piece, 0)
            return
        if piece.properties:
            self._page.line(0)
            self._page.put(piece.properties)
        self._items(piece, 0, is_inline=False)

    def _items(self, collection: Collection, indentation: int, *, is_inline: bool) -> None:
        """Write what is in a collection; the first item into the line that is begun where it is `is_inline`."""
        page = self._page
        for number, item in enumerate(collection.items):
            written = item if isinstance(item, Pair) else element(item, indentation + STEP)
            if number or not is_inline:
                page.gap(written.before, indentation, collection.column, is_first=not number)
                page.line(indentation)
            if isinstance(written, Pair):
                self._pair(written, indentation, collection.column)
            else:
                self._element(written, indentation, collection.column)
        if collection.end is not NO_GAP:
            page.gap(collection.end, indentation)
        if collection.column:
            page.ended.append((collection.column, indentation))

    def _pair(self, pair: Pair, indentation: int, column: int) -> None:
        page, inner = self._page, indentation + STEP
        put_key(page, pair, indentation)
        value = opened(pair.value, len(key_of(pair)) + indentation + 1)
        if isinstance(value, Collection) and not value.is_bracketed:
            page.put(f" {value.properties}" if value.properties else "")
            page.gap(value.before, inner, is_first=True)
            self._items(value, inner, is_inline=False)
            return
        if value.before.has_comments:
            page.gap(value.before, inner, is_first=True)
            page.line(inner)
        elif not (isinstance(value, Leaf) and value.is_empty):
            page.put(" ")
        self._short(value, indentation)
        if isinstance(value, Leaf) and value.is_empty and column:
            page.ended.append((column + 1, inner))

    def _element(self, piece: Piece, indentation: int, column: int) -> None:
        """Write one item of a sequence, whose gap is written."""
        page, inner = self._page, indentation + STEP
        if isinstance(piece, Leaf) and piece.is_empty:
            page.put("-")
            if column:
                page.ended.append((column + 1, inner))
            return
        page.put("- " if not isinstance(piece, Collection) or piece.is_bracketed or not piece.properties else "-")
        if isinstance(piece, Collection) and not piece.is_bracketed:
            page.put(f" {piece.properties}" if piece.properties else "")
            self._items(piece, inner, is_inline=not piece.properties)
        else:
            self._short(piece, indentation)

    def _short(self, piece: Piece, indentation: int) -> None:
        if isinstance(piece, Leaf):
            put(self._page, piece, indentation)
        else:
            self._page.put(one_line(piece) or "")


def opened(piece: Piece, column: int) -> Piece:
    """What is written for a piece at `column`: without its brackets where it doesn't fit into the line.

    Comments that stood behind an opening bracket, or a dash, stand before it then.
    """
    if not isinstance(piece, Collection):
        return piece
    if piece.is_bracketed and not piece.items:
        return replace(piece, before=joined(piece.before, piece.end), end=NO_GAP)
    if piece.is_bracketed:
        text = one_line(piece)
        if text is not None and column + len(text) <= WIDTH:
            return piece
    first = piece.items[0]
    if not isinstance(first, Pair):
        first = element(first, column + STEP)
    before = joined(piece.before, first.before)
    if isinstance(first, Pair):
        first = replace(first, key=replace(first.key, before=NO_GAP))
    else:
        first = replace(first, before=NO_GAP)
    return replace(piece, before=before, items=(first, *piece.items[1:]), is_bracketed=False)


def element(piece: Piece, column: int) -> Piece:
    """The same for one item of a sequence: a comment behind its bracket isn't one of the line before."""
    written = opened(piece, column)
    inner = written.before
    if not inner.trailing or piece.before.trailing:
        return written
    return replace(written, before=Gap("", (Comment(inner.trailing), *inner.lines)))


def one_line(piece: Piece) -> str | None:
    """A piece in one line, with brackets; None where it was on several lines, or has comments."""
    if isinstance(piece, Leaf):
        return piece.lines[0] if len(piece.lines) == 1 and not piece.is_block else None
    if piece.items and not (piece.is_bracketed and piece.is_one_line):
        return None
    if piece.end.has_comments:
        return None
    parts: list[str] = []
    for item in piece.items:
        value = one_line(item.value if isinstance(item, Pair) else item)
        if value is None or item.before.has_comments or (isinstance(item, Pair) and len(item.key.lines) > 1):
            return None
        parts.append(f"{key_of(item)} {value or 'null'}" if isinstance(item, Pair) else value)
    inside = ", ".join(parts)
    return (
        f"{piece.properties} {{{inside}}}".lstrip() if piece.is_mapping else f"{piece.properties} [{inside}]".lstrip()
    )


def put_key(page: Page, pair: Pair, indentation: int) -> None:
    """Write a key with its colon; one of several lines begins with a question mark (YAML 1.2.2 §8.2.2)."""
    if len(pair.key.lines) == 1:
        page.put(key_of(pair))
        return
    page.put("? ")
    put(page, pair.key, indentation)
    page.line(indentation)
    page.put(":")


def key_of(pair: Pair) -> str:
    """A key of one line, with its colon."""
    key = pair.key.lines[0]
    # A colon may be part of an alias's or an anchor's name.
    return f"{key} :" if key.startswith(("*", "&", "!")) and " " not in key else f"{key}:"


def put(page: Page, leaf: Leaf, indentation: int) -> None:
    """Write a scalar, with the lines below its first one deeper than `indentation`."""
    page.put(leaf.lines[0])
    for line in leaf.lines[1:]:
        page.line(indentation + STEP if line else 0)
        page.put(line)
