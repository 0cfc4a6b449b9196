"""Formats the Python of a package, each part of it once."""

from collections.abc import Iterable, Sequence
from typing import Final

from .cache import NO_CACHE, Cache
from .formatting import format_sources, has_syntax_of, style
from .parts import cut, join

OLDEST: Final = "3.11"
"""The Python that all code of wsgen's own runs on, the runtime's too."""


def layout(sources: Iterable[tuple[str, str]], cache: Cache = NO_CACHE, *, python: str = OLDEST) -> dict[str, str]:
    """Path and Python source in; the same paths out, each source in one explicit style of black for that Python.

    Raises SyntaxError, naming the path, where a source isn't Python, which is always a fault of wsgen or of a user's
    template.
    """
    pages, target = dict(sources), _target(python)

    def make(missing: Sequence[str]) -> list[str]:
        return _formatted({path: pages[path] for path in missing}, target, cache)

    made_from = style(target)
    return cache.texts({path: (*made_from, source) for path, source in pages.items()}, make)


def check_syntax(path: str, source: str, python: str) -> None:
    """Raises SyntaxError, naming the path, where a source has syntax that `python` is too old for.

    The Python that runs doesn't matter: it may be older or newer.
    """
    if not has_syntax_of(source, _target(python)):
        raise SyntaxError(f"{path} has syntax that Python {python} can't read")


def _target(python: str) -> str:
    return "PY" + python.replace(".", "")


def _formatted(pages: dict[str, str], target: str, cache: Cache) -> list[str]:
    """Each page as a whole, from its parts: those that were formatted once, for whichever page, aren't again."""
    parts = {path: cut(source) for path, source in pages.items()}
    made_from = style(target)
    keys = {part.source: (*made_from, part.source) for each in parts.values() for part in each}
    try:
        texts = cache.texts(keys, lambda missing: format_sources(missing, target))
    except SyntaxError:
        for path, source in pages.items():
            _blame(path, source, target)
        raise
    return [join(each, [texts[part.source] for part in each]) for each in parts.values()]


def _blame(path: str, source: str, target: str) -> None:
    """Raises SyntaxError with the path and the line in the whole page where that isn't Python."""
    try:
        format_sources((source,), target, processes=1)
    except SyntaxError as error:
        raise SyntaxError(f"{path} is not Python: {error}") from error
