"""`wsgen mock --proxy` between real clients and a real server: everything passes unchanged, and is judged."""

import asyncio
import json
import shutil
import socket
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from proxying import PATIENCE, ROOT, proxied, refused
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from examples.chat.server import Chat
from generated import ChatClient, ChatClientSync, ClientOptions, ReconnectPolicy
from wsgen.commands.outcome import Answer, NoAnswerError
from wsgen.provider.serving import serving

ASKED = '{"type":"subscribe_thread","thread_id":1}'
CHUNK = '{"type": "stream_chunk", "thread_id": 1, "content": "%s", "chunk_type": "tool_output"}'
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
Handle = Callable[[ServerConnection], None]


@pytest.fixture
def chat() -> Generator[str]:
    with serving(Chat().asgi()) as here:
        yield f"{here.url}/ws"


@contextmanager
def scripted(
    handle: Handle,
    process: Callable[[ServerConnection, Request], Response | None] | None = None,
    subprotocols: Sequence[Subprotocol] | None = None,
) -> Generator[str]:
    """A server that does by hand what `handle` says; where it is."""

    def run(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            handle(connection)

    with serve(run, "127.0.0.1", 0, max_size=None, subprotocols=subprotocols, process_request=process) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join(PATIENCE)


def echo(connection: ServerConnection) -> None:
    for each in connection:
        connection.send(each)


def test_both_python_clients_talk_through_it_and_the_recording_has_every_frame(chat: str, tmp_path: Path) -> None:
    async def talk(url: str) -> None:
        async with ChatClient(url, token="demo") as client:
            assert (await client.subscribe_thread(thread_id=1)).messages == []
            said = [each.type async for each in client.send_message(thread_id=1, content="Hi")]
            assert (said[0], said[-1]) == ("stream_start", "stream_end")

    with proxied(chat, record=tmp_path / "seen.jsonl") as proxy:
        asyncio.run(talk(proxy.url))
        with ChatClientSync(proxy.url, token="demo") as client:
            assert client.subscribe_thread(thread_id=2).thread_id == 2
    assert proxy.outcome is not None
    assert proxy.outcome.answer is Answer.YES
    assert proxy.outcome.out.startswith("2 connections, ")
    assert "0 of them not as the document says\n  → send_message  1\n" in proxy.outcome.out
    frames = [json.loads(line) for line in (tmp_path / "seen.jsonl").read_text("utf-8").splitlines()]
    asked = [each["message"] for each in frames if each["direction"] == "client → server"]
    assert asked == ["subscribe_thread", "send_message", "subscribe_thread"]
    assert {each["verdict"] for each in frames} == {"valid"}
    assert frames[0].keys() == {"at", "connection", "direction", "text", "message", "verdict"}
    assert json.loads(frames[0]["text"])["thread_id"] == 1


def test_a_recording_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "seen.jsonl").write_text("mine\n")
    with pytest.raises(NoAnswerError, match=r"seen.jsonl is there already; give another name, or remove it"):
        refused("ws://127.0.0.1:1", record=str(tmp_path / "seen.jsonl"))
    assert (tmp_path / "seen.jsonl").read_text() == "mine\n"


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://a/", "ws://", "ws://a#b", "ws://user@a/", "ws://a:x/"])
def test_what_is_no_servers_url_is_told(url: str) -> None:
    with pytest.raises(NoAnswerError, match=r"is no server's URL; write such as ws://localhost:8000/ws"):
        refused(url)


