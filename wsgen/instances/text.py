"""Makes the texts that the lengths, patterns and formats of a schema allow."""

from collections.abc import Sequence
from typing import Final

from ..spec.node import Value
from .choices import Choices
from .formats import of_format
from .manner import Manner
from .no_instance import NoInstanceError
from .pattern import matching

_LONGEST: Final = 40
_LETTERS: Final = "abcxyz ABC019-_é"
_ODD: Final = "😀\u2028\u00a0ß\"\\/'\n\t<&\u202e中\x7f"


def text(parts: Sequence[dict[str, Value]], choices: Choices, manner: Manner) -> str:
    """A text of the lengths, patterns and formats that `parts` name; raises NoInstanceError where there is none."""
    least = max((_count(part.get("minLength"), 0) for part in parts), default=0)
    most = min((_count(part.get("maxLength"), least + _LONGEST) for part in parts), default=_LONGEST)
    if least > most:
        raise NoInstanceError("no text is as long as minLength and maxLength say")
    patterns = [each for part in parts if isinstance(each := part.get("pattern"), str)]
    if patterns:
        return matching(patterns[0], choices, least, most)
    formats = [each for part in parts if isinstance(each := part.get("format"), str)]
    for each in formats:
        if (made := of_format(each, choices, manner)) is not None:
            return made
    if manner is Manner.PLAIN:
        return "text"[:most].ljust(least, "x")
    is_odd = choices.is_so(0.2)
    way = choices.pick(("short", "least", "most"))
    length = least if way == "least" else most if way == "most" else choices.whole(least, min(most, least + 8))
    alphabet = _LETTERS + _ODD if is_odd else _LETTERS
    return "".join(choices.pick(alphabet) for _ in range(length))


def _count(value: Value, otherwise: int) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise
