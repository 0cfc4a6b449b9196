"""What a layout is made of: the texts of a document, as they stand in each other, with the comments between them."""

from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own; `column` is 0 for one that can only speak of what follows it."""

    text: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands before a piece: a comment on the line that is being written, then lines; None is an empty one."""

    trailing: str = ""
    lines: tuple[Comment | None, ...] = ()

    @property
    def has_comments(self) -> bool:
        """Whether there is more than empty lines."""
        return bool(self.trailing) or any(self.lines)


NO_GAP: Final = Gap()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or an alias as it is written: `lines` without their indentation, quotes, anchor and tag included.

    `is_block` says that its first line is the header of a block, so that trailing spaces below mean something.
    """

    before: Gap
    lines: tuple[str, ...]
    is_block: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written: YAML's shortest null."""
        return self.lines == ("",)


@dataclass(frozen=True, slots=True)
class Pair:
    """One key with its value."""

    key: Leaf
    value: "Piece"

    @property
    def before(self) -> Gap:
        """What stands before the key."""
        return self.key.before


@dataclass(frozen=True, slots=True)
class Collection:
    """A mapping of pairs, or a sequence of pieces; `properties` are its anchor and tag as they are written.

    `end` stands before the closing bracket. `column` is where it began, of one without brackets; `is_one_line` says of
    one in brackets that no line ended in it.
    """

    before: Gap
    properties: str
    items: "tuple[Pair | Piece, ...]"
    is_mapping: bool
    is_bracketed: bool = False
    is_one_line: bool = False
    end: Gap = NO_GAP
    column: int = 0


Piece: TypeAlias = Leaf | Collection


def joined(first: Gap, second: Gap) -> Gap:
    """Two gaps with nothing between them any more."""
    if not first.trailing and not first.lines:
        return second
    also = (Comment(second.trailing),) if second.trailing else ()
    return Gap(first.trailing, (*first.lines, *also, *second.lines))
