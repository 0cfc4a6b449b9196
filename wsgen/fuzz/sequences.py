"""Makes what one client does in up to 30 steps: what the protocol allows, and what a server has to bear besides."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

from ..instances.choices import Choices, Seeded
from ..instances.frame_near_miss import FrameNearMisses
from ..instances.frames import Frames
from ..instances.no_instance import NoInstanceError
from ..instances.sites import Place
from ..plan.argument import Given
from ..plan.protocol import Direction, Message, Role
from .client_frames import ClientFrames
from .malformed import MALFORMATIONS, malformed
from .meaning import LARGEST
from .search import drawn
from .steps import Invalid, Pause, Ping, Reconnect, Step, Trace, Valid

MOST_STEPS: Final = 30
_TO_SERVER: Final = Direction.CLIENT_TO_SERVER
# Faults that end a connection, in one of the traces of a plan.
_FAULTS_A_TRACE: Final = 8
_DRAWS: Final = 12
_TRIES: Final = 2
_PLANNED_FIRST: Final = 20
_DRAWN_BETWEEN: Final = 4
_SEEDS: Final = 999_999
_SECONDS: Final = (0.0, 0.01, 0.03)


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan sees to it that it is sent: a message, valid, or broken by one fault, or its text in an odd way."""

    message: str
    fault: tuple[str, Place] | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Sequences:
    """Makes the traces of one connection; make it with `of`.

    `arguments` are what each handshake gives, `messages` those that a client may send and that can be made. `missing`
    are those of which no frame was found.
    """

    frames: Frames
    arguments: Mapping[str, Given]
    seed: int
    messages: tuple[Message, ...]
    missing: tuple[Message, ...]
    misses: FrameNearMisses

    @classmethod
    def of(cls, frames: Frames, arguments: Mapping[str, Given], seed: int) -> "Sequences":
        """The sequences of a connection; the same seed makes the same ones."""
        sendable = [each for each in frames.messages(_TO_SERVER) if _can_be_made(frames, arguments, each)]
        missing = [each for each in frames.messages(_TO_SERVER) if each not in sendable]
        misses = FrameNearMisses(frames, _TO_SERVER)
        return cls(frames, arguments, seed, tuple(sendable), tuple(missing), misses)

    def drawn(self, choices: Choices) -> Trace:
        """Any sequence; raises NoInstanceError where a client can send nothing."""
        if not self.messages:
            raise NoInstanceError("a client sends nothing on this connection")
        client = _Client(self, choices)
        wanted = choices.pick((MOST_STEPS, choices.whole(1, MOST_STEPS), choices.whole(1, 8), choices.whole(8, 20)))
        while len(client.steps) < wanted:
            client.step()
        return self._trace(client.steps, choices.whole(0, _SEEDS))

    def targets(self) -> Iterator[Target]:
        """Everything that a plan wants sent once: each message, each of its faults, each odd way."""
        for message in self.messages:
            yield Target(message.id)
            yield from (Target(message.id, fault=each) for each in dict.fromkeys(self.misses.constraints(message)))
        for number, kind in enumerate(MALFORMATIONS):
            if self.messages:
                yield Target(self.messages[number % len(self.messages)].id, kind=kind)

    def traces(self) -> Iterator[Trace]:
        """What a search runs, without an end: first what is planned, then mostly what is drawn.

        It ends where a client can send nothing. Raises NoHypothesisError.
        """
        searched = drawn(self.drawn, self.seed)
        for round_number in count():
            for number, trace in enumerate(self.planned(round_number)):
                yield trace
                # A plan of a large protocol takes longer than most people wait, and must not be all that is run.
                between = _DRAWN_BETWEEN if round_number else int(number >= _PLANNED_FIRST)
                yield from islice(searched, between)
            following = next(searched, None)
            if following is None:
                return
            yield following

    def planned(self, round_number: int = 0) -> Iterator[Trace]:
        """Traces that reach every target in turn, the faults of one keyword spread over the whole.

        What a message can't have broken is left out. Another round reaches the same with other values.
        """
        waiting = _spread([*self.targets()])
        for number in count():
            part, waiting = waiting[:_FAULTS_A_TRACE], waiting[_FAULTS_A_TRACE:]
            if not part:
                return
            client = _Client(self, Seeded(f"{self.seed} plan {round_number} {number}"))
            for target in part:
                with suppress(NoInstanceError):
                    client.reach(target)
            if client.steps:
                yield self._trace(client.steps, self.seed + number)

    def _trace(self, steps: Sequence[Step], seed: int) -> Trace:
        return Trace(self.frames.connection.key, self.arguments, tuple(steps[:MOST_STEPS]), seed)

    def client(self) -> ClientFrames:
        """A client that knows nothing yet."""
        return ClientFrames(self.frames, self.arguments)


def _can_be_made(frames: Frames, arguments: Mapping[str, Given], message: Message) -> bool:
    try:
        ClientFrames(frames, arguments).frame(message, Seeded(0))
    except NoInstanceError:
        return False
    return True


