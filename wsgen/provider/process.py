"""An application `module:app` in a process and on a port of its own, served by uvicorn; the only importer of psutil."""

import contextlib
import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_NAME: Final = re.compile(r"[\w.]+:[\w.]+")
_CHILD: Final = Path(__file__).with_name("child.py")
_KEPT: Final = 400
"""Lines of the application's output that are kept."""
_TOLD: Final = 12
_SECONDS_TO_STOP: Final = 3.0


class AppError(Exception):
    """The application can't be served; the message says why and what to do, with its last lines where it said some."""


class AppProcess:
    """One application under test. `cwd` is where its modules are looked for, as uvicorn does.

    Nothing runs before `start`. As a context manager it starts, and never leaves a process behind: the application ends
    with this process too, however that ends.
    """

    def __init__(self, app: str, cwd: Path, *, seconds: float = 20.0) -> None:
        self.app = app
        self._cwd = cwd
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._lines: deque[str] = deque(maxlen=_KEPT)
        self._port = 0

    @property
    def url(self) -> str:
        """Where it is, without a path."""
        return f"ws://127.0.0.1:{self._port}"

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """What its process ended with, negative for a signal; None as long as it lives."""
        return None if self._process is None else self._process.poll()

    def last_lines(self, count: int = _TOLD) -> tuple[str, ...]:
        """The last lines that it printed or logged."""
        return tuple(self._lines)[-count:]

    def start(self) -> None:
        """Starts it, and waits until it takes connections. Raises AppError."""
        if not _NAME.fullmatch(self.app):
            raise AppError(f"{self.app!r} names no application: write it as module:app, such as server:app")
        if importlib.util.find_spec("uvicorn") is None:
            raise AppError("uvicorn isn't installed; it serves the application: pip install uvicorn")
        for is_last in (False, False, True):
            self._port = _free_port()
            self._begin()
            if self._is_ready():
                return
            said = "\n".join(self._lines)
            is_running = self.is_running
            self.stop()
            # Somebody else was quicker.
            if is_last or "address already in use" not in said.lower():
                raise AppError(self._why(is_running))

    def restart(self) -> None:
        """Ends it and starts it again, on another port. Raises AppError."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Ends it; does nothing where it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
            except BaseException:
                process.kill()
                raise
            finally:
                process.wait()
        _end_session(process.pid)
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        if self._reader is not None:
            # Where a child of its own holds the pipe, nobody waits for that one.
            self._reader.join(1.0)
        if process.stdout is not None and not (self._reader and self._reader.is_alive()):
            process.stdout.close()

    def memory(self) -> int | None:
        """Bytes of memory that it and its own children hold (resident); None where nobody can say: it has gone."""
        import psutil

        if self._process is None:
            return None
        try:
            process = psutil.Process(self._process.pid)
            return sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))
        except psutil.Error:
            return None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _begin(self) -> None:
        self._lines.clear()
        # In a session of its own, so that Ctrl-C reaches it by `stop` alone, in order.
        process = subprocess.Popen(
            # -P: this package's folder isn't where the application's modules are looked for.
            [sys.executable, "-P", "-u", str(_CHILD), self.app, *_options(self._port, self._cwd)],
            cwd=self._cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._process = process
        self._reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is not None:
            for line in process.stdout:
                self._lines.append(line.decode(errors="replace").rstrip())

    def _is_ready(self) -> bool:
        """Waits until it takes connections; whether it does."""
        process = self._process
        if process is None:
            return False
        left = self._seconds
        while left > 0 and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1.0):
                return process.poll() is None
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK)
            left -= _LOOK
        return False

    def _why(self, is_running: bool) -> str:
        said = "\n".join(f"  {line}" for line in self.last_lines())
        if is_running:
            more = f"; it said:\n{said}" if said else ""
            return f"{self.app} doesn't take connections within {self._seconds:g} s{more}"
        for line in self._lines:
            if module := _NO_MODULE.search(line):
                return f"there is no module {module[1]!r} in {self._cwd}: run it where the application's modules are"
            if attribute := _NO_ATTRIBUTE.search(line):
                return f"the module {attribute[2]!r} has no {attribute[1]!r}: name its ASGI application, as module:app"
        return f"{self.app} doesn't start; it said:\n{said or '  nothing'}"


_LOOK: Final = 0.03
_NO_MODULE: Final = re.compile(r'Could not import module "([^"]+)"')
_NO_ATTRIBUTE: Final = re.compile(r'Attribute "([^"]+)" not found in module "([^"]+)"')


def _options(port: int, cwd: Path) -> tuple[str, ...]:
    # The heartbeat is the protocol's. `ws-max-size`: whether a frame is too big is for the application to say.
    return (
        *("--host", "127.0.0.1", "--port", str(port), "--app-dir", str(cwd)),
        *("--ws", "websockets-sansio", "--ws-ping-interval", "3600", "--ws-ping-timeout", "3600"),
        *("--ws-max-size", str(64 << 20), "--log-level", "warning", "--no-access-log", "--no-use-colors"),
        *("--timeout-graceful-shutdown", "1"),
    )


def _end_session(pid: int) -> None:
    """Ends what the application itself had started and left."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
