"""A server is killed and started again under two hundred clients: all come back, and none hears anything twice."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from async_test import async_test

from generated import ChatClient, ClientOptions, Observer, Subscription
from generated.models import AgentEvent
from tests.e2e.faults.crowd_service import AGENTS
from tests.e2e.served import ROOT

PATIENCE = 60.0
"""Seconds that anything may take on a machine that is busy; nothing here is about speed."""


class Attempts(Observer):
    """Counts one client's attempts to come back, and the waits before them."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def reconnecting(self, attempt: int, delay: float) -> None:
        self.waits.append(delay)


class Service:
    """The service in a process of its own, always at the same port."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    async def start(self) -> None:
        said = self._log.read_text().count("running on") if self._log.exists() else 0
        command = [sys.executable, "-m", "uvicorn", "tests.e2e.faults.crowd_service:app", "--port", str(self._port)]
        with self._log.open("a") as out:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
                [*command, "--ws", "websockets-sansio", "--ws-ping-interval", "0"], cwd=ROOT, stdout=out, stderr=out
            )
        await until(lambda: self._log.read_text().count("running on") > said, "the service runs")
        self._port = int(self._log.read_text().rpartition("running on http://127.0.0.1:")[2].split()[0])

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(60)


async def until(is_true: Callable[[], bool], what: str) -> None:
    """Wait until something is true."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not is_true():  # noqa: ASYNC110 - another process tells it in no other way
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None


async def listen(events: Subscription[AgentEvent], heard: Counter[str], agent: int) -> None:
    """Count what a subscription brings."""
    async for event in events:
        assert event.agent_id == agent
        heard[event.data["said"]] += 1


async def say(url: str, words: str) -> None:
    """Let the service publish to everyone, by a client that comes for it alone."""
    async with ChatClient(url, token="t") as speaker:
        async for _ in speaker.send_message(thread_id=1, content=words):
            pass


@async_test
async def test_all_clients_of_a_killed_server_are_subscribed_again(tmp_path: Path) -> None:
    service = Service(tmp_path / "service.log")
    await service.start()
    watched = [Attempts() for _ in range(AGENTS)]
    heard: list[Counter[str]] = [Counter() for _ in range(AGENTS)]
    try:
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as listeners:
            clients = [ChatClient(service.url, token="t", options=ClientOptions(observer=each)) for each in watched]
            await asyncio.gather(*(stack.enter_async_context(client) for client in clients))
            subscriptions = [client.agent(agent_id=number) for number, client in enumerate(clients, 1)]
            await asyncio.gather(*(stack.enter_async_context(each) for each in subscriptions))
            tasks = [
                listeners.create_task(listen(each, heard[number - 1], number))
                for number, each in enumerate(subscriptions, 1)
            ]
            # A subscription has no answer in this protocol: a request behind it says that it was read.
            await asyncio.gather(*(client.subscribe_thread(thread_id=1) for client in clients))
            await say(service.url, "before")
            await until(lambda: all(each["before"] for each in heard), "every client hears what was said before")

            service.kill()
            await until(lambda: all(client.state == "stale" for client in clients), "every client knows of the loss")
            await asyncio.sleep(1)
            await service.start()
            await until(lambda: all(client.state == "live" for client in clients), "every client is back")
            await asyncio.gather(*(client.subscribe_thread(thread_id=1) for client in clients))
            await say(service.url, "after")
            await until(lambda: all(each["after"] for each in heard), "every client hears what was said after")

            assert heard == [Counter({"before": 1, "after": 1})] * AGENTS
            # Each told its user that something may be missing, and none came back in lockstep with the others.
            assert all(each.gaps == 1 for each in subscriptions)
            first = [each.waits[0] for each in watched]
            assert min(first) >= 0
            assert max(first) <= 0.5
            assert len({round(each, 3) for each in first}) > AGENTS / 4
            assert max(len(each.waits) for each in watched) <= 20
            for task in tasks:
                task.cancel()
    finally:
        service.kill()
    assert "Traceback" not in (tmp_path / "service.log").read_text()