def _spread(targets: Sequence[Target]) -> list[Target]:
    """In turn one of each keyword, so that all have been broken once long before all have been everywhere."""
    by_keyword: dict[str, list[Target]] = {}
    for each in targets:
        by_keyword.setdefault(each.fault[0] if each.fault else each.kind or "", []).append(each)
    spread: list[Target] = []
    depth = 0
    while len(spread) < len(targets):
        spread += [each[depth] for each in by_keyword.values() if depth < len(each)]
        depth += 1
    return spread


class _Client:
    """One client while its steps are made."""

    def __init__(self, sequences: Sequences, choices: Choices) -> None:
        self.steps: list[Step] = []
        self._sequences = sequences
        self._choices = choices
        self._client = sequences.client()
        roles: dict[Role | None, list[Message]] = {}
        for each in sequences.messages:
            roles.setdefault(each.role, []).append(each)
        self._authenticating = roles.get(Role.AUTHENTICATE, [])
        self._ordinary = [each for each in sequences.messages if each.role is not Role.AUTHENTICATE]
        self._requests = roles.get(None, [])
        self._subscribing = [*roles.get(Role.SUBSCRIBE, []), *roles.get(Role.UNSUBSCRIBE, [])]
        self._opened()

    def step(self) -> None:
        """One step more, or two; more where it can't be done."""
        choices = self._choices
        kind = choices.pick(_KINDS)
        match kind:
            case "request":
                self._valid(choices.pick(self._requests or self._ordinary or self._authenticating))
            case "subscribe" if self._subscribing:
                self._valid(choices.pick(self._subscribing))
            case "any":
                self._valid(choices.pick(self._ordinary or self._authenticating))
            case "again":
                sent = [each for each in self.steps[-6:] if isinstance(each, Valid)]
                again: Step = choices.pick(sent) if sent else Ping(b"")
                if not self._is_opening(again):
                    self.steps.append(again)
            case "invalid":
                self._invalid(choices.pick(self._ordinary or self._authenticating))
            case "malformed":
                self._malformed(choices.pick([*MALFORMATIONS]), choices.pick(self._ordinary or self._authenticating))
            case "leave":
                self._leave(choices.is_so(0.5))
            case "pause":
                self.steps.append(Pause(choices.pick(_SECONDS)))
            case _:
                self.steps.append(Ping(bytes([choices.whole(0, 255)]) * choices.pick((0, 1, 4, 125))))

    def reach(self, target: Target) -> None:
        """The steps that reach a target; none where it can't be reached."""
        message = next(each for each in self._sequences.messages if each.id == target.message)
        if target.kind is not None:
            self._malformed(target.kind, message)
        elif target.fault is None:
            self._valid(message)
        else:
            self._broken(message, target.fault)

    def _broken(self, message: Message, fault: tuple[str, Place]) -> None:
        if self.steps and message in self._authenticating and self._is_opening(self.steps[-1]):
            self.steps.pop()
        misses = self._sequences.misses
        tries = _TRIES
        for _ in range(_DRAWS):
            frame = self._client.frame(message, self._choices)
            if not misses.has(message, frame, fault):
                continue
            found = misses.at(message, frame, fault, self._choices)
            if found is not None:
                self._end_with(Invalid.of(message.id, found.value, found.keyword, found.pointer))
                return
            # Where another keyword always rejects too what this one does, none is ever found.
            tries -= 1
            if not tries:
                return

    def _valid(self, message: Message) -> None:
        if message.role is Role.AUTHENTICATE and self._authenticating and self.steps:
            self._leave(is_abrupt=False)
            return
        self.steps.append(Valid.of(message.id, self._client.frame(message, self._choices)))

    def _invalid(self, message: Message) -> None:
        frame = self._client.frame(message, self._choices)
        found = self._sequences.misses.draw(message, frame, self._choices)
        if found is not None:
            self._end_with(Invalid.of(message.id, found.value, found.keyword, found.pointer))

    def _malformed(self, kind: str, message: Message) -> None:
        text = Valid.of(message.id, self._client.frame(message, self._choices)).text
        step = malformed(kind, text, self._choices)
        self._end_with(step)

    def _end_with(self, step: Step) -> None:
        """A step after which a server closes the connection, and a new one."""
        if isinstance(step, Invalid) and len(step.text.encode()) > LARGEST // 2:
            return
        self.steps.append(step)
        self._leave(is_abrupt=False)

    def _leave(self, is_abrupt: bool) -> None:
        self.steps.append(Reconnect("abort" if is_abrupt else "close"))
        self._client.memory.subscribed.clear()
        self._opened()

    def _opened(self) -> None:
        """What a new connection begins with: who says who it is says so first."""
        for message in self._authenticating[:1]:
            self.steps.append(Valid.of(message.id, self._client.frame(message, self._choices)))

    def _is_opening(self, step: Step) -> bool:
        return isinstance(step, Valid) and any(each.id == step.message for each in self._authenticating)


_KINDS: Final = (
    *("request",) * 9,
    *("subscribe",) * 5,
    *("any",) * 3,
    *("again",) * 2,
    *("invalid",) * 3,
    *("malformed",) * 2,
    *("leave",) * 2,
    *("pause", "ping"),
)
