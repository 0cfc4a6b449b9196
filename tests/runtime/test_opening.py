"""The opening request: arguments in the URL and the headers, and no secret where logs could see it."""

from dataclasses import dataclass, replace

import pytest
from chat_protocol import CHAT, ChatArguments

from wsgen.runtime.core.opening import plan_opening
from wsgen.runtime.protocol import Argument

TOKEN = "s3 cr&t/=é"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomArguments:
    room: str
    key: str
    limit: int | None = None
    is_loud: bool = False


ROOM = replace(
    CHAT,
    path="/rooms/{room-id}/ws",
    arguments_class=RoomArguments,
    arguments=(
        Argument("room-id", "room", "path"),
        Argument("X-Key", "key", "header", security=True),
        Argument("limit", "limit", "query", type=int, required=False),
        Argument("loud", "is_loud", "query", type=bool),
    ),
)


@pytest.mark.parametrize(
    ("url", "opened", "shown"),
    [
        ("ws://h:8000/ws", "ws://h:8000/ws?token=s3%20cr%26t%2F%3D%C3%A9", "ws://h:8000/ws"),
        ("wss://h/ws?v=2", "wss://h/ws?v=2&token=s3%20cr%26t%2F%3D%C3%A9", "wss://h/ws"),
        ("ws://h", "ws://h/ws?token=s3%20cr%26t%2F%3D%C3%A9", "ws://h/ws"),
        ("ws://u:pw@h/", "ws://u:pw@h/ws?token=s3%20cr%26t%2F%3D%C3%A9", "ws://h/ws"),
        ("ws://h/other/", "ws://h/other/?token=s3%20cr%26t%2F%3D%C3%A9", "ws://h/other/"),
    ],
)
def test_query_arguments_are_encoded_into_the_url(url: str, opened: str, shown: str) -> None:
    opening = plan_opening(CHAT, url, ChatArguments(token=TOKEN))
    assert opening.url == opened
    assert opening.shown == shown


def test_no_secret_is_in_what_logs_could_show() -> None:
    opening = plan_opening(ROOM, "wss://user:hidden@h", RoomArguments(room="hidden", key="hidden"))
    assert "hidden" in opening.url
    assert "hidden" not in repr(opening)
    assert opening.shown == "wss://h/rooms/{room-id}/ws"


def test_path_header_and_typed_arguments_go_where_the_document_says() -> None:
    opening = plan_opening(ROOM, "ws://h", RoomArguments(room="a/b{loud}", key="k", limit=5, is_loud=True))
    assert opening.url == "ws://h/rooms/a%2Fb%7Bloud%7D/ws?limit=5&loud=true"
    assert opening.headers == (("X-Key", "k"),)


def test_an_argument_that_is_none_is_left_out() -> None:
    assert plan_opening(ROOM, "ws://h", RoomArguments(room="a", key="k")).url == "ws://h/rooms/a/ws?loud=false"


def test_a_host_is_filled_in_and_shown() -> None:
    opening = plan_opening(
        CHAT, "ws://u:pw@{region}.h:{port}/ws", ChatArguments(token="t"), {"region": "eu", "port": "80"}
    )
    assert opening.url == "ws://u:pw@eu.h:80/ws?token=t"
    assert opening.shown == "ws://eu.h:80/ws"


