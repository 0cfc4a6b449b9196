"""What the schemas of a text say together about its length and form, looked up once."""

from collections.abc import Sequence

from .kinds import MANY, Part, count_of
from .pattern import is_match, runs


class Texts:
    """What `parts` demand of a text."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.least = max((count_of(each.get("minLength"), 0) for each in parts), default=0)
        self.most = min((count_of(each.get("maxLength"), MANY) for each in parts), default=MANY)
        patterns = (each for part in parts if isinstance(each := part.get("pattern"), str))
        self.patterns: tuple[str, ...] = tuple(each for each in dict.fromkeys(patterns) if runs(each))
        formats = (each for part in parts if isinstance(each := part.get("format"), str))
        self.formats: tuple[str, ...] = tuple(dict.fromkeys(formats))

    def accepts(self, text: str) -> bool:
        """Whether a text has the length and the patterns."""
        return self.least <= len(text) <= self.most and all(is_match(each, text) for each in self.patterns)
