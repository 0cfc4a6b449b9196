"""The clients of one mock: what each has asked so far, what answers it next, and when its connection is to end."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any

from ..instances.choices import Seeded
from ..instances.frames import Frames
from ..plan.argument import Given
from ..plan.protocol import Role
from ..spec.node import Value
from .answers import Answers
from .conduct import Conduct
from .overhearing import TALK, Talk
from .package import Peer


class _Known:
    """What is kept of one client while it is there."""

    def __init__(self, peer: Peer, talk: Talk | None) -> None:
        self.peer = peer
        self.talk = talk
        self.asked = 0
        self.tasks: set[asyncio.Task[None]] = set()


class Peers:
    """All clients of one mock; without a `conduct` nothing takes time, and `answers` choose for all of them."""

    def __init__(self, answers: Answers, conduct: Conduct | None) -> None:
        self.conduct = conduct
        self._answers = answers
        self._known: dict[int, _Known] = {}

    @property
    def frames(self) -> Frames:
        """The frames of the mock's connection."""
        return self._answers.frames

    def answers(self, peer: Peer) -> Answers:
        """What answers the next message of a client, or comes to it next of its own accord."""
        known = self._known.get(peer.id)
        if self.conduct is None or known is None:
            return self._answers
        known.asked += 1
        return self.chosen_by(f"{peer.id} {known.asked}")

    def chosen_by(self, label: str) -> Answers:
        """Answers that the seed and this label decide."""
        if self.conduct is None:
            return self._answers
        return replace(self._answers, choices=Seeded(f"{self.conduct.seed} {label}"))

    async def pause(self, answers: Answers) -> None:
        """Lets the time pass that such an answer takes to come."""
        if self.conduct is not None and self.conduct.pause > 0:
            await asyncio.sleep(self.conduct.pause * answers.choices.number(0.5, 1.5))

    def enter(self, peer: Peer) -> None:
        """Takes note of a client that is let in."""
        self._known[peer.id] = _Known(peer, TALK.get())
        if self.conduct is not None and self.conduct.ending is not None:
            ending = self.conduct.ending
            self.start(peer, _close_later(peer, ending.code, ending.after))

    def leave(self, peer: Peer) -> None:
        """Ends all that is still to be done for a client."""
        known = self._known.pop(peer.id, None)
        for task in known.tasks if known else ():
            task.cancel()

    def start(self, peer: Peer, work: Coroutine[Any, Any, None]) -> None:
        """Does something for a client that ends when it goes."""
        known = self._known[peer.id]
        task = asyncio.get_running_loop().create_task(work)
        known.tasks.add(task)
        task.add_done_callback(known.tasks.discard)

    def is_there(self, address: str) -> bool:
        """Whether any client is subscribed to an address."""
        return any(address in each.peer.topics for each in self._known.values())

    @property
    def are_none(self) -> bool:
        """Whether nobody is connected."""
        return not self._known

    def addresses(self) -> tuple[str, ...]:
        """All addresses that anybody is subscribed to."""
        return tuple(dict.fromkeys(address for each in self._known.values() for address in each.peer.topics))

    async def write(self, address: str, text: str) -> None:
        """Sends a text as it is to all who are subscribed to an address."""
        for each in tuple(self._known.values()):
            if each.talk is not None and address in each.peer.topics:
                await each.talk.write(text)

    def talk(self, peer: Peer) -> Talk | None:
        """The connection of a client, where it is overheard."""
        known = self._known.get(peer.id)
        return None if known is None else known.talk

    def remark_first(self, text: str) -> None:
        """Tells something of the client that has been there for longest."""
        for each in tuple(self._known.values())[:1]:
            self.remark(each.peer, text)

    def remark(self, peer: Peer, text: str) -> bool:
        """Tells something of a client; False where nobody listens."""
        known = self._known.get(peer.id)
        if known is None or known.talk is None:
            return False
        known.talk.remark(text)
        return True

    def missing(self, peer: Peer) -> str | None:
        """The name of an argument that hasn't the value which is required."""
        for each in self.frames.connection.handshake:
            given: Given | tuple[Given, ...] | None = getattr(peer.arguments, each.python, None)
            many = given if isinstance(given, tuple) else (given,)
            if self._is_missing({each.name, str(each.python)}, [str(one) for one in many]):
                return each.name
        return None

    def missing_in(self, payload: Value) -> str | None:
        """The name of such a field of the message by which a client says who it is."""
        messages = self.frames.protocol.messages.values()
        names = [field.name for each in messages if each.role is Role.AUTHENTICATE for field in each.fields]
        held: Mapping[str, Value] = payload if isinstance(payload, dict) else {}
        return next((name for name in names if self._is_missing({name}, [str(held.get(name))])), None)

    def _is_missing(self, names: set[str], texts: list[str]) -> bool:
        required: Mapping[str, tuple[str, ...]] = self.conduct.required if self.conduct else {}
        wanted = [value for name in names for value in required.get(name, ())]
        return bool(wanted) and not any(text in wanted for text in texts)


async def _close_later(peer: Peer, code: int, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await peer.close(code, "as --close-after says")