@pytest.mark.parametrize(
    ("region", "says"),
    [(None, "a part of the host is missing: {region}.h"), ("evil.com/", "region can't be a part of")],
)
def test_a_host_that_isn_t_whole_is_refused(region: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        plan_opening(CHAT, "ws://{region}.h", ChatArguments(token="t"), {"region": region})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedArguments:
    symbols: tuple[str, ...]
    tags: tuple[str, ...] = ()
    unit: str = "celsius"
    every: float = 5.0
    version: int = 2


FEED = replace(
    CHAT,
    path="/feed",
    arguments_class=FeedArguments,
    arguments=(
        Argument("symbol", "symbols", "query", many=True),
        Argument("X-Tags", "tags", "header", required=False, many=True),
        Argument("unit", "unit", "query", required=False, values=("celsius", "kelvin")),
        Argument("every", "every", "query", type=float, required=False),
        Argument("v", "version", "query", type=int),
    ),
)


@pytest.mark.parametrize(
    ("arguments", "query", "headers"),
    [
        (FeedArguments(symbols=("A", "B&C")), "symbol=A&symbol=B%26C&v=2", ()),
        (FeedArguments(symbols=("A",), unit="kelvin"), "symbol=A&unit=kelvin&v=2", ()),
        (FeedArguments(symbols=("A",), every=10.0, version=3), "symbol=A&every=10&v=3", ()),
        (FeedArguments(symbols=("A",), every=0.5, tags=("x", "y")), "symbol=A&every=0.5&v=2", (("X-Tags", "x, y"),)),
    ],
)
def test_several_values_are_sent_and_an_optional_default_is_not(
    arguments: FeedArguments, query: str, headers: tuple[tuple[str, str], ...]
) -> None:
    opening = plan_opening(FEED, "ws://h", arguments)
    assert (opening.url, opening.headers) == (f"ws://h/feed?{query}", headers)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (FeedArguments(symbols=("A",), unit="K"), "query unit must be one of celsius, kelvin"),
        (FeedArguments(symbols=("A",), tags=("x,y",)), "header X-Tags can't hold a comma"),
    ],
)
def test_a_value_that_the_server_would_refuse_or_misread_is_not_sent(arguments: FeedArguments, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        plan_opening(FEED, "ws://h", arguments)


@pytest.mark.parametrize(
    ("url", "key", "says"),
    [
        ("http://h/ws", "k", "begins with ws:// or wss://"),
        ("localhost:8000/ws", "k", "begins with ws:// or wss://"),
        ("ws:///ws", "k", "and a host"),
        ("ws://h/ws#top", "k", "no #fragment"),
        ("ws://h/{unknown}", "k", "an argument of the path is missing: /{unknown}"),
        ("ws://h", "k\r\nX-Admin: 1", "X-Key can't hold a line break"),
    ],
)
def test_what_cannot_be_opened_is_refused_before_any_connection(url: str, key: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        plan_opening(ROOM, url, RoomArguments(room="r", key=key))
    assert "Admin" not in str(caught.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretArguments:
    bearer: str | None = None
    basic: str | None = None
    session: str | None = None
    lang: str | None = None
    offered: str | None = None


SECRETS = replace(
    CHAT,
    arguments_class=SecretArguments,
    subprotocols=("chat.v2", "chat.v1"),
    arguments=(
        Argument("Authorization", "bearer", "header", required=False, security=True, form="Bearer {token}"),
        Argument("Authorization", "basic", "header", required=False, security=True, form="Basic {token:base64}"),
        Argument("session", "session", "cookie", required=False, security=True),
        Argument("lang", "lang", "cookie", required=False),
        Argument("Sec-WebSocket-Protocol", "offered", "subprotocol", required=False, security=True, form="b, {token}"),
    ),
)
DECLARED = ("chat.v2", "chat.v1")


@pytest.mark.parametrize(
    ("arguments", "headers", "offered"),
    [
        (SecretArguments(), (), DECLARED),
        (SecretArguments(bearer="t"), (("Authorization", "Bearer t"),), DECLARED),
        (SecretArguments(basic="ada:pw"), (("Authorization", "Basic YWRhOnB3"),), DECLARED),
        (SecretArguments(session="a=b", lang="en"), (("Cookie", "session=a=b; lang=en"),), DECLARED),
        (SecretArguments(offered="s3"), (), (*DECLARED, "b", "s3")),
    ],
)
def test_a_secret_goes_where_its_scheme_says(
    arguments: SecretArguments, headers: tuple[tuple[str, str], ...], offered: tuple[str, ...]
) -> None:
    opening = plan_opening(SECRETS, "ws://h", arguments)
    assert (opening.headers, opening.subprotocols) == (headers, offered)
    assert "s3" not in repr(opening)


def test_other_subprotocols_than_the_document_s_can_be_offered() -> None:
    opening = plan_opening(SECRETS, "ws://h", SecretArguments(offered="s3"), subprotocols=("x", "b"))
    assert opening.subprotocols == ("x", "b", "s3")
    with pytest.raises(ValueError, match="'chat v1' can't be a subprotocol"):
        plan_opening(SECRETS, "ws://h", SecretArguments(), subprotocols=("chat v1",))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (SecretArguments(bearer="bearer hidden"), "bearer is the token alone, without `Bearer ` before it"),
        (SecretArguments(offered="hidden/="), "offered can't be offered: .*base64url"),
        (SecretArguments(session="hidden; admin=1"), "the cookie session can't hold this value"),
        (SecretArguments(bearer="hidden\r\nX: 1"), "Authorization can't hold a line break"),
    ],
)
def test_a_secret_that_would_be_misread_is_not_sent_and_not_shown(arguments: SecretArguments, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        plan_opening(SECRETS, "ws://h", arguments)
    assert "hidden" not in str(caught.value)
