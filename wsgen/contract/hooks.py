"""Sets provider states and lets a provider send its events, by functions of the user's or URLs of the provider's."""

import asyncio
import inspect
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from ..spec.node import Value
from .pact_file import ProviderState
from .web import WebError, post

Function = Callable[..., object]
Within = Callable[[Callable[[], Coroutine[Any, Any, object]]], Coroutine[Any, Any, object]]
"""Runs an async function where the provider does, and gives what it returns."""


class HookError(Exception):
    """A state couldn't be set, or an event not be sent; the message says why."""


class Hooks(Protocol):
    """What brings a provider to where an interaction begins."""

    async def enter(self, state: ProviderState, ended: AsyncExitStack) -> None:
        """Sets a state up; what ends it is put on `ended`. Raises HookError."""
        ...

    async def trigger(self, description: str, states: Sequence[ProviderState]) -> None:
        """Lets the provider send the event of an interaction. Raises HookError."""
        ...


async def here(function: Callable[[], Coroutine[Any, Any, object]]) -> object:
    """Runs an async function in the event loop that asks."""
    return await function()


@dataclass(frozen=True, slots=True)
class Functions:
    """Hooks that are functions in Python; None where there is none.

    `states` is called with a state's name and its parameters. It may be a plain or an async function, or a generator of
    either kind that yields once, as a fixture of pytest does: what is behind `yield` ends the state. `triggers` is
    called with the description of an interaction and the parameters of its states. An async one runs in the provider's
    event loop, a plain one in a thread.
    """

    states: Function | None = None
    triggers: Function | None = None
    within: Within = here

    async def enter(self, state: ProviderState, ended: AsyncExitStack) -> None:
        """See Hooks."""
        if self.states is None:
            return
        manager = await self._called(
            _as_manager(self.states), f"state `{state.name}`", state.name, {**state.parameters}
        )
        if hasattr(manager, "__aenter__") or hasattr(manager, "__enter__"):
            await self._called(_half(manager, "enter"), f"state `{state.name}`")
            ended.push_async_callback(self._called, _half(manager, "exit"), f"the end of state `{state.name}`", *_WELL)

    async def trigger(self, description: str, states: Sequence[ProviderState]) -> None:
        """See Hooks."""
        if self.triggers is not None:
            parameters = {name: value for each in states for name, value in each.parameters.items()}
            await self._called(self.triggers, f"the trigger of `{description}`", description, parameters)

    async def _called(self, function: Function, what: str, *arguments: object) -> object:
        try:
            if _is_async(function):
                return await self.within(lambda: _awaited(function(*arguments)))
            return await asyncio.to_thread(function, *arguments)
        except (Exception, SystemExit) as error:
            raise HookError(f"{what} raised {type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True)
class Urls:
    """Hooks that are URLs of the provider's, as Pact has them; None where there is none.

    A state is set by a POST of `{"state", "params", "action": "setup"}`, and ended by one with the action `teardown`.
    An event is asked for by a POST of `{"description", "providerStates"}`.
    """

    states: str | None = None
    triggers: str | None = None

    async def enter(self, state: ProviderState, ended: AsyncExitStack) -> None:
        """See Hooks."""
        if self.states is not None:
            await self._asked(self.states, f"state `{state.name}`", _change(state, "setup"))
            url, body = self.states, _change(state, "teardown")
            ended.push_async_callback(self._asked, url, f"the end of state `{state.name}`", body)

    async def trigger(self, description: str, states: Sequence[ProviderState]) -> None:
        """See Hooks."""
        if self.triggers is not None:
            told: list[Value] = [{"name": each.name, "params": {**each.parameters}} for each in states]
            body: Value = {"description": description, "providerStates": told}
            await self._asked(self.triggers, f"the trigger of `{description}`", body)

    async def _asked(self, url: str, what: str, body: Value) -> None:
        try:
            await asyncio.to_thread(post, url, json.dumps(body))
        except WebError as error:
            raise HookError(f"{what}: {error}") from None


@dataclass(frozen=True, slots=True)
class Both:
    """States by one, events by the other."""

    states: Hooks
    triggers: Hooks

    async def enter(self, state: ProviderState, ended: AsyncExitStack) -> None:
        """See Hooks."""
        await self.states.enter(state, ended)

    async def trigger(self, description: str, states: Sequence[ProviderState]) -> None:
        """See Hooks."""
        await self.triggers.trigger(description, states)


@asynccontextmanager
async def in_states(hooks: Hooks, states: Sequence[ProviderState]) -> AsyncGenerator[None]:
    """Sets states up in their order, and ends them in the opposite one, whatever happens between. Raises HookError."""
    async with AsyncExitStack() as ended:
        for each in states:
            await hooks.enter(each, ended)
        yield


_WELL: Final = (None, None, None)


def _as_manager(function: Function) -> Function:
    """`function`, or what makes a context manager of it where it's a generator."""
    if inspect.isasyncgenfunction(function):
        return asynccontextmanager(function)
    if inspect.isgeneratorfunction(function):
        return contextmanager(function)
    return function


def _half(manager: Any, word: str) -> Function:
    """The method that begins or ends a context manager of either kind."""
    method: Function = getattr(manager, f"__a{word}__", None) or getattr(manager, f"__{word}__")
    return method


def _is_async(function: Function) -> bool:
    called = getattr(function, "__call__", function)  # noqa: B004 - of an object whose class has an async `__call__`.
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)


async def _awaited(result: object) -> object:
    return await result if inspect.isawaitable(result) else result


def _change(state: ProviderState, action: str) -> Value:
    return {"state": state.name, "params": {**state.parameters}, "action": action}
