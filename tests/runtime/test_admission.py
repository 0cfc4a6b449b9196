"""Who is let in, and what the hooks see, spoken to as ASGI without a socket."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import CHAT, AgentEvent, Error
from chat_server import AnyChatConnection, Chat
from test_server import TOKEN, assert_fails_connection

from wsgen.runtime.protocol import Argument
from wsgen.runtime.server.options import RefusePolicy
from wsgen.runtime.server.server import ErrorReply, Reject, ServerOptions
from wsgen.runtime.testing import FakeClock, connect, settle

HTTP = ServerOptions(refuse="http")
REJECTIONS = {
    "guessed": Reject(4401, "who?"),
    "forbidden": Reject(4403, "not you"),
    "odd": Reject(4999, "odd"),
    "wrong": Reject(4400, "no such room"),
    "error": ErrorReply(Error(code=4401, message="no")),
    "cut": RuntimeError("no database"),
    "quoted": Reject(4403, "no \ud83d here"),
}


class Knowing(Chat):
    """Knows whoever has a token."""

    def __init__(self, options: ServerOptions | None = None) -> None:
        super().__init__(options)
        self.order: list[str] = []

    async def authenticate(self, connection: AnyChatConnection) -> str:
        self.order.append("authenticate")
        token = connection.arguments.token
        if token in REJECTIONS:
            raise REJECTIONS[token]
        if token == "slow":
            await asyncio.Event().wait()
        return f"user of {token}"

    async def on_connect(self, connection: AnyChatConnection) -> None:
        self.order.append(f"on_connect {connection.user}")
        await super().on_connect(connection)


@async_test
async def test_what_authenticate_gives_is_the_connection_s_user_from_on_connect_on() -> None:
    chat = Knowing()
    async with connect(chat, query=TOKEN):
        assert chat.order == ["authenticate", "on_connect user of t"]
        assert [each.user for each in chat.seen.connected] == ["user of t"]


@async_test
async def test_whom_authenticate_rejects_is_closed_and_on_connect_never_hears_of_it() -> None:
    chat = Knowing()
    async with connect(chat, query={"token": "guessed"}) as peer:
        closed = await assert_fails_connection(peer, 4401)
        assert closed.reason == "who?"
    assert chat.order == ["authenticate"]
    assert chat.seen.disconnected == []


@pytest.mark.parametrize("options", [ServerOptions(), HTTP], ids=["close", "http"])
def test_an_authenticate_that_raises_is_logged_and_never_shown(
    options: ServerOptions, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with connect(Knowing(options), query={"token": "cut"}) as peer:
            await peer.waiting()
            assert peer.closed is not None
            assert (peer.closed.code, peer.closed.status) in [(1011, None), (1006, 500)]
            assert peer.closed.reason == "the server failed"

    asyncio.run(scenario())
    assert "authenticate raised (connection 1)" in caplog.text
    assert "no database" in caplog.text


@async_test
async def test_a_user_that_nobody_authenticated_is_an_error_that_says_so() -> None:
    chat = Chat()
    async with connect(chat, query=TOKEN):
        [connection] = chat.seen.connected
        with pytest.raises(RuntimeError, match=r"<Connection 1>\.user: nobody is authenticated yet.*`authenticate`"):
            print(connection.user)


@async_test
async def test_on_connect_sees_all_that_the_handshake_says() -> None:
    chat = Chat(ServerOptions(subprotocols=("v2", "v1")))
    scope = {"headers": [(b"x-tag", b"a"), (b"X-Tag", b"b, c")], "query_string": b"token=t&n=1&n=2%20x"}
    async with connect(chat, "/ws/", subprotocols=["v1", "v2", "x"], scope=scope) as peer:
        [connection] = chat.seen.connected
        assert connection.headers == {"x-tag": "a, b, c"}
        assert connection.query == {"token": ("t",), "n": ("1", "2 x")}
        assert connection.query_string == "token=t&n=1&n=2%20x"
        assert (connection.path, connection.path_parameters) == ("/ws/", {})
        assert connection.subprotocols == ("v1", "v2", "x")
        assert connection.subprotocol == peer.subprotocol == "v2"
        assert connection.client == ("127.0.0.1", 50000)
        assert repr(connection) == "<Connection 1>"


@async_test
async def test_offered_subprotocols_are_read_from_the_header_where_the_web_server_doesn_t() -> None:
    chat = Chat(ServerOptions(subprotocols=("v1",)))
    async with connect(chat, query=TOKEN, headers={"Sec-WebSocket-Protocol": "v0 , v1"}) as peer:
        assert chat.seen.connected[0].subprotocols == ("v0", "v1")
        assert peer.subprotocol == "v1"


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ({"token": "guessed"}, 401, "who?"),
        ({"token": "forbidden"}, 403, "not you"),
        ({"token": "odd"}, 403, "odd"),
        ({"token": "wrong"}, 400, "no such room"),
        ({"token": "quoted"}, 403, "no ? here"),
        ({"token": "error"}, 401, "refused"),
        ({"token": ""}, 401, "query token is missing"),
        ({}, 401, "query token is missing"),
    ],
)
def test_who_is_refused_by_http_is_never_accepted(query: dict[str, str], status: int, reason: str) -> None:
    async def scenario() -> None:
        chat = Knowing(HTTP)
        async with connect(chat, query=query) as peer:
            await peer.waiting()
            assert not peer.accepted
            assert peer.closed is not None
            assert (peer.closed.status, peer.closed.reason) == (status, reason)
        assert (chat.seen.connected, chat.seen.disconnected) == ([], [])

    asyncio.run(scenario())


@async_test
async def test_who_takes_too_long_is_refused_401() -> None:
    clock = FakeClock()
    async with connect(Knowing(replace(HTTP, clock=clock)), query={"token": "slow"}) as peer:
        await clock.advance(9.9)
        assert (peer.accepted, peer.closed) == (False, None)
        await clock.advance(0.2)
        assert peer.closed is not None
        assert (peer.closed.status, peer.closed.reason) == (401, "not authenticated in time")


@async_test
async def test_who_is_let_in_before_it_is_accepted_is_a_connection_like_any_other() -> None:
    chat = Knowing(replace(HTTP, subprotocols=("v1",)))
    async with connect(chat, query=TOKEN, subprotocols=["v1"]) as peer:
        assert (peer.accepted, peer.subprotocol) == (True, "v1")
        await peer.send({"type": "subscribe_thread", "thread_id": 1})
        assert (await peer.receive())["type"] == "thread_history"
        await peer.disconnect(1001)
    assert chat.seen.disconnected == [1001]


@async_test
async def test_a_shutdown_refuses_503_before_and_while_the_hooks_run() -> None:
    release = asyncio.Event()

    class Waiting(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await release.wait()

    chat = Waiting(HTTP)
    async with connect(chat, query=TOKEN) as peer:
        async with asyncio.TaskGroup() as group:
            ending = group.create_task(_shut(chat))
            await settle()
            assert not ending.done()
            release.set()
        assert peer.closed is not None
        assert (peer.closed.status, peer.closed.reason) == (503, "the server restarts")
    async with connect(chat, query=TOKEN) as late:
        assert late.closed is not None
        assert (late.closed.status, late.closed.reason) == (503, "the server restarts")


async def _shut(chat: Chat) -> None:
    async with chat.lifespan(None):
        pass


@pytest.mark.parametrize(("refuse", "is_let_in"), [("close", True), ("http", False)])
def test_a_message_before_the_connection_is_accepted_is_an_error_that_says_what_to_do(
    refuse: RefusePolicy, is_let_in: bool, caplog: pytest.LogCaptureFixture
) -> None:
    class Greeting(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await connection.send(AgentEvent(agent_id=1, data={}))

    async def scenario() -> None:
        async with connect(Greeting(ServerOptions(refuse=refuse)), query=TOKEN) as peer:
            assert peer.accepted is is_let_in
            assert bool(await peer.waiting()) is is_let_in
            assert is_let_in or (peer.closed is not None and peer.closed.status == 500)

    asyncio.run(scenario())
    assert ("isn't accepted yet, since ServerOptions.refuse is `http`" in caplog.text) is not is_let_in


@async_test
async def test_a_hook_that_closes_refuses_too() -> None:
    class Closing(Chat):
        async def on_connect(self, connection: AnyChatConnection) -> None:
            await connection.close(4403, "not now")

    async with connect(Closing(HTTP), query=TOKEN) as peer:
        assert peer.closed is not None
        assert (peer.closed.status, peer.closed.reason) == (403, "not now")


@async_test
async def test_a_client_that_has_gone_while_the_hooks_ran_is_seen_off() -> None:
    events: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(event: Any) -> None:
        events.append(event["type"])
        raise OSError("gone")

    chat = Chat(HTTP)
    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"token=t"}
    await chat.asgi()(scope, receive, send)
    assert events == ["websocket.accept"]
    assert (len(chat.seen.connected), chat.seen.disconnected) == (1, [1006])


async def answered(chat: Chat, scope: dict[str, Any]) -> list[Any]:
    """All events with which a server answers a handshake."""
    events: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.disconnect", "code": 1006} if events else {"type": "websocket.connect"}

    async def send(event: Any) -> None:
        events.append(event)

    whole = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"token=guessed", **scope}
    await chat.asgi()(whole, receive, send)
    return events


@async_test
async def test_a_web_server_without_the_extension_says_403() -> None:
    assert await answered(Knowing(HTTP), {}) == [{"type": "websocket.close", "code": 1000, "reason": ""}]


@pytest.mark.parametrize(
    ("form", "challenge"),
    [
        ("Bearer {token}", [(b"www-authenticate", b"Bearer")]),
        ("Basic {token:base64}", [(b"www-authenticate", b'Basic realm="Chat", charset="UTF-8"')]),
        ("", []),
    ],
)
def test_a_401_says_how_to_authenticate_where_http_has_a_scheme_for_it(
    form: str, challenge: list[tuple[bytes, bytes]]
) -> None:
    class Known(Knowing):
        protocol = replace(
            CHAT, arguments=(Argument("Authorization", "token", "header", security=True, form=form),), name="Chat"
        )

    extension = {"extensions": {"websocket.http.response": {}}}
    start, body = asyncio.run(answered(Known(HTTP), extension))
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
    assert [line for line in start["headers"] if line[0] == b"www-authenticate"] == challenge
    assert body == {"type": "websocket.http.response.body", "body": b"header Authorization is missing\n"}


@pytest.mark.parametrize("refuse", ["close", "http"])
@pytest.mark.parametrize(
    ("origin", "required", "is_let_in"),
    [
        ("https://example.org", False, True),
        ("https://www.example.org", False, False),
        ("null", False, False),
        (None, False, True),
        (None, True, False),
    ],
)
def test_a_page_of_another_origin_gets_403_before_anything_else(
    refuse: RefusePolicy, origin: str | None, required: bool, is_let_in: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        options = ServerOptions(refuse=refuse, origins=("https://example.org",), require_origin=required)
        chat = Knowing(options)
        async with connect(chat, query=TOKEN, headers={} if origin is None else {"Origin": origin}) as peer:
            assert peer.accepted is is_let_in
            assert is_let_in or (peer.closed is not None and peer.closed.status == 403)
            assert bool(chat.order) is is_let_in

    asyncio.run(scenario())
    told = [record for record in caplog.records if "is not among `ServerOptions.origins`" in record.getMessage()]
    assert [record.levelno for record in told] == ([] if is_let_in else [logging.WARNING])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"refuse": "https"}, "refuse is close or http"),
        ({"origins": ("example.org",)}, "'example.org' is no origin"),
        ({"subprotocols": ("chat v1",)}, "'chat v1' can't be one"),
    ],
)
def test_options_that_can_t_be_are_said_at_the_start(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ServerOptions(**options)


def test_the_log_has_no_secret_of_a_handshake(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {"Authorization": "Bearer hidden", "Cookie": "session=hidden"}

    async def scenario() -> None:
        for options in (ServerOptions(), HTTP, ServerOptions(origins=())):
            for token in ("hidden", "expired", ""):
                query = {"token": token, "key": "hidden"}
                async with connect(Chat(options), query=query, headers=headers, subprotocols=["hidden"]):
                    await settle()

    asyncio.run(scenario())
    assert "connection.refused" in {getattr(record, "event", None) for record in caplog.records}
    assert "hidden" not in caplog.text
