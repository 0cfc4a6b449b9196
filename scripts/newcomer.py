"""Does what somebody does who has never seen wsgen, from an empty folder to a green change, and times each step.

`python -m scripts.newcomer`, or `make newcomer`. Ends with 1 at the first step that isn't as the newcomer was told.
"""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

ROOT: Final = Path(__file__).parents[1]
UV: Final = Path(sys.executable).with_name("uv")
PATIENCE: Final = 120.0

HELLO: Final = "name: {type: string, minLength: 1, description: Who says hello.}\n"
MOOD: Final = "          mood: {type: string, description: How the client feels.}\n"


class NotAsToldError(Exception):
    """Something is otherwise than a newcomer was told; the message says what, and what was printed."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody in a folder, with the programs of an environment and nothing else that is ours."""

    folder: Path
    programs: Path

    @property
    def surroundings(self) -> Mapping[str, str]:
        """The variables of a container that has just been started."""
        path = f"{self.programs}:/usr/bin:/bin"
        return {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}

    def runs(self, command: str, *, code: int = 0, says: str = "") -> None:
        """Runs a command, which must end with `code` and say `says` somewhere."""
        program, *arguments = command.split()
        ended = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.folder,
            env=self.surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if ended.returncode != code or says not in ended.stdout:
            wanted = f"{code}, saying {says!r}" if says else str(code)
            raise NotAsToldError(f"$ {command}\n{ended.stdout}ended with {ended.returncode}, not with {wanted}")


class Watching:
    """`wsgen watch` beside an editor: what it prints, line by line."""

    def __init__(self, newcomer: Newcomer) -> None:
        self._process = subprocess.Popen(
            [str(newcomer.programs / "wsgen"), "watch"],
            cwd=newcomer.folder,
            env=newcomer.surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def says(self, *parts: str) -> None:
        """Waits for a line that has all of these in it."""
        seen = ""
        end = perf_counter() + PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - perf_counter()))
            except queue.Empty:
                raise NotAsToldError(f"$ wsgen watch\n{seen}has no line with {' and '.join(parts)}") from None
            seen += line
            if all(part in line for part in parts):
                return

    def end(self) -> int:
        """Presses Ctrl-C; the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)


def main() -> int:
    """Takes all steps, and prints a line for each."""
    began = perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="newcomer-") as folder:
            walk(Path(folder).resolve())
    except NotAsToldError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"{perf_counter() - began:7.1f} s  in all")
    return 0


def walk(empty: Path) -> None:
    """From an empty folder to a green change; raises NotAsToldError."""
    with step("the wheel is built"):
        tool([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(empty / "dist"), str(ROOT)])
    (wheel,) = (empty / "dist").glob("*.whl")
    with step("pip install wsgen-*.whl, into a fresh environment"):
        tool([str(UV), "venv", "--quiet", "--python", sys.executable, str(empty / "venv")])
        programs = empty / "venv" / ("Scripts" if os.name == "nt" else "bin")
        install = [str(UV), "pip", "install", "--quiet", "--python", str(programs / "python")]
        tool([*install, str(wheel)])
    newcomer = Newcomer(empty, programs)
    with step("wsgen init demo"):
        newcomer.runs("wsgen init demo", says="cd demo && wsgen regen")
    newcomer = Newcomer(empty / "demo", programs)
    with step("pip install . --group dev"):
        tool([*install, str(newcomer.folder), "--group", f"{newcomer.folder / 'pyproject.toml'}:dev"])
    with step("wsgen regen"):
        newcomer.runs("wsgen regen", says="→ generated/")
    with step("pytest: what came with the project passes"):
        newcomer.runs("python -m pytest -q", says="passed")
    change_while_watched(newcomer)
    change_alone(newcomer)


def change_while_watched(newcomer: Newcomer) -> None:
    """A property more, with a slip on the way."""
    spec = newcomer.folder / "asyncapi" / "demo.yml"
    watching = Watching(newcomer)
    try:
        with step("wsgen watch"):
            watching.says("Watching")
        with step("the spec is edited, and wsgen watch writes models.py"):
            replaced(spec, HELLO, HELLO + MOOD)
            watching.says("asyncapi/demo.yml → generated/: ", "models.py")
        if "mood" not in (newcomer.folder / "generated" / "models.py").read_text():
            raise NotAsToldError("generated/models.py has no `mood`")
        with step("a slip in the spec, and wsgen watch says where"):
            replaced(spec, "asyncapi: 3.0.0", "asyncapi: 3.0.O")
            watching.says("asyncapi/demo.yml:1:11: ")
        with step("it's mended, and wsgen watch goes on"):
            replaced(spec, "asyncapi: 3.0.O", "asyncapi: 3.0.0")
            watching.says("asyncapi/demo.yml → nothing to write")
    finally:
        code = watching.end()
    if code != 130:
        raise NotAsToldError(f"after Ctrl-C wsgen watch ended with {code}, not with 130")
    with step("wsgen diff-check: nothing has drifted"):
        newcomer.runs("wsgen diff-check")


def change_alone(newcomer: Newcomer) -> None:
    """A message more, which nobody regenerates at first."""
    with step("wsgen add message Shout"):
        newcomer.runs("wsgen add message Shout", says="handler on_shout")
    with step("wsgen diff-check fails"):
        newcomer.runs("wsgen diff-check", code=1, says="Run `wsgen regen` and commit the result")
    with step("wsgen check-handlers names the missing handler"):
        newcomer.runs("wsgen check-handlers", code=1, says="`Demo` lacks the handler `on_shout`")
    with step("wsgen regen --scaffold writes both"):
        newcomer.runs("wsgen regen --scaffold", says="Demo.on_shout")
    with step("wsgen diff-check and check-handlers are green"):
        newcomer.runs("wsgen diff-check")
        newcomer.runs("wsgen check-handlers")
    with step("pytest: still green"):
        newcomer.runs("python -m pytest -q", says="passed")


@contextmanager
def step(name: str) -> Generator[None]:
    """Says how long something took."""
    began = perf_counter()
    yield
    print(f"{perf_counter() - began:7.1f} s  {name}", flush=True)


def tool(command: Sequence[str]) -> None:
    """Runs what isn't under test."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise NotAsToldError(f"$ {' '.join(command)}\n{ended.stdout}{ended.stderr}")


def replaced(path: Path, old: str, new: str) -> None:
    """Edits a file in one place."""
    text = path.read_text("utf-8")
    if text.count(old) != 1:
        raise NotAsToldError(f"{path.name} has {old!r} {text.count(old)} times")
    path.write_text(text.replace(old, new), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
