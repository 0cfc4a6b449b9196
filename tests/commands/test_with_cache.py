"""With the cache cold, warm, damaged, gone or off, the commands write the same and give the same answers."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Run, change

from wsgen.cache_folder import cache_folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of a user who has just come."""
    for name in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    folder = cache_folder(os.environ, sys.platform)
    assert folder
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def forge(cache: Path) -> None:
    """Puts another text into every entry, with its checksum."""
    for entry in cache.iterdir():
        body = entry.read_bytes().partition(b"\n")[2] + b"\n# forged\n"
        checksum = hashlib.sha256(entry.stem.encode() + body).hexdigest()
        entry.write_bytes(checksum.encode() + b"\n" + body)


def damage(cache: Path) -> None:
    for entry in cache.iterdir():
        entry.write_bytes(entry.read_bytes()[:-5])


def remove(cache: Path) -> None:
    for entry in cache.iterdir():
        entry.unlink()
    cache.rmdir()


def block(cache: Path) -> None:
    """A file stands where the folder would."""
    remove(cache)
    cache.write_text("")


STATES: dict[str, Callable[[Path], object]] = {
    "warm": lambda cache: None,
    "damaged": damage,
    "gone": remove,
    "not to be written": block,
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_same_bytes_are_written(
    run: Run, project: Path, compiled: Path, cache: Path, state: Callable[[Path], object]
) -> None:
    assert run(project, "regen", "--out", "cold").code == 0
    assert any(cache.iterdir())
    state(cache)
    again = run(project, "regen", "--out", "again")
    assert (again.code, "cache" in again.err) == (0, False)
    assert contents(project / "again") == contents(project / "cold") == contents(compiled)


@pytest.mark.parametrize("command", ["regen", "diff-check"])
def test_with_all_texts_kept_nothing_is_loaded_that_makes_them(
    run: Run, project: Path, cache: Path, command: str
) -> None:
    run(project, "regen")
    assert cache.is_dir()
    script = (
        f"import sys\nsys.argv = ['wsgen', {command!r}]\nfrom wsgen.cli import main\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code\n"
        "assert not {'black', 'datamodel_code_generator', 'jsonschema'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=project, check=True, capture_output=True, timeout=60)


def test_a_change_of_the_document_is_seen(run: Run, project: Path, cache: Path) -> None:
    run(project, "regen")
    assert run(project, "diff-check").code == 0
    assert cache.is_dir()
    change(project / "asyncapi" / "small.yml", "n: {type: integer}", "n: {type: string}")
    drifted = run(project, "diff-check")
    assert drifted.code == 1
    assert "models.py" in drifted.out


@pytest.mark.parametrize("off", ["CI", "--no-cache", "setting"])
def test_where_it_is_off_every_text_is_made(
    run: Run, project: Path, generated: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, off: str
) -> None:
    run(project, "regen", "--out", "first")
    forge(cache)
    assert run(project, "diff-check").code == 1, "a forged entry is believed"
    options = []
    if off == "CI":
        monkeypatch.setenv("CI", "true")
    elif off == "setting":
        change(project / "pyproject.toml", "[tool.wsgen]\n", "[tool.wsgen]\ncache = false\n")
    else:
        options = [off]
    assert run(project, "diff-check", *options).code == 0
    remove(cache)
    run(project, "regen", "--out", "last", *options)
    assert not cache.exists()
