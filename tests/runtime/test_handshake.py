"""The arguments of a handshake: typed, or refused with the right code."""

from dataclasses import dataclass, replace

import pytest
from chat_protocol import CHAT

from wsgen.runtime.core.handshake import (
    Handshake,
    RefusedHandshake,
    choose_subprotocol,
    join_headers,
    match_path,
    offered_subprotocols,
    read_arguments,
)
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


def test_several_lines_of_one_header_are_one_value_and_those_of_cookies_one_header() -> None:
    lines = [("X-Tags", "a, b"), ("Host", "h"), ("x-tags", "c"), ("Cookie", "a=1"), ("cookie", "b=2")]
    headers = join_headers(lines)
    assert headers == {"x-tags": "a, b, c", "host": "h", "cookie": "a=1; b=2"}
    assert read_arguments(PROTOCOL, handshake(headers=headers)).tags == ("a", "b", "c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """One of each place that a secret stands in, beside the query."""

    bearer: str | None = None
    basic: str | None = None
    session: str | None = None
    offered: str | None = None


SECRETS = replace(
    CHAT,
    arguments_class=Secrets,
    subprotocols=("chat.v2", "chat.v1"),
    arguments=(
        Argument("Authorization", "bearer", "header", required=False, security=True, form="Bearer {token}"),
        Argument("Authorization", "basic", "header", required=False, security=True, form="Basic {token:base64}"),
        Argument("session", "session", "cookie", required=False, security=True),
        Argument("Sec-WebSocket-Protocol", "offered", "subprotocol", required=False, security=True, form="b, {token}"),
    ),
)


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, Secrets()),
        ({"authorization": "bearer t"}, Secrets(bearer="t")),
        ({"authorization": "Basic YTpi"}, Secrets(basic="a:b")),
        ({"authorization": "Digest x"}, Secrets()),
        ({"cookie": 'other=1; session="a=b"; session=2'}, Secrets(session="a=b")),
        ({"cookie": "Session=1"}, Secrets()),
        ({"sec-websocket-protocol": "chat.v1, b,s3"}, Secrets(offered="s3")),
        ({"sec-websocket-protocol": "chat.v1, b"}, Secrets()),
    ],
)
def test_a_secret_is_read_where_its_scheme_says(headers: dict[str, str], found: Secrets) -> None:
    given = Handshake(1, {}, b"", headers, subprotocols=offered_subprotocols(headers))
    assert read_arguments(SECRETS, given) == found


@pytest.mark.parametrize("text", ["Digest x", "Bearer", "Bearer ", ""])
def test_a_required_secret_of_another_form_is_as_good_as_none(text: str) -> None:
    bearer = replace(SECRETS.arguments[0], required=True)
    with pytest.raises(RefusedHandshake, match="header Authorization is missing") as caught:
        read_arguments(replace(SECRETS, arguments=(bearer,)), Handshake(1, {}, b"", {"authorization": text}))
    assert caught.value.code == 4401


@pytest.mark.parametrize(
    ("preferred", "offered", "chosen"),
    [
        (None, ("chat.v1", "chat.v2"), "chat.v2"),
        (("chat.v1", "chat.v2"), ("chat.v2", "chat.v1"), "chat.v1"),
        (None, ("chat.v3",), None),
        (None, (), None),
        ((), ("chat.v1",), None),
        (None, ("b", "chat.v1"), "chat.v1"),
        (None, ("b", "s3"), "b"),
    ],
)
def test_the_first_preferred_subprotocol_that_is_offered_is_chosen_and_never_a_token(
    preferred: tuple[str, ...] | None, offered: tuple[str, ...], chosen: str | None
) -> None:
    assert choose_subprotocol(SECRETS, preferred, offered) == chosen


def test_no_part_of_a_handshake_is_shown() -> None:
    headers = {"sec-websocket-protocol": "hidden", "cookie": "hidden"}
    given = Handshake(1, {"a": "hidden"}, b"hidden", headers, None, "/hidden", ("hidden",))
    assert "hidden" not in repr(given)


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
