"""How a consumer says in Python what it does with a provider: short scenarios, which `wsgen pact capture` records."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ..spec.node import Value

ClientT = TypeVar("ClientT")
Given = Mapping[str, Mapping[str, Any]]
"""Provider states by name, with what each is about."""


@dataclass(frozen=True, slots=True)
class Scenario(Generic[ClientT]):
    """One thing that a consumer does: `run` does it with a client that is connected.

    `given` are the provider's states before. `needs` names properties that a provider may leave out, and that this
    consumer can't do without.
    """

    description: str
    run: Callable[[ClientT], Awaitable[None]]
    given: Given
    needs: frozenset[str]

    @property
    def place(self) -> tuple[str, int]:
        """The file and the line of its first decorator."""
        code: Any = getattr(self.run, "__code__", None)
        return ("", 1) if code is None else (code.co_filename, code.co_firstlineno)


class Consumer(Generic[ClientT]):
    """A consumer of a provider's messages, by the class of its generated client.

    `frontend = Consumer("frontend", provider="chat", client=ChatClient, arguments={"token": "demo"})`: `arguments` are
    what the client is made with. Nothing connects to anything: a scenario runs against the documented server, in
    memory.
    """

    def __init__(
        self,
        name: str,
        *,
        provider: str,
        client: Callable[..., ClientT],
        arguments: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.provider = provider
        self.client = client
        self.arguments = arguments
        self.scenarios: list[Scenario[ClientT]] = []

    def scenario(
        self, description: str, *, given: Given | Sequence[str] = (), needs: Sequence[str] = ()
    ) -> Callable[[Callable[[ClientT], Awaitable[None]]], Callable[[ClientT], Awaitable[None]]]:
        """Add what the decorated function does: `@frontend.scenario("opens a thread", given={"it exists": {"id": 1}})`.

        `given` are the states that the provider must be in: names, or names with parameters. A provider may leave out
        what the document doesn't require; `needs` names properties that this consumer can't do without.
        """
        states: Given = given if isinstance(given, Mapping) else {each: {} for each in given}

        def add(run: Callable[[ClientT], Awaitable[None]]) -> Callable[[ClientT], Awaitable[None]]:
            self.scenarios.append(Scenario(description, run, states, frozenset(needs)))
            return run

        return add


def state_values(given: Given) -> Mapping[str, Value]:
    """All parameters of states, by name; of two with one name the last."""
    return {name: value for parameters in given.values() for name, value in parameters.items()}
