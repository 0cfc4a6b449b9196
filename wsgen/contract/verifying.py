"""Verifies a contract: each interaction in its states and on a connection of its own, each frame by Pact's engine."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..plan.protocol import Connection, Protocol
from ..provider.arrived import SocketClosedError, SocketRefusedError
from ..provider.socket import Socket
from ..spec.node import Value
from . import problems
from .course import Expected, course_of
from .hooks import HookError, Hooks, in_states
from .matching import UnknownRuleError, expectation
from .meaning import Meaning
from .pact_file import Event, Interaction, PactFile
from .talking import Talk
from .trying import Limits, ask, catch_up, wait_for
from .verdict import Crossed, Problem, Verdict, Verification

Open = Callable[[Connection, Mapping[str, Value]], Awaitable[Socket]]
"""Opens a connection, with the arguments of the handshake that a contract names. Raises SocketRefusedError."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who is verified: the protocol, how a connection is opened, what sets states."""

    protocol: Protocol
    connect: Open
    hooks: Hooks


class NoProviderError(Exception):
    """Nobody answers where the provider should be; the message says what was tried."""


async def verify(contract: PactFile, source: str, provider: Provider, limits: Limits) -> Verification:
    """What becomes of each interaction of a contract, in their order.

    Raises NoEngineError without Pact's engine, NoProviderError where there is no provider at all.
    """
    meanings = {each.key: Meaning.of(provider.protocol, each) for each in provider.protocol.connections}
    verdicts: list[Verdict] = []
    for interaction in contract.interactions:
        meaning = _meaning(interaction, meanings)
        if meaning is None:
            problem = problems.unknown_connection(interaction.notes.connection or "")
            verdicts.append(_verdict(interaction, source, problem, ()))
            continue
        attempt = _Attempt(interaction, provider, limits, meaning)
        verdicts.append(_verdict(interaction, source, await attempt.problem(), tuple(attempt.crossed)))
    return Verification(source, contract.consumer, contract.provider, tuple(verdicts))


def _verdict(interaction: Interaction, source: str, problem: Problem | None, crossed: tuple[Crossed, ...]) -> Verdict:
    total = 1 if isinstance(interaction, Event) else len(interaction.responses)
    if problem is None:
        return Verdict(interaction.description, total, None, (), crossed, interaction.pending)
    place = interaction.location or Location(source, 1, 1, 1, 1)
    diagnostic = found(problem.code, place, problem.message, hint=problem.hint)
    return Verdict(interaction.description, total, diagnostic, problem.mismatches, crossed, interaction.pending)


class _Attempt:
    """One interaction with a provider; what crosses is kept."""

    def __init__(self, interaction: Interaction, provider: Provider, limits: Limits, meaning: Meaning) -> None:
        self.crossed: list[Crossed] = []
        self._interaction = interaction
        self._provider = provider
        self._limits = limits
        self._meaning = meaning

    async def problem(self) -> Problem | None:
        """Why it fails; None where it doesn't."""
        interaction = self._interaction
        expected: list[Expected] = []
        answers = (interaction.contents,) if isinstance(interaction, Event) else interaction.responses
        for number, each in enumerate(answers):
            try:
                made = expectation(each.value, each.content_type, each.rules)
            except UnknownRuleError as error:
                return problems.rules_of_no_use(number, len(answers), error)
            expected.append(Expected(number, made, self._meaning.of_value(each.value)))
        try:
            async with in_states(self._provider.hooks, interaction.states):
                return await self._connected(expected)
        except HookError as error:
            return problems.can_not_begin(error)

    async def _connected(self, expected: Sequence[Expected]) -> Problem | None:
        try:
            socket = await self._provider.connect(self._meaning.connection, self._interaction.notes.arguments)
        except SocketRefusedError as refused:
            if refused.status is None:
                raise NoProviderError(str(refused)) from None
            return problems.is_refused(refused)
        talk = Talk(socket, self._meaning, self.crossed)
        try:
            return await catch_up(talk, self._interaction.notes.earlier, self._limits) or await self._tried(
                talk, expected
            )
        except SocketClosedError as closed:
            return problems.has_closed(closed, "before it was asked")
        finally:
            await socket.close()

    async def _tried(self, talk: Talk, expected: Sequence[Expected]) -> Problem | None:
        interaction, hooks = self._interaction, self._provider.hooks
        if isinstance(interaction, Event):
            description, states = interaction.description, interaction.states
            return await wait_for(talk, expected[0], self._limits, lambda: hooks.trigger(description, states))
        return await ask(talk, interaction, course_of(expected, interaction.notes.repeated), self._limits)


def _meaning(interaction: Interaction, meanings: Mapping[str, Meaning]) -> Meaning | None:
    """The connection that the contract names, else the first one whose message it is; None for one that isn't there."""
    key = interaction.notes.connection
    if key is not None:
        return meanings.get(key)
    every = tuple(meanings.values())
    return next((each for each in every if _speaks(each, interaction)), every[0] if every else None)


def _speaks(meaning: Meaning, interaction: Interaction) -> bool:
    value = interaction.contents.value
    is_event = isinstance(interaction, Event)
    return (meaning.of_value(value) if is_event else meaning.of_client(value)) is not None