@pytest.mark.parametrize(
    ("case", "to", "asked", "seen"),
    [
        ("chat", "/api/socket", "?token=a&x=%20", "/api/socket?token=a&x=%20"),
        ("chat", "", "/?token=a", "/ws/?token=a"),
        ("chat", "/ws?key=k", "?token=a", "/ws?key=k&token=a"),
        ("paths", "/v2/", None, None),
    ],
)
def test_path_query_headers_and_subprotocol_go_on(
    tmp_path: Path, case: str, to: str, asked: str | None, seen: str | None
) -> None:
    asks: list[Request] = []

    def note(_: ServerConnection, request: Request) -> None:
        asks.append(request)

    folder = ROOT if case == "chat" else project(tmp_path, case)
    with scripted(echo, note, [Subprotocol("b")]) as url, proxied(url + to, folder=folder) as proxy:
        where = proxy.urls[0].replace("{", "%7B").replace("}", "%7D") + (asked or "")
        headers = {"Authorization": "Bearer x", "Cookie": "a=b", "Proxy-Authorization": "no", "TE": "trailers"}
        offered = [Subprotocol("a"), Subprotocol("b")]
        with connect(where, additional_headers=headers, origin="https://page.example", subprotocols=offered) as raw:  # type: ignore[arg-type] - a NewType.
            assert raw.subprotocol == "b"
        (ask,) = asks
        path = where.split("/", 3)[3]
        assert ask.path == (f"/v2/{path}" if seen is None else seen)
        sent = {
            name: ask.headers.get(name) for name in ("Authorization", "Cookie", "Origin", "Proxy-Authorization", "TE")
        }
        assert sent == {
            "Authorization": "Bearer x",
            "Cookie": "a=b",
            "Origin": "https://page.example",
            "Proxy-Authorization": None,
            "TE": None,
        }


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize(
    ("side", "frame", "verdict", "codes"),
    [
        ("client", '{"type":"send_message","thread_id":"x","content":""}', "invalid", (1002, 1001)),
        ("client", '{"type":"nothing"}', "unknown", (1002, 1001)),
        ("client", "no JSON", "unreadable", (1002, 1001)),
        ("client", b"\x00\xff", "unreadable", (1003, 1001)),
        ("server", '{"type":"agent_event"}', "invalid", (1014, 1002)),
        ("server", b"\x00\xff", "unreadable", (1014, 1003)),
        ("server", '{"type":"new"}', "unknown", None),
    ],
)
def test_what_the_document_forbids_is_told_and_ends_the_connection_where_strict(
    side: str, frame: str | bytes, verdict: str, codes: tuple[int, int] | None, is_strict: bool
) -> None:
    heard: list[str | bytes] = []
    ended: list[int | None] = []

    def handle(connection: ServerConnection) -> None:
        try:
            if side == "server":
                connection.send(frame)
            heard.append(connection.recv())
            connection.close(4001, "enough")
        except ConnectionClosed:
            ended.append(connection.close_code)

    with scripted(handle) as url, proxied(url, is_strict=is_strict) as proxy:
        with connect(proxy.url) as raw:
            passed: str | bytes = ""
            try:
                if side == "server":
                    passed = raw.recv(PATIENCE)
                raw.send(frame if side == "client" else ASKED)
                raw.recv(PATIENCE)
            except ConnectionClosed:
                pass
        proxy.said(rf"\d [→←] .* {verdict}: ")
        proxy.said("closed ")
    assert proxy.outcome is not None
    assert proxy.outcome.answer is Answer.NO
    assert f"(1 {verdict})" in proxy.outcome.out
    if is_strict and codes:
        assert (raw.close_code, ended) == (codes[0], [codes[1]])
    else:
        assert (raw.close_code, raw.close_reason, heard) == (4001, "enough", [frame if side == "client" else ASKED])
        assert passed == (frame if side == "server" else "")


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (1001, "bye"), (1012, "again"), (4408, "é" * 61)])
def test_a_servers_close_reaches_the_client(code: int, reason: str) -> None:
    with scripted(lambda connection: connection.close(code, reason)) as url, proxied(url) as proxy:
        with connect(proxy.url) as raw, pytest.raises(ConnectionClosed):
            raw.recv(PATIENCE)
        assert (raw.close_code, raw.close_reason) == (code, reason)


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (4002, "that frame"), (None, "")])
def test_a_clients_close_reaches_the_server_after_what_it_sent(code: int | None, reason: str) -> None:
    heard: list[str | bytes] = []
    over = threading.Event()

    def handle(connection: ServerConnection) -> None:
        try:
            while True:
                heard.append(connection.recv())
        except ConnectionClosed as closed:
            heard.append(f"{closed.rcvd.code if closed.rcvd else None} {closed.rcvd.reason if closed.rcvd else ''}")
            over.set()

    with scripted(handle) as url, proxied(url) as proxy, connect(proxy.url) as raw:
        raw.send(ASKED)
        raw.send([ASKED[:5], ASKED[5:]])
        if code is None:
            raw.socket.shutdown(socket.SHUT_RDWR)
        else:
            raw.close(code, reason)
        assert over.wait(PATIENCE)
    assert heard == [ASKED, ASKED, f"{code} {reason}"]


