"""Formats Python sources, with a second process where there are many; the only importer of black."""

import json
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from threading import Thread
from types import MappingProxyType
from typing import IO, Any, Final, cast

from ..processors import processors
from .literal import LINE_LENGTH

WORTH_A_PROCESS: Final = 60_000
"""Characters that take black about as long as a second process takes until it formats the first of them."""

# Isolated, so that no setting of the user's decides what it does; where modules are it's told.
_SECOND: Final = (
    "import json, sys; job = json.load(sys.stdin); sys.path[:] = job['path'];"
    "from wsgen.code.formatting import write_backwards; write_backwards(job, sys.stdout)"
)


def style(target: str) -> tuple[str, ...]:
    """All that decides what `format_sources` makes of a source, but the source."""
    return ("black", version("black"), target, str(LINE_LENGTH))


def format_sources(sources: Sequence[str], target: str, processes: int = 0) -> list[str]:
    """Each source in one explicit style of black for the Python `target`; raises SyntaxError for what isn't Python.

    The style stands here in full: no configuration near the working folder or the user's home is looked for. Two
    `processes` share the work, one does it alone; 0 is two where there are two processors and enough to do. How many
    there are never decides what is made: what a second process doesn't do, for whatever reason, is done here.
    """
    if not processes:
        processes = 2 if sum(map(len, sources)) > WORTH_A_PROCESS and processors() > 1 else 1
    if processes == 1:
        return [_formatted(source, target) for source in sources]
    with _second_process(sources, target) as theirs:
        own: list[str] = []
        # It comes from the other end: what follows one of its own is its own.
        while (here := len(own)) < len(sources) and here not in theirs:
            own.append(_formatted(sources[here], target))
        return [*own, *(theirs[index] for index in range(len(own), len(sources)))]


def has_syntax_of(source: str, target: str) -> bool:
    """Whether the Python `target` can read all syntax in `source`; the Python that runs doesn't matter."""
    from black import detect_target_versions
    from black.mode import TargetVersion
    from black.parsing import lib2to3_parse

    return TargetVersion[target] in detect_target_versions(lib2to3_parse(source))


def write_backwards(job: Mapping[str, Any], out: IO[str]) -> None:
    """Writes the formatted `sources` of a job with their indexes, a line each, the last one first.

    This is what the second process does. It ends where one isn't Python: the first process will say so.
    """
    for index in reversed(range(len(job["sources"]))):
        out.write(json.dumps([index, _formatted(job["sources"][index], job["target"])]) + "\n")
        out.flush()


def _formatted(source: str, target: str) -> str:
    # Loading black takes as long as what it formats; with all texts in the cache nobody needs it.
    import black
    from black.mode import TargetVersion
    from black.parsing import InvalidInput

    mode = black.Mode(target_versions={TargetVersion[target]}, line_length=LINE_LENGTH)
    try:
        return black.format_str(source, mode=mode)
    except InvalidInput as error:
        raise SyntaxError(str(error)) from error


@contextmanager
def _second_process(sources: Sequence[str], target: str) -> Generator[Mapping[int, str]]:
    """What another process has formatted until now, by index: from the last source down, without any between missing.

    It's a process of its own and not a fork, which threads don't survive, nor a copy that runs the user's main module.
    """
    theirs: dict[int, str] = {}
    # Whatever is no text in there means nothing to Python either.
    modules = [each for each in cast("list[object]", sys.path) if isinstance(each, str)]
    job = json.dumps({"path": modules, "target": target, "sources": sources})
    command = [sys.executable or "", "-I", *(["-B"] if sys.dont_write_bytecode else []), "-c", _SECOND]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii"
        )
    except (OSError, ValueError):
        yield theirs
        return
    thread = Thread(target=_collect, args=(process, job, theirs), daemon=True)
    with process:
        try:
            # Where there can't be another thread, nothing is collected.
            with suppress(RuntimeError):
                thread.start()
            yield MappingProxyType(theirs)
        finally:
            # Nobody waits for it: what it's still at has been done here.
            process.kill()
            if thread.is_alive():
                thread.join()


def _collect(process: subprocess.Popen[str], job: str, theirs: dict[int, str]) -> None:
    if process.stdin is None or process.stdout is None:
        return
    # One that has ended takes no more text; one that was ended leaves half a line.
    with suppress(OSError, ValueError):
        process.stdin.write(job)
        process.stdin.close()
        for line in process.stdout:
            index, text = json.loads(line)
            theirs[index] = text
