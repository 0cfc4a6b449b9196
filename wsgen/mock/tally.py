"""Counts the frames that crossed: by direction and message, and those that the document doesn't allow."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ..diagnostics.excerpt import visible
from ..plan.protocol import Direction
from .seen import Frame, Opened, Seen

_ARROWS: Final = {Direction.CLIENT_TO_SERVER: "→", Direction.SERVER_TO_CLIENT: "←"}
_KINDS: Final = ("valid", "invalid", "unknown", "unreadable")


class Tally:
    """What has been seen so far, as numbers; `take` is a log."""

    def __init__(self) -> None:
        self._connections = 0
        self._counts: Counter[tuple[Direction, str, str]] = Counter()

    def take(self, seen: Seen) -> None:
        """Counts what is seen."""
        match seen:
            case Opened():
                self._connections += 1
            case Frame():
                self._counts[seen.direction, seen.message or "?", seen.verdict.kind] += 1
            case _:
                pass

    @property
    def refused(self) -> int:
        """How many frames the document doesn't allow: invalid ones, and those of no message that it knows."""
        return sum(count for (_, _, kind), count in self._counts.items() if kind != "valid")

    def lines(self) -> Iterator[str]:
        """The numbers for people, a line for each message of each direction."""
        crossed = f"{_number(self._connections, 'connection')}, {_number(self._counts.total(), 'frame')}"
        yield f"{crossed}, {self.refused} of them not as the document says"
        for direction, arrow in _ARROWS.items():
            for name in sorted({name for side, name, _ in self._counts if side is direction}):
                kinds = {kind: self._counts[direction, name, kind] for kind in _KINDS}
                refused = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count and kind != "valid")
                yield f"  {arrow} {visible(name)}  {sum(kinds.values())}{f'  ({refused})' if refused else ''}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
