"""Every other Python from 3.11 on the machine: the wheel installs, writes the same bytes, a project's test passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

UV = Path(sys.executable).with_name("uv")
OLDEST = (3, 11)


def pythons() -> dict[tuple[int, int], Path]:
    """The other interpreters by version: those of the PATH, and those that pyenv keeps beside each other."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    folders = [Path(each) for each in os.environ["PATH"].split(os.pathsep)] + sorted(pyenv.glob("*/bin"))
    found: dict[tuple[int, int], Path] = {}
    for candidate in (each for folder in folders for each in sorted(folder.glob("python3.[0-9][0-9]"))):
        asked = subprocess.run(
            [str(candidate), "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True
        )
        version = tuple(map(int, asked.stdout.split())) if asked.returncode == 0 else ()
        if len(version) == 2 and version >= OLDEST and version != sys.version_info[:2]:
            found.setdefault((version[0], version[1]), candidate)
    return dict(sorted(found.items()))


PYTHONS = pythons()


def ran(*command: str | Path, cwd: Path) -> str:
    # What the wheel brings is meant, and not this clone.
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    given = [str(each) for each in command]
    done = subprocess.run(given, cwd=cwd, env=alone, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder: Path) -> dict[str, bytes]:
    kept = (each for each in folder.rglob("*") if each.is_file() and each.suffix != ".pyc")
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in kept}


def made(python: str | Path, folder: Path) -> Path:
    """A new project and its package, as that Python writes them."""
    folder.mkdir()
    ran(python, "-m", "wsgen", "init", "demo", cwd=folder)
    ran(python, "-m", "wsgen", "regen", "--no-cache", cwd=folder / "demo")
    return folder / "demo"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(sys.executable, tmp_path_factory.mktemp("ours") / "here")


@pytest.mark.skipif(not PYTHONS, reason="the machine has no other Python from 3.11")
@pytest.mark.parametrize("version", PYTHONS, ids=lambda each: ".".join(map(str, each)))
def test_another_python_does_the_same(version: tuple[int, int], wheel: Path, ours: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    python = environment / "bin" / "python"
    ran(UV, "venv", "--quiet", "--python", PYTHONS[version], environment, cwd=tmp_path)
    ran(UV, "pip", "install", "--quiet", "--python", python, wheel, "pytest", cwd=tmp_path)
    theirs = made(python, tmp_path / "there")
    assert files(theirs) == files(ours)
    assert "passed" in ran(python, "-m", "pytest", "-q", cwd=theirs)
    ran(python, "-W", "error", "-c", "import generated.server, generated.client", cwd=theirs)
