"""Who is let in, and what the hooks see, spoken to as ASGI without a socket."""

import pytest
from async_test import async_test
from chat_server import AnyChatConnection, Chat
from test_server import TOKEN, assert_fails_connection

from wsgen.runtime.server.server import Reject
from wsgen.runtime.testing import connect


class Knowing(Chat):
    """Knows whoever has a token."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    async def authenticate(self, connection: AnyChatConnection) -> str:
        self.order.append("authenticate")
        if connection.arguments.token == "guessed":
            raise Reject(4401, "who?")
        if connection.arguments.token == "cut":
            raise RuntimeError("no database")
        return f"user of {connection.arguments.token}"

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


@async_test
async def test_an_authenticate_that_raises_closes_1011_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with connect(Knowing(), query={"token": "cut"}) as peer:
        await assert_fails_connection(peer, 1011)
    assert "authenticate raised (connection 1)" in caplog.text
    assert "no database" in caplog.text


@async_test
async def test_a_user_that_nobody_authenticated_is_an_error_that_says_so() -> None:
    chat = Chat()
    async with connect(chat, query=TOKEN):
        [connection] = chat.seen.connected
        with pytest.raises(RuntimeError, match=r"<Connection 1>\.user: nobody is authenticated yet.*`authenticate`"):
            print(connection.user)
