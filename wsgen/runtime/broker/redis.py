"""Carries topics between processes and machines through Redis: one copy for each process, fanned out there."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, Final, TypeVar

from ..clock import Clock, OutOfTime, SystemClock, within
from .broker import BrokerUnavailable, Frame, Kept, Receiver
from .redis_client import RedisClient, text_of
from .redis_commands import RedisCommands
from .redis_listener import RedisListener

T = TypeVar("T")

_PUBLISH: Final = """
local sequence = redis.call('INCR', KEYS[1])
if sequence == 1 then
  local now = redis.call('TIME')
  sequence = now[1] * 1000000 + now[2]
  redis.call('SET', KEYS[1], string.format('%.0f', sequence))
end
local number = string.format('%.0f', sequence)
local keep, length = ARGV[3], tonumber(ARGV[4])
redis.call('PEXPIRE', KEYS[1], keep)
if length > 0 then
  local added = redis.pcall('XADD', KEYS[2], 'MAXLEN', '~', length, number .. '-0', 'f', ARGV[2])
  if type(added) == 'table' and added.err then
    redis.call('DEL', KEYS[2])
    redis.call('XADD', KEYS[2], number .. '-0', 'f', ARGV[2])
  end
  redis.call('PEXPIRE', KEYS[2], keep)
end
return redis.call('PUBLISH', ARGV[1], number .. ARGV[2])
"""
"""Counts, keeps and publishes a frame as one, so that all processes see one order.

