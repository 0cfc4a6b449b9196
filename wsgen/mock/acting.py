"""Does what a scenario says on the connections of one mock: frames after a message, and frames by the clock."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any

from ..instances.no_instance import NoInstanceError
from ..instances.places import value_at
from ..plan.protocol import Message, Role
from ..spec.node import Value
from .answers import Answer
from .events import Event
from .overhearing import Talk
from .package import Peer
from .peers import Peers
from .pushing import Pushing
from .scenario import CONNECT, Closing, Push, Rule, Scenario, Sending
from .scenario_frames import usual_payload
from .seen import Frame
from .template import Known, filled

_STAYS_WITH_RUNTIME = frozenset({Role.SUBSCRIBE, Role.UNSUBSCRIBE, Role.PING, Role.PONG, Role.AUTHENTICATE})


class Acting:
    """A scenario on all connections of one mock."""

    def __init__(self, scenario: Scenario, peers: Peers, pushing: Pushing) -> None:
        self._scenario = scenario
        self._peers = peers
        self._pushing = pushing
        self._messages = peers.frames.protocol.messages
        self._running: dict[int, asyncio.Task[None]] = {}

    def enter(self, peer: Peer) -> None:
        """Begins with a client that was let in."""
        talk = self._peers.talk(peer)
        if talk is None:
            return
        counts: Counter[int] = Counter()
        turns = asyncio.Lock()

        def begin(rule: Rule, message: Message | None, frame: Value) -> None:
            counts[id(rule)] += 1
            run = _Run(self._peers, self._pushing, (peer, talk), self._scenario.name)
            self._peers.start(peer, _in_turn(turns, run.rule(rule, message, frame, counts[id(rule)])))

        talk.take = self._taking(begin)
        rule = self._scenario.rule_for(CONNECT, None)
        if rule is not None:
            begin(rule, None, None)
        for push in self._scenario.pushes:
            if push.topic is None:
                run = _Run(self._peers, self._pushing, (peer, talk), self._scenario.name)
                self._peers.start(peer, run.push(push))
            elif id(push) not in self._running:
                # Who is subscribed gets the same, so that there is one clock for all of them.
                self._running[id(push)] = asyncio.get_running_loop().create_task(self._publish(push, talk))

    def _taking(self, begin: Callable[[Rule, Message | None, Value], None]) -> Callable[[Frame], bool]:
        def take(seen: Frame) -> bool:
            message = None if seen.verdict.message is None else self._messages[seen.verdict.message]
            if message is None or not isinstance(seen.text, str):
                return False
            frame: Value = json.loads(seen.text)
            rule = self._scenario.rule_for(message.id, payload_of(message, frame))
            if rule is None:
                return False
            is_ignored = not rule.sends and rule.closing is None
            if not is_ignored:
                begin(rule, message, frame)
            return is_ignored or message.role not in _STAYS_WITH_RUNTIME

        return take

    async def _publish(self, push: Push, talk: Talk) -> None:
        """Sends to all who are subscribed, for as long as there are clients."""
        try:
            async for count in _ticks(push):
                if self._peers.are_none:
                    return
                for sending in push.sends:
                    await asyncio.sleep(sending.after)
                    for where in self._pushing.subscribed(push.topic or ""):
                        await self._publish_one(sending, where, Known(None, count, talk.now(), talk.number))
        finally:
            del self._running[id(push)]

    async def _publish_one(self, sending: Sending, where: Event, known: Known) -> None:
        if not sending.message:
            await self._peers.write(where.address or "", _as_text(filled(sending.raw, known)))
            return
        message = self._messages[sending.message]
        try:
            if sending.has_payload:
                payload = filled(sending.payload, known)
            else:
                answers = self._peers.chosen_by(f"{where.address} scenario {known.count}")
                usual = answers.event(message.id, where.topic, where.told).payload
                payload = _with(usual, filled({**sending.fields}, known))
            await self._pushing.publish(Answer(message, payload), where)
        except (NoInstanceError, ValueError) as error:
            self._peers.remark_first(_not_sent(self._scenario.name, sending, message, error))


class _Run:
    """What is under way on one connection because of one rule."""

    def __init__(self, peers: Peers, pushing: Pushing, ends: tuple[Peer, Talk], name: str) -> None:
        self._peers = peers
        self._pushing = pushing
        self._peer, self._talk = ends
        self._name = name
        self._messages = peers.frames.protocol.messages

    async def rule(self, rule: Rule, message: Message | None, frame: Value, count: int) -> None:
        """Does all that follows a message."""
        request = None if message is None else payload_of(message, frame)
        for sending in rule.sends:
            await asyncio.sleep(sending.after)
            await self._send(sending, message, frame, self._known(request, count))
        if rule.closing is not None:
            await self._close(rule.closing)

    async def push(self, push: Push) -> None:
        """Does what is due by the clock."""
        async for count in _ticks(push):
            for sending in push.sends:
                await asyncio.sleep(sending.after)
                await self._send(sending, None, None, self._known(None, count))

    def _known(self, request: Value, count: int) -> Known:
        return Known(request, count, self._talk.now(), self._talk.number)

    async def _send(self, sending: Sending, asked: Message | None, frame: Value, known: Known) -> None:
        if not sending.message:
            await self._talk.write(_as_text(filled(sending.raw, known)))
            return
        request_id = value_at(frame, asked.request_id) if asked is not None and asked.request_id else None
        path = asked.envelope.topic if asked is not None and asked.envelope else None
        topic = value_at(frame, path) if path else None
        try:
            message = self._messages[sending.message]
            model = self._pushing.model(Answer(message, self._payload(sending, message, asked, known)))
            given: dict[str, Any] = {"request_id": request_id} if message.request_id and request_id is not None else {}
            await self._peer.send(model, topic=_Address(topic) if isinstance(topic, str) else None, **given)
        except (NoInstanceError, ValueError) as error:
            self._talk.remark(_not_sent(self._name, sending, self._messages[sending.message], error))

    def _payload(self, sending: Sending, message: Message, asked: Message | None, known: Known) -> Value:
        if sending.has_payload:
            return filled(sending.payload, known)
        usual = usual_payload(self._peers.answers(self._peer), message, asked, known.request)
        return _with(usual, filled({**sending.fields}, known))

    async def _close(self, closing: Closing) -> None:
        await asyncio.sleep(closing.after)
        await self._peer.close(closing.code, closing.reason)


class _Address:
    """A topic's address, as the runtime asks for it."""

    def __init__(self, address: str) -> None:
        self.address = address


def payload_of(message: Message, frame: Value) -> Value:
    """What a frame of a message carries."""
    return value_at(frame, message.envelope.data) if message.envelope else frame


async def _ticks(push: Push) -> AsyncIterator[int]:
    """Counts how often a push is due, when it is."""
    await asyncio.sleep(push.at or 0.0)
    for count in itertools.count(1):
        if push.every is not None:
            await asyncio.sleep(push.every)
        yield count
        if push.every is None:
            return


def _not_sent(name: str, sending: Sending, message: Message, error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"{name}:{sending.location.line}: {message.wire} isn't sent: {said}"


async def _in_turn(turns: asyncio.Lock, work: Coroutine[Any, Any, None]) -> None:
    """Does one thing after another, as a server does that has one handler at a time."""
    try:
        async with turns:
            await work
    finally:
        with suppress(RuntimeError):
            work.close()


def _with(usual: Value, fields: Value) -> Value:
    return {**usual, **fields} if isinstance(usual, dict) and isinstance(fields, dict) else usual


def _as_text(raw: Value) -> str:
    return raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
