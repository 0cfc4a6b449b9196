"""Makes the texts that the lengths, patterns and formats of a schema allow."""

from typing import Final

from .choices import Choices
from .formats import of_format
from .kinds import MANY
from .manner import Manner
from .no_instance import NoInstanceError
from .pattern import matching_all
from .texts import Texts

_TRIES: Final = 5
_LONGER: Final = 8
_SANE: Final = 2000
_LETTERS: Final = "abcxyz ABC019-_é"
_ODD: Final = "😀\u2028\u00a0ß\"\\/'\n\t<&\u202e中\x7f\x00\ufeff\U0010ffff"


def text(found: Texts, choices: Choices, manner: Manner) -> str:
    """Such a text; raises NoInstanceError where there is none."""
    least, most = found.least, found.most
    if least > most:
        raise NoInstanceError("no text is as long as minLength and maxLength say")
    for each in found.formats:
        for _ in range(_TRIES):
            made = of_format(each, choices, manner)
            if made is not None and found.accepts(made):
                return made
    if found.patterns:
        return matching_all(found.patterns, choices, least, most, manner)
    if manner is Manner.PLAIN:
        return "text"[:most].ljust(least, "x")
    match choices.pick(("short", "short", "least", "most")):
        case "least":
            length = least
        case "most":
            length = max(least, min(most, _SANE)) if most < MANY else least + 5 * _LONGER
        case _:
            length = choices.whole(least, min(most, least + _LONGER))
    alphabet = _LETTERS + _ODD if choices.is_so(0.2) else _LETTERS
    if length > _SANE // 10:
        # Long texts differ in their beginning.
        return "".join(choices.pick(alphabet) for _ in range(_LONGER)).ljust(length, "x")
    return "".join(choices.pick(alphabet) for _ in range(length))
