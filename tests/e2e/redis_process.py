"""A redis-server of a test's own, on a socket in a folder of its own, that can be stopped and started again."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

IS_CI = bool(os.environ.get("CI"))
"""Whether these tests must run; asked before the tests' own environment hides it."""


class RedisProcess:
    """One server; it saves nothing, unless `saves`."""

    def __init__(self, folder: Path, *, saves: bool) -> None:
        self.path = folder / "redis.sock"
        self._folder = folder
        self._saves = saves
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = ["--port", "0", "--unixsocket", str(self.path), "--dir", str(self._folder), "--save", ""]
        if self._saves:
            settings += ["--appendonly", "yes", "--appendfsync", "always"]
        self._process = subprocess.Popen(["redis-server", *settings], stdout=subprocess.DEVNULL)
        while not self._answers():
            with suppress(subprocess.TimeoutExpired):
                assert self._process.wait(0.05) is None, "redis-server ended"

    def stop(self) -> None:
        """As a machine that fails: without a word to anybody."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(60)
        self.path.unlink(missing_ok=True)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
            connection.connect(str(self.path))
            connection.sendall(b"PING\r\n")
            return connection.recv(9).startswith(b"+PONG")
        return False


@contextmanager
def redis_process(*, saves: bool = False) -> Iterator[RedisProcess]:
    """Run a redis-server; skips the test where none is installed, but never in CI."""
    if shutil.which("redis-server") is None and not IS_CI:
        pytest.skip("redis-server isn't installed: scripts/install-services.sh")
    # A socket's path may have 107 bytes, which pytest's own folders exceed.
    with tempfile.TemporaryDirectory() as folder:
        process = RedisProcess(Path(folder), saves=saves)
        process.start()
        try:
            yield process
        finally:
            process.stop()
