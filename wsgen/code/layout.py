"""Formats Python in process; the only importer of black."""

from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from typing import Final

from .cache import NO_CACHE, Cache
from .literal import LINE_LENGTH

OLDEST: Final = "3.11"
"""The Python that all code of wsgen's own runs on, the runtime's too."""


def layout(sources: Iterable[tuple[str, str]], cache: Cache = NO_CACHE, *, python: str = OLDEST) -> dict[str, str]:
    """Path and Python source in; the same paths out, each source in one explicit style of black for that Python.

    The style stands here in full: no configuration near the working folder or the user's home is looked for. Raises
    SyntaxError, naming the path, where a source isn't Python, which is always a fault of wsgen or of a user's template.
    """
    target = _target(python)
    style = ("black", version("black"), target, str(LINE_LENGTH))
    return {path: cache.text((*style, source), partial(_formatted, path, source, target)) for path, source in sources}


def check_syntax(path: str, source: str, python: str) -> None:
    """Raises SyntaxError, naming the path, where a source has syntax that `python` is too old for.

    The Python that runs doesn't matter: it may be older or newer.
    """
    from black import detect_target_versions
    from black.mode import TargetVersion
    from black.parsing import lib2to3_parse

    if TargetVersion[_target(python)] not in detect_target_versions(lib2to3_parse(source)):
        raise SyntaxError(f"{path} has syntax that Python {python} can't read")


def _target(python: str) -> str:
    return "PY" + python.replace(".", "")


def _formatted(path: str, source: str, target: str) -> str:
    # Loading black takes as long as what it formats; with all texts in the cache nobody needs it.
    import black
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = black.Mode(target_versions={TargetVersion[target]}, line_length=LINE_LENGTH)
    try:
        return black.format_str(source, mode=mode)
    except InvalidInput as error:
        raise SyntaxError(f"{path} is not Python: {error}") from error
