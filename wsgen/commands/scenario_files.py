"""Finds files of scenarios, imports them as Python, and keeps the contracts that are recorded from them."""

import importlib.util
import os
import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

from ..contract.capture import ScenarioFile
from ..diagnostics.diagnostic import SpecError
from ..diagnostics.found import found
from .outcome import NoAnswerError
from .project import shown_path

_LONGEST: Final = 200


def scenario_files(names: Sequence[str], folder: Path, cwd: Path) -> tuple[Path, ...]:
    """The files that `names` say, from `cwd`, or those in `contracts/` of the project's folder; each once, in order.

    Raises NoAnswerError where there is none.
    """
    if not names:
        paths = sorted((folder / "contracts").glob("*.py"))
        paths = [each for each in paths if not each.name.startswith(("_", "conftest", "test_"))]
        if not paths:
            place = shown_path(folder / "contracts", cwd)
            raise NoAnswerError(f"there are no scenarios: {place}/ has no Python file; `wsgen pact capture --help`")
        return tuple(paths)
    paths = [cwd / each for each in names]
    for name, path in zip(names, paths, strict=True):
        if not path.is_file() or path.suffix != ".py":
            raise NoAnswerError(f"{name} is no Python file")
    return tuple(dict.fromkeys(paths))


@contextmanager
def imported(path: Path, project: Path, cwd: Path) -> Generator[ScenarioFile]:
    """A file of scenarios, run as Python that sees the project's modules; those are unloaded with the block.

    Raises SpecError where it can't be run, with the line that is why.
    """
    name = shown_path(path, cwd)
    with _seeing(project):
        spec = importlib.util.spec_from_file_location(f"wsgen_scenarios_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise NoAnswerError(f"{name} is no Python file")
        module = importlib.util.module_from_spec(spec)
        file = ScenarioFile(str(path), name, MappingProxyType({}))
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:  # A script that ends itself is no end of this one.
            said = " ".join(str(error).split())[:_LONGEST].rstrip(". ")
            message = f"the file can't be run: {type(error).__name__}{f': {said}' if said else ''}"
            hint = "mend it, so that Python can import it"
            raise SpecError((found("WSG844", file.at(_line(error, str(path))), message, hint=hint),)) from error
        yield ScenarioFile(str(path), name, MappingProxyType(dict(vars(module))))


def folder_of(package: ModuleType) -> Path:
    """Where a package lies."""
    return Path(str(package.__file__)).parent


def contract_path(scenarios: Path, out: Path | None) -> Path:
    """Where the contract of a file of scenarios belongs: `frontend_v1.py` is recorded in `frontend-v1.json`."""
    return (out or scenarios.parent) / f"{scenarios.stem.replace('_', '-')}.json"


def kept(path: Path) -> str | None:
    """The text of a contract as it was recorded before; None where it wasn't."""
    return path.read_text("utf-8", errors="replace") if path.is_file() else None


def keep(path: Path, text: str) -> None:
    """Writes a contract, by rename; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8", newline="\n")
    beside.replace(path)


@contextmanager
def _seeing(project: Path) -> Generator[None]:
    """Lets Python find the modules of a project, before others of their names, and forget them afterwards."""
    before = dict(sys.modules)
    for name in before:
        if _is_shadowed(name.partition(".")[0], project, before):
            del sys.modules[name]
    others = dict(sys.modules)
    sys.path.insert(0, str(project))
    try:
        yield
    finally:
        sys.path.remove(str(project))
        for name in sys.modules.keys() - others.keys():
            if name in before or _lies_in(sys.modules[name], project):
                del sys.modules[name]
        for name in before.keys() - sys.modules.keys():
            sys.modules[name] = before[name]


def _is_shadowed(name: str, project: Path, modules: dict[str, ModuleType]) -> bool:
    """Whether a module that is loaded has the name of another one in the project."""
    is_there = (project / name / "__init__.py").is_file() or (project / f"{name}.py").is_file()
    return is_there and name != "wsgen" and not _lies_in(modules.get(name), project)


def _lies_in(module: ModuleType | None, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def _line(error: BaseException, path: str) -> int:
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno or 1
    lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == path]
    return (lines[-1] if lines else None) or 1
