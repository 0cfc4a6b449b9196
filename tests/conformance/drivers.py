"""The three kinds of client behind one set of commands, so that a scenario is written once.

A command is a JSON object with `do`; its answer has `value`, or `error` with the names of the exception's classes.
Payloads and arguments are as they cross the wire. Nothing here judges.
"""

import asyncio
import importlib
import json
import subprocess
import threading
from abc import ABC, abstractmethod
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
PATIENCE = 20
Command = dict[str, Any]
Answer = dict[str, Any]


@dataclass(slots=True)
class Kept:
    """One Python client and what it told."""

    client: Any
    states: list[str] = field(default_factory=list)
    unknown: list[Any] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)


class Driver(ABC):
    """Does what commands say, each in its own time."""

    @abstractmethod
    def start(self, command: Command) -> "Future[Answer]":
        """Begins a command; the future has its answer."""

    def do(self, command: Command) -> Answer:
        """The answer to a command."""
        return self.start(command).result(PATIENCE)


class PythonDriver(Driver):
    """What both Python drivers share: how clients are made, and what they tell."""

    suffix = ""

    def __init__(self) -> None:
        self._packages: dict[str, ModuleType] = {}
        self._clients: dict[str, tuple[Kept, str]] = {}
        self._streams: dict[str, Any] = {}

    def _plain(self, asked: Command) -> Any:
        """What needs no waiting, or a KeyError."""
        match asked["do"]:
            case "load":
                self._packages[asked["protocol"]] = importlib.import_module(asked["python"])
            case "make":
                self._make(asked)
            case "status":
                kept, _ = self._clients[asked["client"]]
                return {
                    "state": kept.client.state,
                    "states": list(kept.states),
                    "unknown": list(kept.unknown),
                    "errors": list(kept.errors),
                    "unknown_frames": kept.client.unknown_frames,
                }
            case "counts":
                stream = self._streams[asked["name"]]
                return {"gaps": stream.gaps, "dropped": stream.dropped}
            case other:
                raise LookupError(other)
        return None

    def _make(self, asked: Command) -> None:
        package = self._packages[asked["protocol"]]
        options = dict(asked.get("options") or {})
        if options.get("reconnect"):
            options["reconnect"] = package.ReconnectPolicy(**options["reconnect"])
        if changed := options.pop("refresh", None):
            options["refresh"] = self._refresh(changed)
        given = dict(asked["given"])
        models = importlib.import_module(f"{package.__name__}.models")
        for name, value in given.items():
            if isinstance(value, dict):
                given[name] = getattr(models, name.capitalize())(**{k: v for k, v in value.items() if k != "type"})
        kind = getattr(package, f"{asked['kind']}{self.suffix}")
        client = kind(asked["url"], **given, options=package.ClientOptions(**options))
        kept = Kept(client)
        client.on_state(kept.states.append)
        client.on_unknown(kept.unknown.append)
        client.on_error(lambda error: kept.errors.append(error.to_wire()))
        self._clients[asked["client"]] = kept, package.__name__

    @abstractmethod
    def _refresh(self, changed: dict[str, Any]) -> Any:
        """A hook that gives the arguments with what changed."""

    def _called(self, asked: Command) -> Any:
        """What a client's method gives, awaited or not."""
        kept, package = self._clients[asked["client"]]
        arguments = {**(asked.get("payload") or {})}
        if "timeout" in asked:
            arguments["timeout"] = asked["timeout"]
        if topic := asked.get("topic"):
            channels = importlib.import_module(f"{package}.channels")
            arguments["topic"] = getattr(channels, topic["channel"])(**topic["parameters"])
        return getattr(kept.client, asked["method"])(**arguments)

    def _client(self, asked: Command) -> Any:
        return self._clients[asked["client"]][0].client

    def _opened(self, asked: Command) -> Any:
        made = getattr(self._client(asked), asked["topic"])(**(asked.get("parameters") or {}))
        self._streams[asked["name"]] = made
        return made


