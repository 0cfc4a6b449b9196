"""Finds the name that somebody probably meant."""

from collections.abc import Iterable


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to `word`, or None where none is near.

    Differences of case count for nothing, and neither do those between `-`, `_` and nothing between words; what is left
    is compared by the share of common text.
    """
    # Takes 2 ms to load, and most runs have nothing to suggest.
    from difflib import get_close_matches

    by_letters = {_letters(each): each for each in sorted(candidates, reverse=True)}
    nearest = get_close_matches(_letters(word), by_letters, n=1, cutoff=0.65)
    return by_letters[nearest[0]] if nearest else None


def _letters(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")
