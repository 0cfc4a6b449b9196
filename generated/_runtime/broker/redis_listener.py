"""Listens to channels of Redis, and goes on when Redis comes back: what may have been lost meanwhile is told."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from ..clock import Clock, OutOfTime, within
from ..core.reconnect import BackOff, ReconnectPolicy
from ..log_events import BROKER_BACK, BROKER_LOST
from .redis_client import RedisClient, RedisPubSub, text_of
from .redis_commands import ended

logger = logging.getLogger(__name__)

BACK_OFF: Final = ReconnectPolicy(first=0.1, most=5.0, stable=10.0)
_AT_ONCE: Final = 500
"""Channels in one SUBSCRIBE."""
_IN_A_ROW: Final = 32
"""Messages after which others get a turn."""


class RedisListener:
    """Keeps one connection subscribed to the channels that are watched.

    `on_message` gets what was published, in order. `on_return` gets the channels whose messages may have been lost,
    after the connection is subscribed to them again and before any message that was published since.
    """

    def __init__(
        self,
        client: RedisClient,
        clock: Clock,
        silence: float,
        *,
        on_message: Callable[[str, str], None],
        on_return: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        self._client = client
        self._clock = clock
        self._silence = silence
        self._on_message = on_message
        self._on_return = on_return
        self._watched: dict[str, asyncio.Future[None] | None] = {}
        self._changed: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        # Of the present connection: what was asked for, and how many answers to it are still to come.
        self._asked: set[str] = set()
        self._unanswered: dict[str, int] = {}
        self._lost: dict[str, None] = {}
        self._returned: dict[str, None] = {}
        self._heard = False
        self._is_away = False

    def watch(self, channel: str) -> None:
        """Listen to a channel."""
        self._watched[channel] = asyncio.get_running_loop().create_future()
        self._change(channel)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def unwatch(self, channel: str) -> None:
        """Listen to it no more."""
        waiter = self._watched.pop(channel, None)
        if waiter is not None:
            waiter.cancel()
        self._lost.pop(channel, None)
        self._returned.pop(channel, None)
        self._change(channel)

    def is_new(self, channel: str) -> bool:
        """Say whether a watched channel waits for Redis's first answer, and Redis is there to give it."""
        return self._watched.get(channel) is not None and not self._is_away

    async def ready(self, channel: str) -> None:
        """Wait until Redis has answered that it will send the channel's messages; at once where nobody watches it."""
        waiter = self._watched.get(channel)
        if waiter is not None:
            await asyncio.wait({waiter})

    async def stop(self) -> None:
        """Give the connection up; what is still watched is listened to again at once."""
        task, self._task = self._task, None
        await ended({task} if task is not None else ())
        if self._watched and self._task is None:
            self._task = asyncio.create_task(self._run())

    def _change(self, channel: str) -> None:
        self._changed[channel] = None
        self._wake.set()

    async def _run(self) -> None:
        back_off = BackOff(BACK_OFF)
        # The one before may belong to an event loop that has ended; what is watched by now is told Redis first of all.
        self._wake = asyncio.Event()
        while True:
            while not self._watched:
                self._wake.clear()
                await self._wake.wait()
            began = self._clock.monotonic()
            try:
                await self._listen()
            except Exception as error:  # whatever the application's client raises
                back_off.lived(self._clock.monotonic() - began)
                if not self._is_away:
                    BROKER_LOST.log(logger, error=repr(error))
                self._is_away = True
            await self._clock.sleep(back_off.wait(random.random()))  # noqa: S311 - it spreads, it hides nothing

    async def _listen(self) -> None:
        """Listen by one connection until it fails."""
        pubsub = self._client.pubsub()
        self._asked, self._unanswered, self._changed = set(), {}, dict.fromkeys(self._watched)
        tasks: set[asyncio.Task[None]] = set()
        try:
            # There is no connection to read from before the first SUBSCRIBE.
            await self._tell_changes(pubsub)
            tasks = {asyncio.create_task(self._read(pubsub)), asyncio.create_task(self._follow(pubsub))}
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            try:
                await ended(tasks)
            finally:
                self._lose()
                with suppress(Exception):
                    await pubsub.aclose()

    def _lose(self) -> None:
        """What was listened to may miss messages from now on."""
        self._lost.update(self._returned)
        self._returned.clear()
        for channel, waiter in self._watched.items():
            if waiter is None:
                self._lost[channel] = None
                self._watched[channel] = asyncio.get_running_loop().create_future()

    async def _follow(self, pubsub: RedisPubSub) -> None:
        """Tell Redis what is watched; and see whether it is still there when it has nothing to say."""
        while True:
            self._heard = False
            with suppress(OutOfTime):
                await within(self._clock, self._silence, self._wake.wait())
                self._wake.clear()
                await self._tell_changes(pubsub)
                continue
            if not self._heard:
                await pubsub.ping()
                await self._clock.sleep(self._silence)
                if not self._heard:
                    raise ConnectionError(f"Redis didn't answer a ping within {self._silence:g} s")

    async def _tell_changes(self, pubsub: RedisPubSub) -> None:
        changed, self._changed = self._changed, {}
        gone = [channel for channel in changed if channel in self._asked and channel not in self._watched]
        new = [channel for channel in changed if channel in self._watched and channel not in self._asked]
        for start in range(0, len(gone), _AT_ONCE):
            part = gone[start : start + _AT_ONCE]
            self._asked.difference_update(part)
            await pubsub.unsubscribe(*part)
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            self._asked.update(part)
            for channel in part:
                self._unanswered[channel] = self._unanswered.get(channel, 0) + 1
            await pubsub.subscribe(*part)

    async def _read(self, pubsub: RedisPubSub) -> None:
        in_a_row = 0
        while True:
            message: Any = await pubsub.get_message(timeout=None)
            self._heard = True
            if message is None:
                continue
            if message["type"] == "message":
                if self._returned:
                    await self._tell_return()
                self._on_message(text_of(message["channel"]), text_of(message["data"]))
            elif message["type"] == "subscribe":
                self._take_answer(text_of(message["channel"]))
                if self._returned and not self._unanswered:
                    await self._tell_return()
            in_a_row += 1
            if in_a_row >= _IN_A_ROW:
                # Messages that are there already are given without a pause.
                in_a_row = 0
                await asyncio.sleep(0)

    def _take_answer(self, channel: str) -> None:
        count = self._unanswered.pop(channel, 0)
        if count == 0:
            # redis-py connects again by itself and hides it; that messages are missing can be seen by nothing else.
            raise ConnectionError("the client connected again by itself, so messages may be lost")
        if count > 1:
            self._unanswered[channel] = count - 1
            return
        waiter = self._watched.get(channel)
        if waiter is None:
            return
        self._watched[channel] = None
        if self._is_away:
            self._is_away = False
            BROKER_BACK.log(logger)
        if not waiter.done():
            waiter.set_result(None)
        if channel in self._lost:
            del self._lost[channel]
            self._returned[channel] = None

    async def _tell_return(self) -> None:
        returned = tuple(self._returned)
        await self._on_return(returned)
        self._returned.clear()
