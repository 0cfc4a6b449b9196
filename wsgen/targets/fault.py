"""What is wrong with a target of the user's own, and where."""

from collections.abc import Mapping
from types import MappingProxyType

from ..diagnostics.location import Location


class TargetFaultError(Exception):
    """A target of the user's own can't be written: the diagnostic's code, place, message and hint.

    `texts` are the files that the place speaks of, by path.
    """

    def __init__(self, code: str, location: Location, message: str, hint: str, texts: Mapping[str, str]) -> None:
        self.code = code
        self.location = location
        self.hint = hint
        self.texts = MappingProxyType(dict(texts))
        super().__init__(message)
