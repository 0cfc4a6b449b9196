"""Looks at what a tool wrote: which modules import in a fresh interpreter, what `mypy --strict` says, which classes."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .document import spelled_alike
from .installing import CACHE


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
    """Those that an `import` statement of their own, in an interpreter of their own, gets through."""

    def works(name: str) -> bool:
        command = [str(python), "-W", "ignore", "-c", f"import {name}"]
        done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, check=False)
        return done.returncode == 0

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return tuple(name for name, good in zip(names, pool.map(works, names), strict=True) if good)


def types(python: Path, root: Path, folder: str) -> Types:
    """Check the whole folder; libraries that have no types of their own are not held against the tool."""
    options = ("--strict", "--explicit-package-bases", "--disable-error-code=import-untyped", "--config-file=")
    cache = CACHE / "mypy" / python.parent.parent.name  # of the libraries; what is checked lies elsewhere each time
    command = [str(python), "-m", "mypy", *options, "--cache-dir", str(cache), folder]
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines() + done.stderr.splitlines()
    stopped = done.returncode not in {0, 1}
    errors = sum(": error:" in line for line in lines)
    return Types(max(errors, int(stopped)), stopped)


def class_names(root: Path, folder: str) -> frozenset[str]:
    """The classes that stand in the source, by the letters of their names, also where it can't be parsed."""
    texts = (file.read_text(encoding="utf-8") for file in (root / folder).rglob("*.py"))
    return frozenset(spelled_alike(name) for text in texts for name in re.findall(r"^class (\w+)", text, re.MULTILINE))


def environment() -> dict[str, str]:
    """The environment without what would put other modules into a fresh interpreter's way."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MYPY"))}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "."}
