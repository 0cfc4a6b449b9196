"""Servers as processes of their own: started, asked what they saw, and stopped."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from setups import NEWEST, OLDEST, ROOT, Setup
from websockets.asyncio.client import connect

HERE: Final = Path(__file__).parent
PATIENCE: Final = 60.0
"""Seconds that anything may take on a busy machine."""


class Running:
    """One server at work; its log is also where it says what it saw."""

    def __init__(
        self, setup: Setup, log: Path, options: Mapping[str, Any], *, code: Path = HERE, flags: Sequence[str] = ()
    ) -> None:
        self.setup = setup
        self.log = log
        self._names = 0
        self._process, self.port = _start(setup, log, options, code=code, flags=flags)
        self.pid = self._process.pid

    def name(self) -> str:
        """A token that is good, and no other client's."""
        self._names += 1
        return f"good-{self._names}"

    def client(self, name: str, *, through: int | None = None, **settings: Any) -> connect:
        """A client that speaks by hand, uncompressed: what is sent is what travels. `through` is a proxy's port."""
        return connect(f"ws://127.0.0.1:{through or self.port}/ws?token={name}", compression=None, **settings)

    @property
    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process.poll() is None

    async def event(self, what: str, name: str) -> dict[str, Any]:
        """Wait until the process tells this of one client."""
        async with asyncio.timeout(PATIENCE):
            while True:
                # What follows the last line's end is still being written.
                for line in self.log.read_text().rpartition("\n")[0].splitlines():
                    if line.startswith("{"):
                        event: dict[str, Any] = json.loads(line)
                        if (event["event"], event["name"]) == (what, name):
                            return event
                await asyncio.sleep(0.02)

    async def gone(self, name: str) -> int:
        """Wait for `on_disconnect`; the code that it got."""
        return int((await self.event("gone", name))["code"])

    @property
    def memory(self) -> int:
        """Bytes of memory that the process holds now."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("a process without memory")

    async def logged(self, text: str) -> None:
        """Wait until the log says this."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.log.read_text():  # noqa: ASYNC110 - a log can't be waited for
                await asyncio.sleep(0.02)

    def stop(self) -> None:
        """Tell it to stop, as a supervisor does."""
        self._process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        async with asyncio.timeout(PATIENCE):
            while (code := self._process.poll()) is None:  # noqa: ASYNC110 - nothing tells it
                await asyncio.sleep(0.02)
        return code

    def kill(self) -> None:
        """Leave no process behind."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self._process.kill()
        self._process.wait()


@contextmanager
def running(
    setup: Setup, folder: Path, *, code: Path = HERE, flags: Sequence[str] = (), **options: Any
) -> Generator[Running, None, None]:
    """A server for one test alone; `code` is a folder with another `hosted.py`, `flags` are the server's."""
    server = Running(setup, folder / "log", options, code=code, flags=flags)
    try:
        yield server
    finally:
        server.kill()


def _start(
    setup: Setup, log: Path, options: Mapping[str, Any], *, code: Path, flags: Sequence[str]
) -> tuple[subprocess.Popen[bytes], int]:
    if setup.folder == OLDEST:
        subprocess.run([ROOT / "scripts" / "make-oldest-venv.sh", NEWEST / "uv"], check=True)
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": f"{ROOT}:{HERE.parent}:{code}",
        "WSGEN_HOST": setup.host,
        "WSGEN_OPTIONS": json.dumps(options),
    }
    # Granian can't say which port it was given, so it is told one that was free a moment ago.
    chosen = _free_port() if setup.server == "granian" else 0
    command = [*setup.command, *([str(chosen)] if chosen else []), *flags]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=code, env=environment, stdout=out, stderr=out)
    while process.poll() is None:
        for line in log.read_text().splitlines():
            # Its workers say that they have started before they listen.
            if chosen and "Started worker" in line and _listens(chosen):
                return process, chosen
            if not chosen and any(words in line.lower() for words in ("running on", "listening on 127")):
                return process, int(line.rpartition("127.0.0.1:")[2].split()[0])
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError(log.read_text())


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