def test_a_server_that_is_not_there_is_1014_with_the_reason_and_a_client_comes_back_when_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with proxied(f"ws://127.0.0.1:{port}") as proxy:
        with connect(proxy.url) as raw, pytest.raises(ConnectionClosed):
            raw.recv(PATIENCE)
        assert raw.close_code == 1014
        assert raw.close_reason == "no connection to the server: Connection refused"
        proxy.said("no connection to the server: Connection refused")


def test_a_server_that_is_lost_is_1014_and_the_client_comes_back() -> None:
    served: list[str] = []

    def handle(connection: ServerConnection) -> None:
        served.append("once")
        if len(served) == 1:
            connection.socket.shutdown(socket.SHUT_RDWR)
            return
        asked = json.loads(connection.recv())
        reply = {"type": "thread_history", "thread_id": 1, "messages": [], "request_id": asked["request_id"]}
        connection.send(json.dumps(reply))
        connection.recv()

    options = ClientOptions(reconnect=ReconnectPolicy(first=0.02, most=0.05))
    with (
        scripted(handle) as url,
        proxied(url) as proxy,
        ChatClientSync(proxy.url, token="a", options=options) as client,
    ):
        proxy.said("closed 1014 by the server the connection to the server was lost")
        proxy.said("2 opened")
        assert client.subscribe_thread(thread_id=1).messages == []
    assert served == ["once", "once"]


def test_an_http_refusal_is_passed_on() -> None:
    def refuse(connection: ServerConnection, _: Request) -> Response:
        return connection.respond(403, "no\n")

    with scripted(echo, refuse) as url, proxied(url) as proxy:
        with pytest.raises(InvalidStatus) as failed, connect(proxy.url):
            pass
        assert failed.value.response.status_code == 403
        proxy.said("refused /ws with HTTP 403")


def test_big_binary_and_many_frames_pass_unchanged_and_in_order() -> None:
    big = CHUNK % ("é" * 1_000_000)
    sent = [big, b"\x00" * 1_000_000, "", *(CHUNK % number for number in range(100))]
    with scripted(echo) as url, proxied(url) as proxy, connect(proxy.url, max_size=None) as raw:
        for each in sent:
            raw.send(each)
        assert [raw.recv(PATIENCE) for _ in sent] == sent


def test_a_client_that_reads_nothing_holds_up_its_server_and_not_the_proxy() -> None:
    block = CHUNK % ("x" * 500_000)
    count = 0
    over = threading.Event()

    def handle(connection: ServerConnection) -> None:
        nonlocal count
        # The sockets of both ways hold some megabytes; nothing else may.
        while not over.is_set() and count < 100:
            connection.send(block)
            count += 1

    with scripted(handle) as url, proxied(url) as proxy:
        where = urlsplit(proxy.url)
        with socket.create_connection((where.hostname, where.port)) as raw:
            raw.sendall(UPGRADE)
            before = -1
            while before != count or count == 0:
                before = count
                over.wait(0.4)
            over.set()
            assert 0 < count < 60


def test_fifty_clients_keep_their_own_servers_apart() -> None:
    with scripted(echo) as url, proxied(url) as proxy, ExitStack() as opened:
        clients = [opened.enter_context(connect(f"{proxy.url}?n={number}")) for number in range(50)]
        for number, client in enumerate(clients):
            client.send(CHUNK % number)
        assert [client.recv(PATIENCE) for client in clients] == [CHUNK % number for number in range(50)]


def project(folder: Path, case: str) -> Path:
    """A project whose document is that of a golden case."""
    shutil.copytree(ROOT / "tests" / "golden" / case, folder / case, ignore=shutil.ignore_patterns("expected"))
    (folder / case / "pyproject.toml").write_text('[tool.wsgen]\nspec = "spec.yml"\n')
    return folder / case
