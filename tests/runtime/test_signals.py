"""SIGTERM is heard before the server that listened for it first."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from wsgen.runtime.server.signals import hearing_sigterm


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What the server heard that this runtime runs on."""
    heard: list[str] = []

    def hear(number: int, _: Any) -> None:
        heard.append(signal.Signals(number).name)

    before = signal.signal(signal.SIGTERM, hear)
    yield heard
    assert signal.getsignal(signal.SIGTERM) is hear
    signal.signal(signal.SIGTERM, before)


class Shutdown:
    """One that takes until it is released."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.released = asyncio.Event()

    async def __call__(self) -> None:
        self.begun.set()
        await self.released.wait()


async def turn() -> None:
    """Let everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_at_sigterm_the_shutdown_comes_first_and_then_who_listened_before(heard: list[str]) -> None:
    async def scenario() -> None:
        shutdown = Shutdown()
        with hearing_sigterm(shutdown):
            signal.raise_signal(signal.SIGTERM)
            await shutdown.begun.wait()
            assert heard == []
            shutdown.released.set()
            await turn()
            assert heard == ["SIGTERM"]

    asyncio.run(scenario())


def test_a_second_sigterm_waits_for_nothing(heard: list[str]) -> None:
    async def scenario() -> None:
        shutdown = Shutdown()
        with hearing_sigterm(shutdown):
            signal.raise_signal(signal.SIGTERM)
            await shutdown.begun.wait()
            signal.raise_signal(signal.SIGTERM)
            await turn()
            assert heard == ["SIGTERM"]
            shutdown.released.set()
            await turn()

    asyncio.run(scenario())


def test_a_shutdown_that_fails_stops_the_server_all_the_same(heard: list[str]) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    async def scenario() -> None:
        told: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
        with hearing_sigterm(fail):
            signal.raise_signal(signal.SIGTERM)
            await turn()
            assert heard == ["SIGTERM"]

    asyncio.run(scenario())


def test_two_servers_of_one_process_both_finish_first(heard: list[str]) -> None:
    async def scenario() -> None:
        one, two = Shutdown(), Shutdown()
        with hearing_sigterm(one), hearing_sigterm(two):
            signal.raise_signal(signal.SIGTERM)
            await two.begun.wait()
            two.released.set()
            await one.begun.wait()
            assert heard == []
            one.released.set()
            await turn()
            assert heard == ["SIGTERM"]

    asyncio.run(scenario())


def test_where_nobody_listens_or_in_another_thread_nothing_is_changed(heard: list[str]) -> None:
    @contextmanager
    def unheard() -> Iterator[None]:
        before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
        yield
        signal.signal(signal.SIGTERM, before)

    async def scenario() -> None:
        before = signal.getsignal(signal.SIGTERM)
        with hearing_sigterm(Shutdown()):
            assert signal.getsignal(signal.SIGTERM) is before

    with unheard():
        asyncio.run(scenario())
    thread = threading.Thread(target=lambda: asyncio.run(scenario()))
    thread.start()
    thread.join()
