"""Whether and when a client connects again: by close code, by what an attempt said, and how long it waits."""

import math
import socket
import ssl
from typing import Any

import pytest

from wsgen.runtime.core.reconnect import BackOff, ReconnectPolicy, is_passing, is_retriable
from wsgen.runtime.errors import Ending, HandshakeFailed, Unreachable

RETRIABLE = {1001, 1005, 1006, 1011, 1012, 1013, 1014, 4408}


@pytest.mark.parametrize("code", [*range(1000, 1016), 2999, 3000, 4000, 4400, 4401, 4403, 4404, 4408, 4409, 4999])
def test_the_close_code_says_whether_another_connection_may_live(code: int) -> None:
    assert is_retriable(Ending(code)) == (code in RETRIABLE)
    assert is_passing(Ending(code).error()) == (code in RETRIABLE)


def test_a_service_names_its_own_codes_that_may_be_tried_again() -> None:
    assert is_retriable(Ending(3005), also={3005, 4401})
    assert is_retriable(Ending(4401), also={3005, 4401})
    assert not is_retriable(Ending(3006), also={3005, 4401})


@pytest.mark.parametrize("code", [1000, 1002, 1003, 1007, 1008, 1009, 1011, 3005])
def test_what_this_client_ended_is_over(code: int) -> None:
    assert not is_retriable(Ending(code, by_client=True), also={3005})


def test_a_silent_server_is_tried_again() -> None:
    assert is_retriable(Ending(4408, "nothing came for 60 s", by_client=True))


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (ConnectionRefusedError(111, "refused"), True),
        (socket.gaierror(-3, "try again"), True),
        (ssl.SSLError("eof"), True),
        (Unreachable("nobody there"), True),
        (TimeoutError("no connection within 10 s"), True),
        *[(HandshakeFailed("HTTP", status), True) for status in (None, 408, 425, 429, 500, 502, 503, 504)],
        *[(HandshakeFailed("HTTP", status), False) for status in (200, 301, 400, 404, 410, 426)],
        (Ending(4401, "HTTP 401").error(), False),
        (Ending(4403, "HTTP 403").error(), False),
        (ValueError("an argument"), False),
        (LookupError("a bug"), False),
    ],
)
def test_what_an_attempt_said_decides_whether_another_follows(error: Exception, passes: bool) -> None:
    assert is_passing(error) == passes


def test_the_wait_doubles_from_half_a_second_to_twenty_and_any_part_of_it_may_be_waited() -> None:
    back_off = BackOff(ReconnectPolicy())
    assert [back_off.wait(1.0) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 20, 20]
    assert [back_off.wait(jitter) for jitter in (0.0, 0.25, 0.5)] == [0, 5, 10]


def test_only_a_connection_that_lived_begins_the_waits_anew() -> None:
    back_off = BackOff(ReconnectPolicy())
    for _ in range(4):
        back_off.wait(1.0)
    assert not back_off.lived(9.9)
    assert back_off.wait(1.0) == 8
    assert back_off.lived(10.0)
    assert back_off.wait(1.0) == 0.5


def test_a_year_of_attempts_overflows_nothing() -> None:
    back_off = BackOff(ReconnectPolicy(factor=10))
    assert max(back_off.wait(1.0) for _ in range(2000)) == 20


@pytest.mark.parametrize(
    "settings",
    [{"first": 0}, {"first": math.nan}, {"most": 0.1}, {"most": math.inf}, {"factor": 0.5}, {"stable": -1}],
)
def test_a_policy_that_makes_no_sense_is_refused_by_name(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=rf"ReconnectPolicy\.{next(iter(settings))}"):
        ReconnectPolicy(**settings)
