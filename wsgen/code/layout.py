"""Formats Python in process; the only importer of black."""

from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from typing import Final

from .cache import NO_CACHE, Cache
from .literal import LINE_LENGTH

_TARGET: Final = "PY311"


def layout(sources: Iterable[tuple[str, str]], cache: Cache = NO_CACHE) -> dict[str, str]:
    """Path and Python source in; the same paths out, each source in one explicit style of black.

    The style stands here in full: no configuration near the working folder or the user's home is looked for. Raises
    SyntaxError, naming the path, where a source isn't Python, which is always a fault of wsgen.
    """
    style = ("black", version("black"), _TARGET, str(LINE_LENGTH))
    return {path: cache.text((*style, source), partial(_formatted, path, source)) for path, source in sources}


def _formatted(path: str, source: str) -> str:
    # Loading black takes as long as what it formats; with all texts in the cache nobody needs it.
    import black
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = black.Mode(target_versions={TargetVersion[_TARGET]}, line_length=LINE_LENGTH)
    try:
        return black.format_str(source, mode=mode)
    except InvalidInput as error:
        raise SyntaxError(f"{path} is not Python: {error}") from error
