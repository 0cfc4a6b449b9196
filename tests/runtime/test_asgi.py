"""Paths, mounts, and the scopes that are no WebSocket."""

from collections.abc import MutableMapping
from typing import Any

import pytest
from async_test import async_test
from chat_protocol import ENVELOPED, Note
from chat_server import Chat
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount, Router

from wsgen.runtime.server.asgi import AsgiApp
from wsgen.runtime.server.server import Connection, Server
from wsgen.runtime.testing import connect, settle

TOKEN = {"token": "t"}
Events = list[MutableMapping[str, Any]]


async def play(app: AsgiApp, kind: str, path: str, events: Events) -> Events:
    """Give an application a scope and its events; returns what it sent."""
    sent: Events = []

    async def receive() -> MutableMapping[str, Any]:
        return events.pop(0)

    async def send(event: MutableMapping[str, Any]) -> None:
        sent.append(event)

    await app({"type": kind, "path": path, "headers": []}, receive, send)
    return sent


@pytest.mark.parametrize(
    ("path", "root_path", "connects"),
    [
        ("/ws", "", True),
        ("/ws/", "", True),
        ("/", "", False),
        ("/other", "", False),
        ("/ws/more", "", False),
        # What a host or a proxy took off.
        ("/api/ws", "/api", True),
        ("/chat/", "/chat", True),
        ("/chat", "/chat", True),
        ("/chat/other", "/chat", False),
    ],
)
@async_test
async def test_the_protocols_path_connects_with_and_without_a_slash(path: str, root_path: str, connects: bool) -> None:
    async with connect(Chat().asgi(), path, query=TOKEN, scope={"root_path": root_path}) as peer:
        assert peer.accepted is connects
        assert peer.closed is None if connects else (peer.closed and peer.closed.status) == 404


@async_test
async def test_a_server_without_denial_responses_refuses_a_wrong_path_before_accept() -> None:
    async with connect(Chat().asgi(), "/other", query=TOKEN, scope={"extensions": {}}) as peer:
        assert not peer.accepted
        assert peer.closed is not None
        assert peer.closed.status is None


@pytest.mark.parametrize("host", [FastAPI, Starlette])
@pytest.mark.parametrize("place", ["/ws", "/chat", "/deep/er/"])
@async_test
async def test_a_mounted_server_connects_at_its_place_with_and_without_a_slash(host: type[Any], place: str) -> None:
    chat = Chat()
    app = host(lifespan=chat.lifespan)
    chat.mount(app, place)
    bare = place.rstrip("/")
    for path in (bare, f"{bare}/"):
        async with connect(app, path, query=TOKEN) as peer:
            assert peer.accepted, path
            await peer.send({"type": "subscribe_thread", "thread_id": 1})
            assert (await peer.receive())["type"] == "thread_history"
    for path in (f"{bare}/more", f"{bare}x", "/"):
        async with connect(app, path, query=TOKEN) as peer:
            assert not peer.accepted, path


@async_test
async def test_a_mount_inside_a_mount_connects_too() -> None:
    chat = Chat()
    inner = Router()
    chat.mount(inner, "/ws")
    app = Starlette(routes=[Mount("/api", app=inner)])
    for path in ("/api/ws", "/api/ws/"):
        async with connect(app, path, query=TOKEN) as peer:
            assert peer.accepted, path


def test_a_mount_hides_nothing_of_its_host() -> None:
    app = FastAPI()

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    Chat().mount(app, "/ws")
    assert list(app.openapi()["paths"]) == ["/hello"]
    assert app.url_path_for("hello") == "/hello"


@async_test
async def test_http_at_the_path_is_told_to_upgrade_and_elsewhere_finds_nothing() -> None:
    app = Chat().asgi()
    start, body = await play(app, "http", "/ws", [])
    assert (start["status"], body["body"]) == (426, b"Upgrade Required: this is a WebSocket\n")
    assert (b"upgrade", b"websocket") in start["headers"]
    start, body = await play(app, "http", "/", [])
    assert (start["status"], body["body"]) == (404, b"Not Found\n")


@async_test
async def test_the_lifespan_protocol_is_spoken_where_the_server_asks() -> None:
    app = Chat().asgi()
    sent = await play(app, "lifespan", "", [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    assert [event["type"] for event in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@async_test
async def test_a_scope_that_is_not_known_is_an_error() -> None:
    with pytest.raises(NotImplementedError, match="carrier pigeon"):
        await play(Chat().asgi(), "carrier pigeon", "", [])


@async_test
async def test_a_client_that_goes_before_it_is_accepted_leaves_nothing() -> None:
    assert await play(Chat().asgi(), "websocket", "/ws", [{"type": "websocket.disconnect", "code": 1006}]) == []


@async_test
async def test_without_a_lifespan_the_sweep_ends_with_the_last_connection() -> None:
    chat = Chat()
    app = chat.asgi()
    async with connect(app, "/ws", query=TOKEN), connect(app, "/ws", query=TOKEN):
        await settle()
    # async_test asserts that no task is left.
    async with connect(app, "/ws", query=TOKEN) as peer:
        assert peer.accepted


class Notes(Server[Any, Any]):
    """The protocol with an envelope."""

    protocol = ENVELOPED

    async def on_note(self, connection: Connection[Any, Any], message: Note) -> Note:
        return Note(thread_id=message.thread_id, text=message.text.upper())


@async_test
async def test_a_reply_in_an_envelope_carries_the_requests_topic_and_id() -> None:
    async with connect(Notes().asgi(), "/notes/ws") as peer:
        data = {"thread_id": 3, "text": "hi"}
        await peer.send({"v": 1, "type": "note", "topic": "elsewhere", "ts": 0, "req_id": "q", "data": data})
        reply = await peer.receive()
        assert isinstance(reply.pop("ts"), int)
        assert reply == {
            "v": 1, "type": "note", "topic": "elsewhere", "req_id": "q", "data": {"thread_id": 3, "text": "HI"},
        }  # fmt: skip
