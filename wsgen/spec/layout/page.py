"""The page that a layout is written on: lines, with comments and empty lines between them."""

from typing import Final

from .pieces import Comment, Gap

WIDTH: Final = 120
"""How long a line with brackets may be."""


class Page:
    """What has been written so far."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._current: str | None = None
        self._is_comment = False
        self._is_empty_wanted = False
        # Where collections began that have ended since the last text, and where they are written.
        self.ended: list[tuple[int, int]] = []

    def text(self) -> str:
        """All of it."""
        return "\n".join((*self._lines, self._current or "", ""))

    def line(self, indentation: int) -> None:
        """Begin a line."""
        if self._current is not None:
            self._lines.append(self._current)
            if self._is_empty_wanted:
                self._lines.append("")
        self._current, self._is_comment, self._is_empty_wanted = " " * indentation, False, False

    def put(self, text: str) -> None:
        """Go on with the line."""
        self._current = f"{self._current or ''}{text}"
        self.ended.clear()

    def has_room(self, text: str) -> bool:
        """Whether `text` fits into the line."""
        return len(self._current or "") + len(text) <= WIDTH

    def gap(self, before: Gap, indentation: int, column: int = 0, *, is_first: bool = False) -> None:
        """Write comments, and remember an empty line.

        What follows stands at `indentation`, and stood at `column`; where it `is_first` in something no empty line
        comes before it.
        """
        ended, self.ended = self.ended, []
        if before.trailing:
            if self._is_comment or self._current is None:
                self._comment(before.trailing, indentation)
            else:
                self._current += f"{' ' if self._current.endswith('-') else '  '}{before.trailing}"
                self._is_comment = True
        is_first = is_first or self._current is None
        for line in before.lines:
            if line is None:
                self._is_empty_wanted = not is_first
                continue
            self._comment(line.text, _indentation(line, ended, column, indentation))
            is_first = False

    def _comment(self, text: str, indentation: int) -> None:
        self.line(indentation)
        self._current = f"{self._current}{text}"
        self._is_comment = True


def _indentation(comment: Comment, ended: list[tuple[int, int]], column: int, indentation: int) -> int:
    """Where a comment is written: with the innermost collection that it still stands in, else with what follows."""
    around = [each for each in ended if column < each[0] <= comment.column]
    return max(around)[1] if around else indentation
