"""Who is let in, over real sockets: served by uvicorn, and by the websockets library alone."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from chat_protocol import CHAT, ChatArguments
from chat_server import AnyChatConnection, Chat
from fastapi import FastAPI
from served import closed_with, receive, serving, within
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response
from websockets.typing import Subprotocol

from wsgen.runtime.client.client import Client
from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.errors import HandshakeFailed, Unauthorized
from wsgen.runtime.protocol import Argument
from wsgen.runtime.server.server import ServerOptions

Serve: TypeAlias = Callable[[Chat], AbstractAsyncContextManager[str]]
HTTP = ServerOptions(refuse="http")
ASK = json.dumps({"type": "subscribe_thread", "thread_id": 1})


@asynccontextmanager
async def by_uvicorn(chat: Chat) -> AsyncGenerator[str, None]:
    async with serving(chat.asgi()) as url:
        yield f"{url}/ws"


@asynccontextmanager
async def by_websockets(chat: Chat) -> AsyncGenerator[str, None]:
    async with chat.serve(port=0) as standalone:
        yield f"ws://127.0.0.1:{standalone.addresses[0][1]}/ws"


every_server = pytest.mark.parametrize("serve", [by_uvicorn, by_websockets])


async def refused(url: str, **settings: Any) -> Response:
    """The HTTP response of a server that opens no connection."""
    with pytest.raises(InvalidStatus) as caught:
        await within(connect(url, **settings))
    return caught.value.response


@every_server
def test_a_handshake_is_refused_by_http_where_told(serve: Serve) -> None:
    async def scenario() -> None:
        chat = Chat(HTTP)
        async with serve(chat) as url:
            missing, expired = await refused(url), await refused(f"{url}?token=expired")
            assert (missing.status_code, missing.body) == (401, b"query token is missing\n")
            assert (expired.status_code, expired.body) == (401, b"token expired\n")
            assert (await refused(f"{url}?token=broken")).status_code == 500
            assert (await refused(f"{url}/else?token=t")).status_code == 404
            async with connect(f"{url}?token=t") as client:
                await client.send(ASK)
                assert (await receive(client))["type"] == "thread_history"
        assert len(chat.seen.disconnected) == 1

    asyncio.run(scenario())


class Bearing(Chat):
    """Has its token in the header `Authorization`."""

    protocol = replace(
        CHAT, arguments=(Argument("Authorization", "token", "header", security=True, form="Bearer {token}"),)
    )


@every_server
def test_a_401_names_the_scheme_that_the_document_has(serve: Serve) -> None:
    async def scenario() -> None:
        async with serve(Bearing(HTTP)) as url:
            response = await refused(url, additional_headers={"Authorization": "Basic eDp5"})
            assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
            async with connect(url, additional_headers={"Authorization": "Bearer t"}) as client:
                await client.send(ASK)
                assert (await receive(client))["type"] == "thread_history"

    asyncio.run(scenario())


@every_server
@pytest.mark.parametrize("options", [ServerOptions(), HTTP], ids=["close", "http"])
def test_a_page_of_another_origin_gets_403(serve: Serve, options: ServerOptions) -> None:
    async def scenario() -> None:
        chat = Chat(replace(options, origins=("https://example.org", "https://*.example.org")))
        async with serve(chat) as url:
            for origin in ("https://evil.org", "http://example.org"):
                assert (await refused(f"{url}?token=t", origin=origin)).status_code == 403
            assert chat.seen.connected == []
            for origin in ("https://example.org", "https://a.example.org", None):
                async with connect(f"{url}?token=t", origin=origin) as client:
                    await client.send(ASK)
                    assert (await receive(client))["type"] == "thread_history"

    asyncio.run(scenario())


@every_server
@pytest.mark.parametrize("options", [ServerOptions(), HTTP], ids=["close", "http"])
def test_a_subprotocol_is_negotiated(serve: Serve, options: ServerOptions) -> None:
    async def scenario() -> None:
        chat = Chat(replace(options, subprotocols=("chat.v2", "chat.v1")))
        async with serve(chat) as url:
            for offered, chosen in ((["chat.v1", "chat.v2"], "chat.v2"), (["chat.v1"], "chat.v1"), (["x"], None)):
                names = [Subprotocol(name) for name in offered]
                async with connect(f"{url}?token=t", subprotocols=names) as client:
                    assert client.subprotocol == chosen
                    await client.send(ASK)
                    await receive(client)
                connection = chat.seen.connected[-1]
                assert (connection.subprotocols, connection.subprotocol) == (tuple(offered), chosen)

    asyncio.run(scenario())


class Curious(Chat):
    """Keeps what a handshake said."""

    async def on_connect(self, connection: AnyChatConnection) -> None:
        await super().on_connect(connection)
        connection.state = (
            connection.path,
            connection.query,
            connection.headers["x-tag"],
            connection.headers["cookie"],
        )


@every_server
def test_on_connect_sees_path_query_and_every_line_of_a_header(serve: Serve) -> None:
    async def scenario() -> None:
        chat = Curious()
        async with serve(chat) as url:
            headers = [("X-Tag", "a, b"), ("X-Tag", "c"), ("Cookie", "a=1"), ("Cookie", "b=2")]
            async with connect(f"{url}?token=t&n=1&n=%C3%A9", additional_headers=headers) as client:
                await client.send(ASK)
                await receive(client)
            query = {"token": ("t",), "n": ("1", "é")}
            assert chat.seen.connected[0].state == ("/ws", query, "a, b, c", "a=1; b=2")

    asyncio.run(scenario())


class Slow(Chat):
    """Decides when it is told to."""

    def __init__(self, options: ServerOptions) -> None:
        super().__init__(options)
        self.asked, self.decided = asyncio.Event(), asyncio.Event()

    async def on_connect(self, connection: AnyChatConnection) -> None:
        self.asked.set()
        await self.decided.wait()
        await super().on_connect(connection)


def test_a_client_that_gives_up_while_the_hooks_run_is_seen_off() -> None:
    async def scenario() -> None:
        chat = Slow(HTTP)
        async with by_websockets(chat) as url:
            opening = asyncio.ensure_future(_open(url))
            await within(chat.asked.wait())
            opening.cancel()
            await asyncio.wait({opening})
            chat.decided.set()
            while not chat.seen.disconnected:  # noqa: ASYNC110 - the server tells it in no other way
                await asyncio.sleep(0.01)
            assert chat.seen.disconnected == [1006]

    asyncio.run(scenario())


async def _open(url: str) -> None:
    async with connect(f"{url}?token=t"):
        pass


@every_server
def test_who_is_refused_after_accept_sees_the_code(serve: Serve) -> None:
    async def scenario() -> None:
        async with serve(Chat()) as url, connect(f"{url}?token=expired") as client:
            assert await closed_with(client) == (4401, "token expired")

    asyncio.run(scenario())


class Speaker(Client):
    """A client of the chat protocol that offers subprotocols."""

    protocol = replace(CHAT, subprotocols=("chat.v2", "chat.v1"))


@every_server
def test_a_client_sees_which_of_its_subprotocols_was_chosen(serve: Serve) -> None:
    async def scenario() -> None:
        async with serve(Chat(ServerOptions(subprotocols=("chat.v1",)))) as url:
            for offered, chosen in ((None, "chat.v1"), (("chat.v0", "chat.v1"), "chat.v1"), (("x",), None)):
                options = ClientOptions(subprotocols=offered)
                async with Speaker(url, ChatArguments(token="t"), options) as client:
                    assert client.subprotocol == chosen
                assert client.subprotocol is None or client.state == "closed"

    asyncio.run(scenario())


@every_server
def test_a_client_tells_a_wrong_token_from_a_wrong_path_and_from_what_may_be_either(serve: Serve) -> None:
    async def scenario() -> None:
        async with serve(Chat(replace(HTTP, origins=()))) as url:
            with pytest.raises(Unauthorized) as missing:
                await Speaker(url, ChatArguments(token="expired")).__aenter__()
            assert missing.value.code == 4401
            with pytest.raises(HandshakeFailed) as unknown:
                await Speaker(f"{url}/else", ChatArguments(token="t")).__aenter__()
            assert unknown.value.status == 404
            foreign = ClientOptions(headers={"Origin": "https://evil.org"})
            with pytest.raises(HandshakeFailed, match="the URL's path, and whether this client may connect") as either:
                await Speaker(url, ChatArguments(token="t"), foreign).__aenter__()
            assert either.value.status == 403

    asyncio.run(scenario())


def test_a_path_that_fastapi_doesn_t_know_is_no_matter_of_the_token() -> None:
    async def scenario() -> None:
        chat = Chat()
        app = FastAPI(lifespan=chat.lifespan)
        chat.mount(app, "/ws")
        async with serving(app) as url:
            with pytest.raises(HandshakeFailed, match=r"HTTP 403.*check the URL's path"):
                await Speaker(f"{url}/typo", ChatArguments(token="t")).__aenter__()

    asyncio.run(scenario())
