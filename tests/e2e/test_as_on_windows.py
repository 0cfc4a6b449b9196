"""What Windows does otherwise, simulated in a process of its own: modules, signals, line endings, names."""

import subprocess
import sys
from pathlib import Path

import pytest

from wsgen.cli import main  # noqa: F401 - what the simulated process imports, so that a rename is seen here.

# Runs wsgen where nothing that only POSIX has can be imported or called, and where every text file that is opened
# without saying otherwise gets `\r\n` and a code page, as Windows has it.
AS_ON_WINDOWS = """\
import builtins, io, os, pathlib, signal, sys
# Libraries know where they are: only wsgen's own modules are to believe it.
import asyncio, subprocess, multiprocessing, tempfile, shutil
import black, datamodel_code_generator, jinja2, jsonschema, jsonschema_rs, pydantic, typer, typer.completion, yaml
ONLY_POSIX = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog"}
for name in ONLY_POSIX:
    sys.modules.pop(name, None)
imported = builtins.__import__
def importing(name, *more, **named):
    if name.partition(".")[0] in ONLY_POSIX:
        raise ModuleNotFoundError(f"No module named {name!r} (as on Windows)")
    return imported(name, *more, **named)
builtins.__import__ = importing
for name in ("SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2"):
    delattr(signal, name)
signal.Signals = type("Signals", (), {"__members__": {k: v for k, v in signal.Signals.__members__.items()
    if k in {"SIGINT", "SIGTERM", "SIGABRT"}}, "__class_getitem__": classmethod(lambda c, k: signal.__dict__[k])})
for name in ("fork", "getuid", "geteuid", "killpg", "setsid", "fchmod", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY"):
    if hasattr(os, name):
        delattr(os, name)
opened = io.open
def opening(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *more, **named):
    if "b" not in mode and not isinstance(file, int):
        encoding = "cp1252" if encoding in (None, "locale") else encoding
        newline = "\\r\\n" if newline is None and mode != "r" else newline
    return opened(file, mode, buffering, encoding, errors, newline, *more, **named)
io.open = builtins.open = opening
sys.platform = "win32"
from wsgen.cli import main
sys.argv = ["wsgen", *sys.argv[1:]]
main()
"""


def as_on_windows(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8=0", "-c", AS_ON_WINDOWS, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was made and generated as on Windows."""
    folder = tmp_path_factory.mktemp("windows")
    made = as_on_windows(folder, "init", "demo")
    assert made.returncode == 0, made.stderr
    written = as_on_windows(folder / "demo", "regen")
    assert written.returncode == 0, written.stderr
    return folder / "demo"


def files(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_what_is_written_there_is_what_is_written_here(here: Path, tmp_path: Path) -> None:
    for arguments, folder in ((("init", "demo"), tmp_path), (("regen",), tmp_path / "demo")):
        subprocess.run([sys.executable, "-m", "wsgen", *arguments], cwd=folder, check=True, capture_output=True)
    assert files(here) == files(tmp_path / "demo")


def test_a_checkout_with_other_line_endings_is_no_drift(here: Path) -> None:
    """Git's `autocrlf` changes the document; generated files are `eol=lf` by the project's own `.gitattributes`."""
    document = here / "asyncapi" / "demo.yml"
    document.write_bytes(document.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    checked = as_on_windows(here, "diff-check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "generated/ is what asyncapi/demo.yml says" in checked.stdout


def test_findings_name_places_with_slashes(here: Path) -> None:
    document = here / "asyncapi" / "demo.yml"
    before = document.read_bytes()
    document.write_bytes(before.replace(b"minLength: 1", b"minLenght: 1"))
    found = as_on_windows(here, "validate")
    document.write_bytes(before)
    assert found.stdout.startswith("asyncapi/demo.yml:")
    assert "\\" not in found.stdout.split(" ", 1)[0]