class AsyncDriver(PythonDriver):
    """The asyncio client, in an event loop of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self, command: Command) -> "Future[Answer]":
        """See Driver."""
        return asyncio.run_coroutine_threadsafe(self._answer(command), self._loop)

    def stop(self) -> None:
        """Ends its event loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    async def _answer(self, asked: Command) -> Answer:
        try:
            return {"value": await self._done(asked)}
        except Exception as error:
            return {"error": told(error)}

    async def _done(self, asked: Command) -> Any:
        match asked["do"]:
            case "connect":
                await self._client(asked).__aenter__()
            case "close":
                await self._client(asked).close()
            case "call":
                return wire(await self._called(asked))
            case "stream":
                async with self._called(asked) as stream:
                    found: list[Any] = []
                    while len(found) < asked.get("take", 1000):
                        try:
                            found.append(wire(await anext(stream)))
                        except StopAsyncIteration:
                            break
                    return found
            case "open":
                await self._opened(asked).__aenter__()
            case "next":
                return wire(await anext(self._streams[asked["name"]], None))
            case "shut":
                await self._streams[asked["name"]].__aexit__(None, None, None)
            case _:
                return self._plain(asked)
        return None

    def _refresh(self, changed: dict[str, Any]) -> Any:
        async def refresh(before: Any) -> Any:
            return type(before)(**{**fields_of(before), **changed})

        return refresh


class SyncDriver(PythonDriver):
    """The client without asyncio, each command in a thread of its own."""

    suffix = "Sync"

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(32)

    def start(self, command: Command) -> "Future[Answer]":
        """See Driver."""
        return self._threads.submit(self._answer, command)

    def stop(self) -> None:
        """Ends its threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, asked: Command) -> Answer:
        try:
            return {"value": self._done(asked)}
        except Exception as error:
            return {"error": told(error)}

    def _done(self, asked: Command) -> Any:
        match asked["do"]:
            case "connect":
                self._client(asked).__enter__()
            case "close":
                self._client(asked).close()
            case "call":
                return wire(self._called(asked))
            case "stream":
                with self._called(asked) as stream:
                    found: list[Any] = []
                    while len(found) < asked.get("take", 1000) and (each := next(stream, None)) is not None:
                        found.append(wire(each))
                    return found
            case "open":
                self._opened(asked).__enter__()
            case "next":
                return wire(next(self._streams[asked["name"]], None))
            case "shut":
                self._streams[asked["name"]].__exit__(None, None, None)
            case _:
                return self._plain(asked)
        return None

    def _refresh(self, changed: dict[str, Any]) -> Any:
        return lambda before: type(before)(**{**fields_of(before), **changed})


class BrowserDriver(Driver):
    """The browser's client, in a Node process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._waiting: dict[int, Future[Answer]] = {}
        self._count = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def start(self, command: Command) -> "Future[Answer]":
        """See Driver."""
        self._count += 1
        waiting = self._waiting[self._count] = Future()
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps({'id': self._count, **command})}\n")
        self._process.stdin.flush()
        return waiting

    def stop(self) -> None:
        """Ends its process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._thread.join(PATIENCE)
        self._process.stdout.close()
        self._process.wait(PATIENCE)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            self._waiting.pop(answer.pop("id")).set_result(answer)


@contextmanager
def driver(client: str) -> Generator[Driver]:
    """A driver of a kind of client: `python`, `sync` or `browser`."""
    made: AsyncDriver | SyncDriver | BrowserDriver
    if client == "browser":
        command = ["node", "--no-warnings", "--experimental-websocket", str(HERE / "browser_driver.mjs")]
        pipe = subprocess.PIPE
        made = BrowserDriver(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8"))
    else:
        made = AsyncDriver() if client == "python" else SyncDriver()
    try:
        yield made
    finally:
        made.stop()


def told(error: BaseException) -> dict[str, Any]:
    """What there is to know of an exception."""
    kinds = [each.__name__ for each in type(error).__mro__ if each not in (object, BaseException)]
    known = {name: getattr(error, name, None) for name in ("code", "by_client", "reason")}
    return {"kinds": kinds, **known, "text": str(error)}


def wire(value: Any) -> Any:
    """A message as it crosses the wire."""
    return value.to_wire() if hasattr(value, "to_wire") else value


def fields_of(arguments: Any) -> dict[str, Any]:
    """A dataclass's fields by name."""
    return {name: getattr(arguments, name) for name in type(arguments).__dataclass_fields__}
