"""Sends what comes of its own accord: once where that is all, else again and again until nobody wants it any more."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..instances.no_instance import NoInstanceError
from ..plan.protocol import Route
from ..spec.node import Value
from .answers import Answer, Answers
from .events import Event, Events
from .package import Model, ModelClass, Peer
from .peers import Peers
from .scenario import CONNECT, Scenario

_TURNS: Final = 3
"""Turns of the event loop after which the reply to a message is on its way, and what it leads to may follow."""


class Pushing:
    """The events of one mock; `server` is set when it is made."""

    server: Any

    def __init__(
        self, peers: Peers, events: Events, models: Mapping[str, ModelClass], scenario: Scenario | None = None
    ) -> None:
        self._scenario = scenario
        self._peers = peers
        self._events = events
        self._models = models
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._shared: dict[str, asyncio.Task[None]] = {}
        self._own: set[tuple[int, str | None]] = set()

    def model(self, answer: Answer) -> Model:
        """A message as the package's runtime sends it; raises ValueError where the schema forbids it."""
        return self._models[answer.message.wire].model_validate(answer.payload)

    def at_connect(self, peer: Peer) -> None:
        """Begins to send what comes to every client."""
        if self._scenario is None or self._scenario.rule_for(CONNECT, None) is None:
            self._start(peer, self._events.at_connect())

    def after(self, peer: Peer, route: Route, request: Value) -> None:
        """Begins to send what a message of the client leads to."""
        if self._scenario is None or self._scenario.rule_for(route.message, request) is None:
            self._start(peer, self._events.after(route, request))

    def subscribed(self, topic: str) -> tuple[Event, ...]:
        """The addresses of a topic that anybody is subscribed to; it is given as an address, or as their template."""
        found = [(each, self._events.read(each)) for each in self._peers.addresses()]
        return tuple(
            Event("", each, told) for address, read in found for each, told in read if topic in (address, each.address)
        )

    async def publish(self, answer: Answer, where: Event) -> None:
        """Sends to all who are subscribed to a topic; raises ValueError where the schema forbids it."""
        if where.topic is not None:
            told = {str(each.python): where.told[each.name] for each in where.topic.parameters}
            await getattr(self.server, where.topic.method)(**told).send(self.model(answer))

    def _start(self, peer: Peer, events: Sequence[Event]) -> None:
        # What a scenario sends to a topic is all that comes there.
        pushes = self._scenario.pushes if self._scenario else ()
        told = {each.topic for each in pushes if each.topic is not None}
        own = [each for each in events if each.topic is None or told.isdisjoint((each.address, each.topic.address))]
        if own:
            self._peers.start(peer, self._push(peer, own))

    async def _push(self, peer: Peer, events: Sequence[Event]) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        is_live = self._peers.conduct is not None
        try:
            for event in events:
                answers = self._peers.answers(peer)
                await self._peers.pause(answers)
                if is_live and event.address in peer.topics:
                    await self._publish(event)
                else:
                    await self._send(peer, event, answers, 0)
            if self._peers.conduct is not None and self._peers.conduct.interval > 0:
                await self._go_on(peer, events, self._peers.conduct.interval)
        except (NoInstanceError, ValueError) as error:
            if not self._peers.remark(peer, f"no event is sent: {error}"):
                raise

    async def _go_on(self, peer: Peer, events: Sequence[Event], interval: float) -> None:
        """Sends events again in each interval: those of a topic to all who are subscribed, others to this client."""
        own: list[Event] = []
        for event in events:
            address = event.address
            if address is not None and self._events.are_subscribed:
                if address not in self._shared:
                    task = asyncio.get_running_loop().create_task(self._publish_again(address, interval))
                    self._shared[address] = task
            elif (peer.id, address) not in self._own:
                self._own.add((peer.id, address))
                own.append(event)
        number = 0
        try:
            while own:
                await asyncio.sleep(interval)
                number += 1
                for event in own:
                    await self._send(peer, event, self._peers.answers(peer), number)
        finally:
            self._own -= {(peer.id, each.address) for each in own}

    async def _publish_again(self, address: str, interval: float) -> None:
        try:
            while True:
                await asyncio.sleep(interval)
                if not self._peers.is_there(address):
                    return
                for event in self._events.of_address(address):
                    await self._publish(event)
        except (NoInstanceError, ValueError):
            return  # Which the first one had told already.
        finally:
            del self._shared[address]

    async def _publish(self, event: Event) -> None:
        """Sends the next event of a topic to all who are subscribed, with its number where events have one."""
        address = event.address or ""
        number = self._numbers[address]
        self._numbers[address] += 1
        answers = self._peers.chosen_by(f"{address} {number}")
        await self.publish(answers.event(event.message, event.topic, event.told, number), event)

    async def _send(self, peer: Peer, event: Event, answers: Answers, number: int) -> None:
        answer = answers.event(event.message, event.topic, event.told, number)
        where = None if event.address is None else _Address(event.address)
        await peer.send(self.model(answer), topic=where)


class _Address:
    """A topic's address, as the runtime asks for it."""

    def __init__(self, address: str) -> None:
        self.address = address
