"""Makes the files of a new project that says hello."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import texts
from .greeting import SPEC
from .names import Names

_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".gitattributes": texts.GITATTRIBUTES,
        ".github/workflows/ci.yml": texts.WORKFLOW,
        ".gitignore": texts.GITIGNORE,
        "README.md": texts.README,
        "asyncapi/@NAME@.yml": SPEC,
        "client.py": texts.CLIENT,
        "pyproject.toml": texts.PYPROJECT,
        "server.py": texts.SERVER,
        "tests/test_server.py": texts.TEST,
    }
)


def greeting_project(names: Names) -> Mapping[str, str]:
    """Relative path → text of each file; all of it works after `wsgen regen`."""
    return {_filled(path, names): _filled(text, names) for path, text in _FILES.items()}


def _filled(text: str, names: Names) -> str:
    marks = {
        "@NAME@": names.name,
        "@TITLE@": names.title,
        "@CLASS@": names.class_name,
        "@SERVER@": names.server,
        "@VARIABLE@": names.variable,
    }
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text
