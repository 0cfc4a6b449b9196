"""Looks at what a tool wrote: which modules import in a fresh interpreter, what `mypy --strict` says, which classes."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import importing
from .document import spelled_alike
from .installing import CACHE

LONGEST: Final = 300
TOO_LONG: Final = 124


@dataclass(frozen=True, slots=True)
class Types:
    """The errors of `mypy --strict`; `stopped` when it gave up before it had looked at everything."""

    errors: int
    stopped: bool


def modules(root: Path, folder: str) -> tuple[str, ...]:
    """The dotted names of all Python files in `folder`, as they are imported with `root` on the path."""
    files = sorted((root / folder).rglob("*.py"))
    dotted = (".".join(file.relative_to(root).with_suffix("").parts) for file in files)
    return tuple(sorted(name.removesuffix(".__init__") for name in dotted))


def importable(python: Path, root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that an import of their own, in a process of their own, gets through."""
    task = root.parent / "importing.json"
    task.write_text(json.dumps({"root": str(root), "modules": names}), encoding="utf-8")
    command = [str(python), str(importing.__file__), str(task)]
    done = run(command, root)
    return tuple(json.loads(done.stdout)) if done.returncode == 0 else ()


def types(python: Path, root: Path, folder: str) -> Types:
    """Check the whole folder; libraries that have no types of their own are not held against the tool."""
    options = ("--strict", "--explicit-package-bases", "--disable-error-code=import-untyped", "--config-file=")
    cache = CACHE / "mypy" / python.parent.parent.name  # of the libraries; what is checked lies elsewhere each time
    command = [str(python), "-m", "mypy", *options, "--cache-dir", str(cache), folder]
    done = run(command, root)
    lines = done.stdout.splitlines() + done.stderr.splitlines()
    stopped = done.returncode not in {0, 1}
    errors = sum(": error:" in line for line in lines)
    return Types(max(errors, int(stopped)), stopped)


def class_names(root: Path, folder: str) -> frozenset[str]:
    """The classes that stand in the source, by the letters of their names, also where it can't be parsed."""
    texts = (file.read_text(encoding="utf-8") for file in (root / folder).rglob("*.py"))
    return frozenset(spelled_alike(name) for text in texts for name in re.findall(r"^class (\w+)", text, re.MULTILINE))


def run(
    command: list[str], folder: Path, variables: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a program in a folder; one that takes too long has the exit code 124.

    `variables` are its environment, without any this process's without what would get into its way.
    """
    env = environment() if variables is None else variables
    try:
        return subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, TOO_LONG, "", "")


def environment() -> dict[str, str]:
    """The environment without what would put other modules into a fresh interpreter's way."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MYPY"))}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "."}
