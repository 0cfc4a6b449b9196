"""Provider states and triggers: functions of the user's of every kind, or URLs as Pact has them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from scripted_provider import NEWS, OPEN, application, contract, correct, instead, verified
from web_server import serving_pages

from wsgen.contract.hooks import Both, Functions, Urls
from wsgen.contract.pact_file import ProviderState

SEEN: list[Any] = []


def plain(state: str, parameters: dict[str, Any]) -> None:
    SEEN.append((state, parameters))


async def asynchronous(state: str, parameters: dict[str, Any]) -> None:
    SEEN.append((state, parameters))


def generator(state: str, parameters: dict[str, Any]) -> Iterator[None]:
    SEEN.append((state, parameters))
    yield
    SEEN.append(f"end of {state}")


async def asynchronous_generator(state: str, parameters: dict[str, Any]) -> AsyncIterator[None]:
    SEEN.append((state, parameters))
    yield
    SEEN.append(f"end of {state}")


class Object:
    async def __call__(self, state: str, parameters: dict[str, Any]) -> None:
        SEEN.append((state, parameters))


BEGIN = [("the thread exists", {"thread_id": 42}), ("an agent", {})]
END = ["end of an agent", "end of the thread exists"]


@pytest.mark.parametrize(
    ("states", "seen"),
    [
        (plain, [*BEGIN, "answering"]),
        (asynchronous, [*BEGIN, "answering"]),
        (Object(), [*BEGIN, "answering"]),
        (generator, [*BEGIN, "answering", *END]),
        (asynchronous_generator, [*BEGIN, "answering", *END]),
    ],
)
def test_a_state_begins_before_its_interaction_and_ends_behind_it(states: Callable[..., object], seen: object) -> None:
    SEEN.clear()
    two = replace(OPEN, states=(*OPEN.states, ProviderState("an agent")))

    def answering(frame: dict[str, Any]) -> Any:
        SEEN.append("answering")
        return correct(frame)

    (verdict,) = verified(contract(two), application(answering), hooks=lambda _: Functions(states)).verdicts

    assert verdict.diagnostic is None
    assert seen == SEEN


def test_a_state_that_fails_is_told_and_what_began_is_ended() -> None:
    SEEN.clear()

    def failing(state: str, parameters: dict[str, Any]) -> Iterator[None]:
        if state != "the thread exists":
            raise KeyError(state)
        yield
        SEEN.append("ended")

    two = replace(OPEN, states=(*OPEN.states, ProviderState("an agent")))

    (verdict,) = verified(contract(two), application(correct), hooks=lambda _: Functions(failing)).verdicts

    assert verdict.diagnostic
    assert (verdict.diagnostic.code, verdict.diagnostic.message) == (
        "WSG878",
        "state `an agent` raised KeyError: 'an agent'",
    )
    assert SEEN == ["ended"]


def test_an_async_hook_runs_in_the_loop_of_the_provider() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def states(state: str, parameters: dict[str, Any]) -> None:
        loops.append(asyncio.get_running_loop())

    def answering(frame: dict[str, Any]) -> Any:
        loops.append(asyncio.get_running_loop())
        return correct(frame)

    verified(contract(OPEN), application(answering), hooks=lambda served: Functions(states, within=served.within))

    assert loops[0] is loops[1]


def test_a_trigger_is_called_when_the_client_has_subscribed() -> None:
    SEEN.clear()
    silent = instead("subscribe", lambda _: SEEN.append("subscribed") or ())  # type: ignore[func-returns-value]
    event = replace(NEWS, states=(ProviderState("an agent", {"agent_id": 7}),))

    def trigger(description: str, parameters: dict[str, Any]) -> None:
        SEEN.append((description, parameters))

    (verdict,) = verified(contract(event), application(silent), hooks=lambda _: Functions(triggers=trigger)).verdicts

    assert verdict.diagnostic
    assert verdict.diagnostic.code == "WSG872"
    assert SEEN == ["subscribed", ("tells what an agent does", {"agent_id": 7})]


def test_urls_are_asked_as_pact_asks_them() -> None:
    event = replace(NEWS, states=(ProviderState("an agent", {"agent_id": 7}),))

    with serving_pages({"/states": b"{}", "/events": b"{}"}) as server:
        hooks = Both(Urls(states=f"{server.url}/states"), Urls(triggers=f"{server.url}/events"))
        silent = application(instead("subscribe", lambda _: ()))
        (verdict,) = verified(contract(event), silent, hooks=lambda _: hooks).verdicts
        asked = [(each.path, json.loads(each.body)) for each in server.asked]

    assert verdict.diagnostic
    assert asked == [
        ("/states", {"state": "an agent", "params": {"agent_id": 7}, "action": "setup"}),
        (
            "/events",
            {
                "description": "tells what an agent does",
                "providerStates": [{"name": "an agent", "params": {"agent_id": 7}}],
            },
        ),
        ("/states", {"state": "an agent", "params": {"agent_id": 7}, "action": "teardown"}),
    ]


def test_a_url_that_answers_an_error_is_told() -> None:
    with serving_pages({}) as server:
        (verdict,) = verified(
            contract(OPEN), application(correct), hooks=lambda _: Urls(states=f"{server.url}/states")
        ).verdicts

    assert verdict.diagnostic
    assert verdict.diagnostic.message == f"state `the thread exists`: {server.url}/states answers 404 Not Found"
