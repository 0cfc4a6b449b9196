"""Generated packages, imported into the tests' own interpreter."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

from wsgen.code.tree import Tree


def package(tree: Tree, folder: Path, name: str) -> ModuleType:
    """The module `dispatch` of a package that is written to `folder` under a name of its own."""
    for path, text in tree.items():
        (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / name / path).write_text(text, encoding="utf-8", newline="")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return importlib.import_module(f"{name}.dispatch")
