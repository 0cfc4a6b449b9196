"""Formats Python in process; the only importer of black."""

from collections.abc import Iterable

from .literal import LINE_LENGTH


def layout(sources: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Path and Python source in; the same paths out, each source in one explicit style of black.

    The style stands here in full: no configuration near the working folder or the user's home is looked for. Raises
    SyntaxError, naming the path, where a source isn't Python, which is always a fault of wsgen.
    """
    import black
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = black.Mode(target_versions={TargetVersion.PY311}, line_length=LINE_LENGTH)
    formatted: dict[str, str] = {}
    for path, source in sources:
        try:
            formatted[path] = black.format_str(source, mode=mode)
        except InvalidInput as error:
            raise SyntaxError(f"{path} is not Python: {error}") from error
    return formatted
