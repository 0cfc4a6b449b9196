"""Runs servers and their load as processes of their own, and says what a server's process takes. Linux only."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from ..processes import ROOT

_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where, and as which process."""

    pid: int
    port: int
    says: IO[str]

    def processor(self) -> float:
        """Seconds of processors that it has used, of both kinds (proc(5): utime and stime of /proc/PID/stat)."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / _TICKS

    def said(self) -> str:
        """Wait for the next line that it prints."""
        return _answer(self.says)

    def memory(self) -> float:
        """Bytes that it has in memory (VmRSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return 1024 * int(status.partition("VmRSS:")[2].split()[0])


@dataclass(frozen=True, slots=True)
class Load:
    """The process that loads a server, with its connections open."""

    lines: IO[str]
    answers: IO[str]

    def do(self, *command: object) -> dict[str, Any]:
        """Let it do one of its commands, and wait for what it measured."""
        self.lines.write(json.dumps(command) + "\n")
        self.lines.flush()
        answer: dict[str, Any] = json.loads(_answer(self.answers))
        return answer


@contextmanager
def serving(
    module: str, *arguments: str, python: Path = Path(sys.executable), folder: Path | None = None
) -> Iterator[Server]:
    """Run one of the servers; `folder` has the generated package that it serves."""
    paths = [str(ROOT), *([str(folder)] if folder else [])]
    command = [str(python), "-m", f"bench.serving.servers.{module}", *arguments]
    with _process(command, {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}) as process:
        says = _of(process.stdout)
        yield Server(process.pid, int(_answer(says)), says)


@contextmanager
def loading(server: Server, connections: int) -> Iterator[Load]:
    """Open connections to a server, from a process that ends with the block."""
    command = [sys.executable, "-m", "bench.serving.load", str(server.port), str(connections)]
    with _process(command, dict(os.environ), ends_by_itself=True) as process:
        if _answer(_of(process.stdout)) != "ready":
            raise RuntimeError("the load didn't begin")
        yield Load(_of(process.stdin), _of(process.stdout))


@contextmanager
def _process(
    command: list[str], environment: Mapping[str, str], *, ends_by_itself: bool = False
) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
            if ends_by_itself:
                # A load closes its connections when there are no more commands.
                process.communicate(timeout=20)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _of(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise ValueError("a process without pipes")
    return stream


def _answer(stream: IO[str]) -> str:
    line = stream.readline()
    if not line:
        raise RuntimeError("the process ended; what it said stands above")
    return line.strip()
