"""The arguments of a handshake: typed, or refused with the right code."""

from dataclasses import dataclass, replace

import pytest
from chat_protocol import CHAT

from wsgen.runtime.core.handshake import Handshake, RefusedHandshake, match_path, read_arguments
from wsgen.runtime.protocol import Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """One of each kind."""

    token: str
    room: int
    limit: float = 1.5
    debug: bool = False
    key: str | None = None
    unit: str = "celsius"
    levels: tuple[int, ...] = (1,)
    tags: tuple[str, ...] = ()


PROTOCOL = replace(
    CHAT,
    arguments_class=Arguments,
    arguments=(
        Argument("token", "token", "query", security=True),
        Argument("room", "room", "path", int),
        Argument("limit", "limit", "query", float, required=False),
        Argument("debug", "debug", "query", bool, required=False),
        Argument("X-Key", "key", "header", required=False),
        Argument("unit", "unit", "query", required=False, values=("celsius", "kelvin")),
        Argument("level", "levels", "query", int, required=False, values=(1, 2, 3), many=True),
        Argument("X-Tags", "tags", "header", required=False, many=True),
    ),
)


def handshake(query: str = "token=t", room: str = "7", headers: dict[str, str] | None = None) -> Handshake:
    return Handshake(1, {"room": room}, query.encode(), headers or {})


def test_arguments_are_read_from_path_query_and_headers() -> None:
    given = handshake("token=a%20%C3%BC&limit=2&debug=TRUE", "7", {"x-key": "k"})
    assert read_arguments(PROTOCOL, given) == Arguments(token="a ü", room=7, limit=2.0, debug=True, key="k")


def test_one_of_few_values_and_several_values_are_read() -> None:
    given = handshake("token=t&unit=kelvin&level=3&level=02", headers={"x-tags": "a, b,,c d ,"})
    assert read_arguments(PROTOCOL, given) == Arguments(
        token="t", room=7, unit="kelvin", levels=(3, 2), tags=("a", "b", "c d")
    )


def test_of_what_is_given_twice_the_last_counts_where_there_may_be_one() -> None:
    assert read_arguments(PROTOCOL, handshake("token=t&limit=x&limit=2")).limit == 2.0


def test_what_is_not_given_and_not_required_keeps_its_default() -> None:
    assert read_arguments(PROTOCOL, handshake()) == Arguments(token="t", room=7)


@pytest.mark.parametrize(
    ("given", "code", "reason"),
    [
        (handshake(""), 4401, "query token is missing"),
        (handshake("token="), 4401, "query token is missing"),
        (handshake(room="x"), 4400, "path room must be an integer"),
        (handshake(room="1.0"), 4400, "path room must be an integer"),
        (handshake(room="١"), 4400, "path room must be an integer"),
        (handshake(room="9" * 5000), 4400, "path room must be an integer"),
        (handshake("token=t&limit=nan"), 4400, "query limit must be a number"),
        (handshake("token=t&debug=yes"), 4400, "query debug must be true or false"),
        (handshake("token=t&unit=K"), 4400, "query unit must be one of celsius, kelvin"),
        (handshake("token=t&unit="), 4400, "query unit must be one of celsius, kelvin"),
        (handshake("token=t&level=1&level=4"), 4400, "query level must be one of 1, 2, 3"),
        (handshake("token=t&level=high"), 4400, "query level must be one of 1, 2, 3"),
        (replace(handshake(), path={}), 4400, "path room is missing"),
    ],
)
def test_bad_arguments_are_refused_4400_and_a_missing_secret_4401(given: Handshake, code: int, reason: str) -> None:
    with pytest.raises(RefusedHandshake) as caught:
        read_arguments(PROTOCOL, given)
    assert (caught.value.code, caught.value.reason) == (code, reason)


@pytest.mark.parametrize(
    ("template", "path", "found"),
    [
        ("/ws", "/ws", {}),
        ("/ws", "/ws/", {}),
        ("/ws/", "/ws", {}),
        ("/ws", "/ws//", None),
        ("/ws", "/wsx", None),
        ("/ws", "/", None),
        ("/", "/", {}),
        ("/", "", {}),
        ("/rooms/{room}/ws", "/rooms/a b/ws", {"room": "a b"}),
        ("/rooms/{room}/ws", "/rooms/a/b/ws", None),
        ("/rooms/{room}", "/rooms/", None),
        ("/a.c", "/abc", None),
    ],
)
def test_a_path_is_matched_with_or_without_its_last_slash(template: str, path: str, found: object) -> None:
    assert match_path(template, path) == found
