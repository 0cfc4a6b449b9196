"""A process that stood still, and a clock on the wall that was set: neither is the clients' fault."""

from typing import Any

from async_test import async_test
from chat_server import Chat

from wsgen.runtime.server.server import ServerOptions
from wsgen.runtime.testing import FakeClock, Peer, connect

TOKEN = {"token": "t"}


class RealClock(FakeClock):
    """A clock of a process that may be stopped, on a machine whose date may be set."""

    set_by = 0.0

    def epoch(self) -> float:
        return super().epoch() + self.set_by

    async def stall(self, seconds: float) -> None:
        """Let time pass in which nothing runs; then whoever overslept wakes."""
        self._now += seconds
        await self.advance(0)


async def answer(peer: Peer) -> list[dict[str, Any]]:
    frames = await peer.waiting()
    for frame in frames:
        await peer.send({"type": "pong", "ping_id": frame["ping_id"]})
    return frames


@async_test
async def test_after_a_stall_of_ten_minutes_nobody_is_closed_and_who_is_silent_still_is_in_time() -> None:
    clock = RealClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 0.0))
    async with connect(chat, query=TOKEN) as good, connect(chat, query=TOKEN) as silent:
        await clock.advance(1)
        [ping], [_] = await good.waiting(), await silent.waiting()
        await clock.stall(600)
        assert good.closed is None
        assert silent.closed is None
        # The pong that lay in the buffers meanwhile is heard now.
        await good.send({"type": "pong", "ping_id": ping["ping_id"]})
        for _ in range(58):
            await clock.advance(1)
            await answer(good)
        assert silent.closed is None
        await clock.advance(3)
        await silent.waiting()
        assert silent.closed is not None
        assert silent.closed.code == 4408
        assert good.closed is None


@async_test
async def test_a_date_that_is_set_closes_nobody() -> None:
    clock = RealClock()
    chat = Chat(ServerOptions(clock=clock, random=lambda: 0.0))
    async with connect(chat, query=TOKEN) as peer:
        for by in (0.0, 86_400.0, -86_400.0, 0.0):
            clock.set_by = by
            await clock.advance(31)
            assert len(await answer(peer)) >= 1
            assert peer.closed is None