A topic's first number is the time in microseconds: a counter that was lost goes on above where it was. The stream's ids
are the numbers; one that has greater ids, left by a clock that was set back, begins anew.
"""


class RedisBroker:
    """Carries the topics of one server through Redis (5 or newer), by the application's own `redis.asyncio.Redis`.

    A frame comes back to the process that published it as to all others, so that everyone gets a topic in one order.
    What is published to Redis is lost for a process that isn't connected to it just then; `replay` is how many frames
    of a topic Redis keeps, about, for those that carry a sequence: they are delivered when a process or a client is
    back. They are kept for `keep` seconds after a topic's last one. Channels and keys begin with `prefix`, `timeout` is
    how long Redis may take to answer, and after `silence` seconds without a word it is asked whether it is there.
    """

    def __init__(
        self,
        client: RedisClient,
        *,
        prefix: str = "wsgen:",
        replay: int = 0,
        keep: float = 3600.0,
        timeout: float = 5.0,
        silence: float = 15.0,
        clock: Clock | None = None,
    ) -> None:
        for name, value in (("keep", keep), ("timeout", timeout), ("silence", silence)):
            if not value > 0:
                raise ValueError(f"RedisBroker's {name} must be more than 0 seconds")
        if replay < 0:
            raise ValueError("RedisBroker's replay can't be negative")
        self._client = client
        self._prefix = prefix
        self._replay = replay
        self._keep = max(1, int(keep * 1000))
        self._timeout = timeout
        self._clock = clock or SystemClock()
        self._receiver: Receiver | None = None
        self._commands = RedisCommands(client)
        self._listener = RedisListener(client, self._clock, silence, on_message=self._take, on_return=self._catch_up)
        # The last sequence that was delivered of each watched topic; None before the first.
        self._last: dict[str, int | None] = {}

    def attach(self, receiver: Receiver, protocol: str) -> None:
        """Deliver to this server; the protocol's name is part of all channels and keys."""
        if self._receiver is not None:
            raise RuntimeError("a RedisBroker serves one server: make another one with the same client")
        self._receiver = receiver
        self._prefix += f"{protocol}:"

    def watch(self, address: str) -> bool:
        """Subscribe to a topic's channel, soon."""
        self._last[address] = None
        self._listener.watch(self._prefix + address)
        return False

    def unwatch(self, address: str) -> None:
        """Unsubscribe from it."""
        self._last.pop(address, None)
        self._listener.unwatch(self._prefix + address)

    async def ready(self, address: str) -> None:
        """Wait until Redis will send what is published; raises BrokerUnavailable."""
        await self._within(self._listener.ready(self._prefix + address), f"{address} can't be subscribed to")

    async def publish(self, address: str, frame: Frame) -> int:
        """Publish a frame; gives how many processes are subscribed. Raises BrokerUnavailable.

        It is never tried again, since it may have been published when its answer was lost.
        """
        channel = self._prefix + address
        if self._listener.is_new(channel):
            # Who subscribes and then publishes gets it too, although the two go to Redis by different connections.
            await self.ready(address)
        if frame.place is None:
            command: tuple[Any, ...] = ("PUBLISH", channel, f":{frame.text}")
        else:
            keys = (f"{{{channel}}}:count", f"{{{channel}}}:kept")
            text = f".{frame.place}:{frame.text}"
            command = ("EVAL", _PUBLISH, 2, *keys, channel, text, self._keep, self._replay)
        return int(await self._within(self._commands.run(*command), f"{address} can't be published to"))

    async def since(self, address: str, after: int) -> Sequence[Kept]:
        """Give the frames with greater sequences that Redis has kept; raises BrokerUnavailable."""
        if not self._replay:
            return ()
        entries = await self._within(self._commands.run(*self._range(address, after)), f"{address} can't be replayed")
        return _kept(entries)

    async def stop(self) -> None:
        """End every task and connection of the broker's own; the client is the application's."""
        await self._listener.stop()
        await self._commands.stop()

    def _range(self, address: str, after: int) -> tuple[Any, ...]:
        return ("XRANGE", f"{{{self._prefix}{address}}}:kept", f"({after}", "+")

    def _take(self, channel: str, data: str) -> None:
        address = channel.removeprefix(self._prefix)
        head, _, text = data.partition(":")
        if not head:
            self._deliver(address, text, None)
        else:
            number, _, place = head.partition(".")
            self._deliver(address, Frame(text, int(place)).numbered(int(number)), int(number))

    def _deliver(self, address: str, text: str, sequence: int | None) -> None:
        if self._receiver is None or address not in self._last:
            return
        last = self._last[address]
        if sequence is not None:
            if last is not None and sequence <= last:
                # It was caught up on already.
                return
            self._last[address] = sequence
        self._receiver.deliver(address, text, sequence)

    async def _catch_up(self, channels: Sequence[str]) -> None:
        """Deliver what was kept of what may have been lost, and tell of the rest."""
        addresses = [channel.removeprefix(self._prefix) for channel in channels]
        known = {address: last for address in addresses if (last := self._last.get(address)) is not None}
        missed = [address for address in addresses if address not in known]
        # The number first: what others publish between the two questions is in the second answer, and isn't missing.
        counts = [self._commands.run("GET", f"{{{self._prefix}{address}}}:count") for address in known]
        asked = [self._commands.run(*self._range(address, last)) for address, last in known.items()]
        answers = await self._within(asyncio.gather(*counts, *asked), "topics can't be replayed")
        for at, (address, last) in enumerate(known.items()):
            count, kept = answers[at], _kept(answers[len(known) + at])
            # All numbers from the last one on must be there, up to the one that the topic had when it was asked.
            reached = kept[-1].sequence if kept else last
            is_whole = not kept or kept[0].sequence == last + 1
            if not is_whole or count is None or int(text_of(count)) > reached:
                missed.append(address)
            for sequence, text in kept:
                self._deliver(address, text, sequence)
        if missed and self._receiver is not None:
            self._receiver.missed(missed)

    async def _within(self, waits: Awaitable[T], complaint: str) -> T:
        try:
            return await within(self._clock, self._timeout, waits)
        except OutOfTime:
            raise BrokerUnavailable(f"{complaint}: Redis didn't answer within {self._timeout:g} s") from None
        except Exception as error:  # whatever the application's client raises
            raise BrokerUnavailable(f"{complaint}: {error}") from error


def _kept(entries: Any) -> list[Kept]:
    """Read the entries of a stream."""
    found: list[Kept] = []
    for identity, fields in entries or ():
        sequence = int(text_of(identity).partition("-")[0])
        place, _, text = text_of(fields[next(iter(fields))]).removeprefix(".").partition(":")
        found.append(Kept(sequence, Frame(text, int(place)).numbered(sequence)))
    return found
