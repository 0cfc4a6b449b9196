"""Topic addresses: filled, read back, found in payloads."""

import time

import pytest
from chat_protocol import SYSTEM, THREAD

from wsgen.runtime.protocol import Channel

TWO = Channel("room", "room.{name}:{number}(x)", parameters={"name": str, "number": int})


@pytest.mark.parametrize(
    ("channel", "arguments", "address"),
    [
        (SYSTEM, {}, "system"),
        (THREAD, {"thread_id": 42}, "thread:42"),
        (THREAD, {"thread_id": -1}, "thread:-1"),
        (TWO, {"name": "a.b:1", "number": 0}, "room.a.b:1:0(x)"),
        (TWO, {"name": "ü\n{number}", "number": 7}, "room.ü\n{number}:7(x)"),
    ],
)
def test_an_address_is_filled_and_read_back(channel: Channel, arguments: dict[str, int | str], address: str) -> None:
    assert channel.address_of(arguments) == address
    assert channel.match(address) == arguments


@pytest.mark.parametrize(
    "address",
    ["thread:", "thread:042", "thread:-0", "thread:+1", "thread:1 ", "thread:x", "thread:٣", "xthread:1", "thread:1\n"],
)
def test_what_is_no_address_of_the_channel_does_not_match(address: str) -> None:
    assert THREAD.match(address) is None


def test_a_number_too_long_to_be_one_does_not_match() -> None:
    assert THREAD.match("thread:" + "9" * 5000) is None


@pytest.mark.parametrize("arguments", [{}, {"thread_id": "x"}, {"thread_id": ""}])
def test_an_argument_that_is_missing_or_of_the_wrong_type_is_an_error(arguments: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match="thread"):
        THREAD.address_of(arguments)


PAIR = Channel("pair", "pair:{left}:{right}", parameters={"left": str, "right": str})


def test_no_two_sets_of_arguments_share_an_address() -> None:
    assert PAIR.address_of({"left": "a", "right": "b:c"}) == "pair:a:b:c"
    with pytest.raises(ValueError, match="can't stand in"):
        PAIR.address_of({"left": "a:b", "right": "c"})


def test_a_long_address_that_does_not_match_is_refused_in_no_time() -> None:
    channel = Channel("x", "x:{a}:{b}:{c}:{n}", parameters={"a": str, "b": str, "c": str, "n": int})
    began = time.perf_counter()
    assert channel.match("x:" + ":" * 60_000 + "x") is None
    assert time.perf_counter() - began < 1, "the time grows with the square of the length, or faster"


@pytest.mark.parametrize(
    ("payload", "address"),
    [
        ({"thread_id": 42}, "thread:42"),
        ({"thread_id": 42.0}, "thread:42"),
        ({"thread_id": True}, None),
        ({"thread_id": None}, None),
        ({}, None),
    ],
)
def test_a_payload_tells_the_topic_it_belongs_to(payload: dict[str, object], address: str | None) -> None:
    assert THREAD.address_in("stream_chunk", payload) == address


def test_a_message_that_carries_no_parameter_has_no_address_of_its_own() -> None:
    assert THREAD.address_in("agent_event", {"thread_id": 42}) is None
    assert SYSTEM.address_in("ping", {}) == "system"
