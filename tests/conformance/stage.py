"""What a scenario works with: a server that does by hand what the scenario says, and one client at it."""

import json
import queue
import socket
import threading
import time
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from tests.conformance.drivers import PATIENCE, Answer, Driver

QUICK = {"first": 0.02, "most": 0.05}
CHAT = {"token": "a"}


class Met:
    """One connection, as the server has it."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self.over = threading.Event()

    @property
    def path(self) -> str:
        """The path that was asked for, with its query."""
        assert self._connection.request is not None
        return self._connection.request.path

    @property
    def query(self) -> dict[str, list[str]]:
        """The query's values."""
        return parse_qs(urlsplit(self.path).query)

    @property
    def headers(self) -> Any:
        """The handshake's headers."""
        assert self._connection.request is not None
        return self._connection.request.headers

    def heard(self, seconds: float = PATIENCE) -> Any:
        """The next frame from the client, parsed."""
        return json.loads(self._connection.recv(seconds))

    def is_silent(self, seconds: float = 0.1) -> bool:
        """Whether nothing comes for a moment."""
        try:
            self._connection.recv(seconds)
        except TimeoutError:
            return True
        return False

    def say(self, *frames: Any) -> None:
        """Sends frames: values as JSON, texts and bytes as they are."""
        for frame in frames:
            with suppress(ConnectionClosed):
                self._connection.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes with a code."""
        self._connection.close(code, reason)
        self.over.set()

    def lose(self) -> None:
        """Ends the connection without a close frame, as a lost network does."""
        with suppress(OSError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)
        self.over.set()

    def ended(self) -> tuple[int, str]:
        """How the client closed it: what came before is thrown away."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            try:
                self._connection.recv(PATIENCE)
            except ConnectionClosed as closed:
                self.over.set()
                return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
        raise AssertionError("the client doesn't close")


class Server:
    """Real sockets; each connection is met by the scenario."""

    def __init__(self) -> None:
        self._met: queue.Queue[Met] = queue.Queue()
        self._all: list[Met] = []
        self._open = 0
        self.most_at_once = 0
        self.status: int | None = None

    def meet(self, seconds: float = PATIENCE) -> Met:
        """The next connection."""
        return self._met.get(timeout=seconds)

    def is_left_alone(self, seconds: float = 0.15) -> bool:
        """Whether nobody connects for a moment (longer than a client waits that comes back)."""
        try:
            self.meet(seconds)
        except queue.Empty:
            return True
        return False

    @contextmanager
    def serving(self) -> Generator[str]:
        """Where it is, while it runs."""
        options: dict[str, Any] = {"process_request": self._refuse, "max_size": None, "ping_interval": None}
        with serve(self._handle, "127.0.0.1", 0, close_timeout=1, **options) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
            finally:
                for each in self._all:
                    each.over.set()
                server.shutdown()
                thread.join(PATIENCE)

    def _refuse(self, connection: ServerConnection, _: Request) -> Response | None:
        return None if self.status is None else connection.respond(self.status, "")

    def _handle(self, connection: ServerConnection) -> None:
        met = Met(connection)
        self._all.append(met)
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        self._met.put(met)
        met.over.wait()
        self._open -= 1


@dataclass(slots=True)
class Stage:
    """One scenario's server and client. `wanted` are the values that differ between clients."""

    driver: Driver
    server: Server
    url: str
    wanted: dict[str, Any]
    clients: list[str] = field(default_factory=list)

    def client(
        self, protocol: str = "chat", kind: str = "ChatClient", path: str = "/ws", /, **options: Any
    ) -> "Client":
        """A client that isn't connected yet; `given` are its arguments, all others are options."""
        name = f"{id(self)}.{len(self.clients)}"
        given = options.pop("given", CHAT if protocol in {"chat", "quick"} else {})
        options.setdefault("reconnect", QUICK)
        ask = {"client": name, "protocol": protocol, "kind": kind, "url": self.url + path}
        expect(self.driver.do({"do": "make", **ask, "given": given, "options": options}))
        self.clients.append(name)
        return Client(self, name)

    def live(self, *what: str, **options: Any) -> tuple["Client", Met]:
        """A client that is connected, and its connection as the server has it."""
        client = self.client(*what, **options)
        opening = client.start("connect")
        met = self.server.meet()
        expect(opening.result(PATIENCE))
        return client, met

    def end(self) -> None:
        """Closes what is still open."""
        for each in self.clients:
            self.driver.start({"do": "close", "client": each})


@dataclass(frozen=True, slots=True)
class Client:
    """One client by its name."""

    stage: Stage
    name: str

    def start(self, do: str, **asked: Any) -> "Future[Answer]":
        """Begins a command."""
        return self.stage.driver.start({"do": do, "client": self.name, **asked})

    def do(self, do: str, **asked: Any) -> Any:
        """What a command gives; it must succeed."""
        return expect(self.start(do, **asked).result(PATIENCE))

    def call(self, method: str, asked: dict[str, Any] | None = None, **payload: Any) -> "Future[Answer]":
        """Begins a client's method with a payload; `asked` has what else there is to say."""
        return self.start("call", method=method, payload=payload, **(asked or {}))

    def stream(self, method: str, asked: dict[str, Any] | None = None, **payload: Any) -> "Future[Answer]":
        """Begins to read a stream of replies."""
        return self.start("stream", method=method, payload=payload, **(asked or {}))

    def open(self, topic: str, **parameters: Any) -> "Topic":
        """A subscription that is open."""
        name = f"{self.name}.{topic}.{time.monotonic_ns()}"
        self.do("open", name=name, topic=topic, parameters=parameters)
        return Topic(self, name)

    def close(self) -> None:
        """Closes it."""
        self.do("close")

    @property
    def status(self) -> dict[str, Any]:
        """What it has told so far."""
        found: dict[str, Any] = self.do("status")
        return found

    def reaches(self, **wanted: Any) -> dict[str, Any]:
        """Its status when it has these values."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            status = self.status
            if all(status[name] == value for name, value in wanted.items()):
                return status
            time.sleep(0.005)
        raise AssertionError(f"{wanted} doesn't come: {status}")


@dataclass(frozen=True, slots=True)
class Topic:
    """One subscription by its name."""

    client: Client
    name: str

    def next(self) -> Any:
        """The next message; None at its end."""
        return self.client.do("next", name=self.name)

    @property
    def counts(self) -> dict[str, int]:
        """How many gaps there were, and how many messages were dropped."""
        found: dict[str, int] = self.client.do("counts", name=self.name)
        return found

    def close(self) -> None:
        """Ends it."""
        self.client.do("shut", name=self.name)


def expect(answer: Answer) -> Any:
    """The value of an answer that must not be an error."""
    assert "error" not in answer, answer["error"]
    return answer["value"]


def failed(running: "Future[Answer]", kind: str, **wanted: Any) -> dict[str, Any]:
    """The error that a command must end with, of a kind and with these properties."""
    answer = running.result(PATIENCE)
    assert "error" in answer, answer
    error: dict[str, Any] = answer["error"]
    assert kind in error["kinds"], error
    assert {name: error[name] for name in wanted} == wanted, error
    return error
