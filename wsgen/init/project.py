"""Makes the files of a new project that says hello."""

import re
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
    marks = marks_of(names)
    return {filled(path, marks): filled(text, marks) for path, text in _FILES.items()}


def marks_of(names: Names) -> dict[str, str]:
    """What each mark in a project's files stands for."""
    return {
        "@NAME@": names.name,
        "@TITLE@": names.title,
        "@CLASS@": names.class_name,
        "@CHECKED@": '"server.py", "client.py", "tests"',
        "@SERVER@": names.server,
        "@VARIABLE@": names.variable,
    }


def filled(text: str, marks: Mapping[str, str]) -> str:
    """A text with its marks replaced; what they stand for is left as it is."""
    return re.sub("@[A-Z]+@", lambda mark: marks.get(mark[0], mark[0]), text)
