"""Packages of the golden cases: written as `wsgen regen` writes them, and imported by the tests that run them."""

import importlib
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from wsgen.commands.outcome import Answer
from wsgen.commands.project import Arguments
from wsgen.commands.regen import regen

HERE = Path(__file__).parent


def written(case: str, folder: Path) -> Path:
    """The package that `wsgen regen` writes for a case; `folder` becomes its project."""
    shutil.copy(HERE / case / "spec.yml", folder / "spec.yml")
    shutil.copy(HERE / case / "settings.toml", folder / "pyproject.toml")
    outcome = regen(Arguments(folder), lambda _: None, lambda: 0.0, is_verbose=False, has_color=False)
    assert outcome.answer is Answer.YES, outcome.err
    return folder / "generated"


def imported(case: str, folder: Path) -> ModuleType:
    """The package of a case, imported as `run_<case>`; its modules can be imported from then on."""
    (folder / "project").mkdir()
    written(case, folder / "project").rename(folder / f"run_{case}")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        return importlib.import_module(f"run_{case}")
