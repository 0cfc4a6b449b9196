"""Makes diagnostics: the severity from the catalogue, the name that somebody probably meant."""

from collections.abc import Iterable

from .catalogue.table import CATALOGUE
from .diagnostic import Diagnostic
from .location import Location


def found(
    code: str,
    location: Location,
    message: str,
    *,
    hint: str = "",
    related: tuple[tuple[str, Location], ...] = (),
) -> Diagnostic:
    """Make the diagnostic `code` at `location`, as severe as its catalogue entry says.

    `message` is one clause without a full stop, `hint` one thing that can be done, `related` further places with a few
    words each. Raises KeyError for a code that isn't in the catalogue.
    """
    return Diagnostic(code, CATALOGUE[code].severity, location, message, hint, related)


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate nearest to `word`, or None where none is near.

    Case, `-` and `_` count for nothing; what is left is compared by the share of common text.
    """
    # Takes 2 ms to load, and most runs have nothing to suggest.
    from difflib import get_close_matches

    # Of two candidates with the same letters the first in the alphabet stands.
    by_letters = {_letters(each): each for each in sorted(candidates, reverse=True)}
    nearest = get_close_matches(_letters(word), by_letters, n=1, cutoff=0.65)
    return by_letters[nearest[0]] if nearest else None


def _letters(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")
