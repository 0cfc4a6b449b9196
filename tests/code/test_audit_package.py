"""The last look at each generated file: whatever a fault of ours let through is found before it's written."""

from dataclasses import replace

import pytest
from protocols import feed

from wsgen.code.audit_package import audit_package
from wsgen.code.rewrite import UnexpectedSourceError

ONE = replace(feed(), connections=feed().connections[:1])
RIGHT = {
    "client.py": "from ._runtime.client.client import Client\nclass BooksClient(Client):\n    '''Books.'''",
    "dispatch.py": "from dataclasses import dataclass\n@dataclass()\nclass BooksArguments:\n    page: int = 1",
    "messages.py": "from ._runtime.protocol import Message\nPING = Message('ping', tags=('ping',))\n'''A ping.'''",
    "__init__.py": "from importlib import import_module\n_MODULES = {'A': '.a'}\n"
    "def __getattr__(name: str) -> object:\n    return getattr(import_module(_MODULES.get(name), __name__), name)",
}


@pytest.mark.parametrize("path", RIGHT)
def test_what_templates_write_passes(path: str) -> None:
    audit_package([(path, RIGHT[path])], ONE)


@pytest.mark.parametrize("path", RIGHT)
@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from os import system",
        "from .. import evil",
        "__import__('os')",
        "x = __import__('os')",
        "x = eval('1')",
        "x = open('/etc/passwd')",
        "x = print",
        "print('x')",
        "x = ().__class__",
        "x = (lambda: 1)()",
        "x = [each for each in ()]",
        "x = f'{print(1)}'",
        "x: print(1) = 1",
        "def f(x: int = print(1)) -> None: ...",
        "def __del__() -> None: ...",
        "class Unplanned: ...",
        "class BooksClient: ...\nclass BooksClient: ...",
        "with x: pass",
        "try: pass\nfinally: pass",
        "exec = 1\nexec('1')",
        "x = 'text'.format(1)",
        "x = unknown",
        "del x",
        "global x",
        "x = 1\nx.y()",
    ],
)
def test_anything_else_is_a_fault_of_ours(path: str, line: str) -> None:
    with pytest.raises(UnexpectedSourceError):
        audit_package([(path, f"{RIGHT[path]}\n{line}")], ONE)


def test_a_class_that_is_missing_is_a_fault_of_ours() -> None:
    with pytest.raises(UnexpectedSourceError, match=r"client\.py"):
        audit_package([("client.py", "x = 1")], ONE)
