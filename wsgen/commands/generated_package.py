"""Compiles a document into a folder of its own, for as long as a command needs the package."""

import importlib.util
import itertools
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from ..code.tree import Tree, write
from ..pipeline import Job, Step, compile_document
from ..target_settings import PYTHON


@contextmanager
def generated_package(job: Job, step: Step) -> Generator[ModuleType]:
    """The package of a document, imported under a name that no other module has; gone with the block.

    Raises RefusedError like `compile_document`, and OSError where the computer has no room for it.
    """
    tree = compile_package(job, step)
    with imported_package(tree) as module:
        yield module


def compile_package(job: Job, step: Step) -> Tree:
    """The files of a document's Python package alone. Raises RefusedError like `compile_document`."""
    return compile_document(replace(job, targets=(PYTHON,)), step).tree


@contextmanager
def imported_package(tree: Tree) -> Generator[ModuleType]:
    """The package that a tree of generated files is."""
    name = next(each for each in (f"wsgen_package_{n}" for n in itertools.count(1)) if each not in sys.modules)
    with tempfile.TemporaryDirectory(prefix="wsgen-") as parent:
        folder = Path(parent) / name
        write(tree, folder, name)
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:  # Which a path that ends in `.py` never leads to.
            raise ImportError(name)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
            yield module
        finally:
            for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
                del sys.modules[each]
