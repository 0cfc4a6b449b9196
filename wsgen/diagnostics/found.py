"""Makes diagnostics: the severity from the catalogue, the name that somebody probably meant."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from .catalogue.table import CATALOGUE
from .diagnostic import Diagnostic, Severity, in_order
from .location import Location

# Comparing takes 5 µs for two names, and a document may have thousands of wrong ones among thousands of right ones.
_MANY: Final = 100
_MOST: Final = 1000
_LONGEST: Final = 200

MAX_FAULTS: Final = 1000
"""How many errors are told, and how many warnings and notes: nobody mends more before asking again."""


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


def bounded(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Of `diagnostics`, which are in order, the first MAX_FAULTS errors and as many others.

    WSG123 stands with the last one of either, where there are more.
    """
    errors = [each for each in diagnostics if each.severity is Severity.ERROR]
    others = [each for each in diagnostics if each.severity is not Severity.ERROR]
    kept = [kind[:MAX_FAULTS] for kind in (errors, others)]
    if len(kept[0]) + len(kept[1]) == len(diagnostics):
        return tuple(diagnostics)
    notes = [
        _too_many(what, told[-1].location)
        for what, kind, told in zip(("errors", "warnings and notes"), (errors, others), kept, strict=True)
        if len(kind) > len(told)
    ]
    return in_order((*kept[0], *kept[1], *notes))


def _too_many(what: str, location: Location) -> Diagnostic:
    message = f"there are more than {MAX_FAULTS:,} {what}, of which the others aren't told"
    return found("WSG123", location, message, hint="mend some of those before, and ask again")


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate nearest to `word`, or None where none is near.

    Case, `-` and `_` count for nothing; what is left is compared by the share of common text. Of many candidates only
    those of the first thousand are looked at that begin alike, and nobody means a text of hundreds of characters.
    """
    if len(word) > _LONGEST:
        return None
    letters = _letters(word)
    names = list(islice(candidates, _MOST))
    if len(names) > _MANY:
        initials = {letters[:1], letters[:1].upper()}
        names = [each for each in names if each[:1] in initials][:_MANY]
    # Takes 2 ms to load, and most runs have nothing to suggest.
    from difflib import get_close_matches

    # Of two candidates with the same letters the first in the alphabet stands.
    by_letters = {_letters(each): each for each in sorted(names, reverse=True) if len(each) <= _LONGEST}
    nearest = get_close_matches(letters, by_letters, n=1, cutoff=0.65)
    return by_letters[nearest[0]] if nearest else None


def _letters(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")
