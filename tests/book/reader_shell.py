"""The terminal of who reads a page: a bash that lives as long as the page, with ports and folders of its own."""

import os
import random
import re
import select
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LONGEST = 120
"""Seconds that a command may take."""
PORT = re.compile(r"((?:localhost|127\.0\.0\.1|0\.0\.0\.0):|--port[ =]|wait_for |http\.server )(\d{4,5})\b")
LISTENS_AT = re.compile(r"(?:--port[ =]|http\.server )(\d+)")
SERVER = re.compile(r"(uvicorn|hypercorn|granian|python -m http\.server|wsgen mock|wsgen docs (?=.*--serve))\b")
DEFAULT_PORTS = {"uvicorn": "8000", "wsgen mock": "8765", "wsgen docs": "8764"}
INSTALLING = re.compile(r"(python -m )?pip install|python -m venv|uv (add|sync|venv)")
DONE = "---done---"
WAIT_FOR = """wait_for() {
  for _ in {1..600}; do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.05; done; return 1
}"""


def free_port() -> str:
    """A port that nobody listens at, of four digits, so that tables which name it keep their width."""
    while True:
        port = random.randrange(2000, 9999)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return str(port)


@dataclass(frozen=True, slots=True)
class Server:
    """What runs in the background: its command as the page has it, its process, and where what it prints goes."""

    command: str
    process: int
    log: Path


class Shell:
    """A reader's terminal: wsgen is on its PATH, `$REPO` is this repository, and its ports aren't the page's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers: list[Server] = []
        self._logs = folder.parent / f"{folder.name}.logs"
        self._logs.mkdir(exist_ok=True)
        self._ports: dict[str, str] = {}
        own = {"PATH": f"{BIN}:{os.environ['PATH']}", "REPO": str(REPOSITORY), "LOGS": str(self._logs)}
        path = os.pathsep.join(each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each)
        self._process = subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            env={**os.environ, **own, "COLUMNS": "80", "NO_COLOR": "1", **({"PYTHONPATH": path} if path else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        # With job control what runs in the background hears Ctrl-C, as it does in a terminal.
        self._type(f"set -m; {WAIT_FOR}")

    def close(self) -> None:
        """End the terminal and all that was started in it."""
        started = psutil.Process(self._process.pid).children(recursive=True)
        for each in started:
            # One that ends meanwhile is as good.
            with suppress(psutil.NoSuchProcess):
                each.terminate()
        _, alive = psutil.wait_procs(started, timeout=5)
        for each in alive:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self._process.kill()
        self._process.communicate()

    def run(self, command: str) -> tuple[str, int]:
        """What a command prints, with the page's ports in it, and its status. What is installed already isn't again."""
        if INSTALLING.match(command):
            return "", 0
        if SERVER.match(command) or command.endswith(" &"):
            self._start(command)
            return "", 0
        printed, status = self._type(self._own_ports(command))
        if command.startswith("wsgen init"):
            for path in self.folder.rglob("*"):
                if path.is_file():
                    path.write_text(self._own_ports(path.read_text()))
        return self.as_printed(printed), status

    def write(self, name: str, text: str) -> None:
        """Save a file in the folder where the reader is."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._own_ports(text))

    def read(self, name: str) -> str:
        """A file of the folder where the reader is, as the page would show it."""
        return self.as_printed((self.folder / name).read_text())

    def stop(self, command: str) -> None:
        """Press Ctrl-C where a server runs, which is named by how its command begins."""
        server = next(each for each in reversed(self.servers) if each.command.startswith(command))
        self._type(f"kill -INT {server.process} && wait {server.process}")

    def as_printed(self, text: str) -> str:
        """The text with the ports that the page has."""
        for shown, own in self._ports.items():
            text = re.sub(rf"(?<=[:= ]){own}\b", shown, text)
        return text

    def _start(self, command: str) -> None:
        """Begin what goes on in the background, or in another terminal; a server is there when this returns."""
        command = command.removesuffix(" &")
        known = SERVER.match(command)
        if known and not LISTENS_AT.search(command):
            command = f"{command} --port {DEFAULT_PORTS[known[1].strip()]}"
        log = self._logs / f"{len(self.servers)}.log"
        waiting = f"wait_for {LISTENS_AT.search(command)[1]}" if known else "true"  # type: ignore[index]
        _, status = self._type(f"{self._own_ports(command)} >{log} 2>&1 &", self._own_ports(waiting))
        assert status == 0, f"`{command}` doesn't listen; it printed:\n{log.read_text()}"
        process, _ = self._type("echo $!")
        self.servers.append(Server(command, int(process), log))

    def _own_ports(self, text: str) -> str:
        def own(found: re.Match[str]) -> str:
            if found[2] not in self._ports:
                self._ports[found[2]] = free_port()
            return found[1] + self._ports[found[2]]

        return PORT.sub(own, text)

    def _type(self, command: str, ends: str = "") -> tuple[str, int]:
        """Type a command, and read until it is done: what it printed, and its status, which the next may ask for."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        marker = f'{{ status=$?; echo; echo "{DONE} $status $PWD"; (exit $status); }} 2>/dev/null'
        self._process.stdin.write(f"{command}\n{ends}\n{marker}\n".encode())
        self._process.stdin.flush()
        read = b""
        deadline = time.monotonic() + LONGEST
        while not (done := re.search(rf"\n{DONE} (\d+) (.*)\n\Z".encode(), read)):
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            more = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            assert more, f"`{command}` didn't end; until then it printed:\n{read.decode()}"
            read += more
        self.folder = Path(done[2].decode())
        return read[: done.start()].decode(), int(done[1])
