"""The client without asyncio over real sockets, against a server of `websockets` that speaks the chat protocol."""

import gc
import json
import os
import queue
import socket
import ssl
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chat_protocol import AgentEvent, StreamChunk, StreamEnd, StreamStart, SubscribeThread
from sync_served import LIMIT, SyncChatClient, chat_server_thread

from wsgen.runtime.client import sync_socket
from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.core.reconnect import ReconnectPolicy
from wsgen.runtime.errors import Closed, HandshakeFailed, HeartbeatLost, ProtocolError, Unauthorized, Unreachable

QUICK = ReconnectPolicy(first=0.01, most=0.05)
HERE = Path(__file__).parent


def test_a_whole_conversation() -> None:
    with chat_server_thread() as server:
        with server.client() as client:
            assert client.subscribe_thread(thread_id=42, timeout=LIMIT).messages == ["hello"]
            frames = [type(frame) for frame in client.send_message(thread_id=42, content="Hi")]
            assert frames == [StreamStart, StreamChunk, StreamEnd]
            with client.agent(agent_id=7) as events:
                assert isinstance(next(events), AgentEvent)
            assert client.state == "live"
        assert server.ended() == (1000, "")
        assert [frame["type"] for frame in server.frames][:3] == ["subscribe_thread", "send_message", "subscribe"]


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [(4401, "token expired", Unauthorized), (1002, "no such tag", ProtocolError), (4999, "why", Closed)],
)
def test_a_close_code_becomes_its_exception(code: int, reason: str, kind: type[Closed]) -> None:
    with chat_server_thread() as server:
        server.close_with = (code, reason)
        client: SyncChatClient = server.client()
        with client, pytest.raises(kind) as caught:
            client.subscribe_thread(thread_id=1)
        assert (caught.value.code, caught.value.reason, caught.value.by_client) == (code, reason, False)
        assert client.state == "closed"


def test_nobody_there_or_somebody_else_is_told_when_opening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"SSH-2.0-OpenSSH\r\n")

        other = threading.Thread(target=answer)
        other.start()
        client = SyncChatClient(f"ws://127.0.0.1:{port}/ws", token="t")
        with pytest.raises(HandshakeFailed, match="check the URL"):
            client.__enter__()
        other.join()
    with pytest.raises(Unreachable, match="is the server running"):
        client.__enter__()
    assert client.state == "closed"


def test_a_server_that_never_answers_the_handshake_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = SyncChatClient(
            f"ws://127.0.0.1:{listening.getsockname()[1]}/ws?token=secret",
            token="t",
            options=ClientOptions(connect_timeout=0.1),
        )
        with pytest.raises(TimeoutError, match=r"within 0\.1 s: is the server there") as caught:
            client.__enter__()
        assert "secret" not in str(caught.value)


def test_many_threads_use_one_client() -> None:
    def use(client: SyncChatClient, number: int) -> None:
        for _ in range(20):
            assert client.subscribe_thread(thread_id=number, timeout=LIMIT).thread_id == number
            with client.send_message(thread_id=number, content="x", timeout=LIMIT) as replies:
                assert [frame.thread_id for frame in replies] == [number] * 3
            with client.agent(agent_id=number) as events:
                event = events.receive(timeout=LIMIT)
                assert event is not None
                assert event.agent_id == number

    with chat_server_thread() as server:
        with server.client() as client:
            together([lambda number=number: use(client, number) for number in range(1, 9)])
        assert server.ended() == (1000, "")
    kinds = [frame["type"] for frame in server.frames]
    assert kinds.count("subscribe") == kinds.count("unsubscribe") == 160


def test_closing_from_any_thread_ends_all_waits() -> None:
    ends: queue.SimpleQueue[object] = queue.SimpleQueue()

    def wait(call: Any) -> None:
        try:
            ends.put(call())
        except Exception as error:
            ends.put(error)

    with chat_server_thread() as server:
        server.is_silent = True
        client = server.client()
        with client, client.agent(agent_id=7) as events, client.send_message(thread_id=1, content="x") as replies:
            waits = [
                lambda: client.subscribe_thread(thread_id=1, timeout=1000),
                lambda: next(replies),
                lambda: list(events),
                lambda: list(events),
            ]
            threads = [threading.Thread(target=wait, args=(each,)) for each in waits]
            for each in threads:
                each.start()
            server.saw("subscribe_thread")
            closing = threading.Thread(target=client.close)
            closing.start()
            for each in (*threads, closing):
                each.join(LIMIT)
                assert not each.is_alive()
        found = [ends.get(timeout=LIMIT) for _ in waits]
        assert sorted(type(each).__name__ for each in found) == ["RequestLost", "RequestLost", "list", "list"]
        with pytest.raises(Closed, match="this client was closed"):
            client.send(SubscribeThread(thread_id=1))


def test_pings_are_answered_while_the_users_code_does_something_else() -> None:
    with chat_server_thread() as server, server.client() as client:
        client.subscribe_thread(thread_id=1, timeout=LIMIT)
        for number in range(3):
            server.push({"type": "ping", "ping_id": str(number)})
        assert [server.saw("pong")["ping_id"] for _ in range(3)] == ["0", "1", "2"]


def test_a_server_that_stops_reading_is_told_to_the_sender_and_cannot_hold_up_a_close() -> None:
    with chat_server_thread() as server:
        client = server.client(close_timeout=0.3, request_timeout=0.3)
        with client:
            client.subscribe_thread(thread_id=1, timeout=LIMIT)
            server.stop_reading()
            with pytest.raises(TimeoutError, match=r"could not be sent within 0\.3 s: the server does not read"):
                send_for_ever(client)
        assert client.state == "closed"


def send_for_ever(client: SyncChatClient) -> None:
    while True:
        with client.send_message(thread_id=1, content="x" * 900_000, timeout=0.3):
            pass


def test_a_restarted_server_finds_the_client_subscribed_again() -> None:
    states: queue.SimpleQueue[str] = queue.SimpleQueue()
    with chat_server_thread() as server:
        client = server.client(reconnect=QUICK)
        client.on_state(states.put)
        with client, client.agent(agent_id=7) as events:
            assert events.receive(timeout=LIMIT)
            server.cut()
            found = events.receive(timeout=LIMIT)
            assert found is not None
            assert events.gaps == 1
            assert client.subscribe_thread(thread_id=1, timeout=LIMIT).thread_id == 1
        assert [states.get(timeout=LIMIT) for _ in range(5)] == ["connecting", "live", "stale", "live", "closed"]
    assert [frame["type"] for frame in server.frames].count("subscribe") == 2


def test_a_send_that_is_interrupted_in_the_middle_of_a_frame_costs_the_connection_and_not_the_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with chat_server_thread() as server, server.client(reconnect=QUICK) as client:
        assert client.subscribe_thread(thread_id=1, timeout=LIMIT).thread_id == 1
        with monkeypatch.context() as patch:
            patch.setattr(sync_socket.SocketTransport, "_put", interrupted)
            with pytest.raises(KeyboardInterrupt):
                client.send(SubscribeThread(thread_id=2))
        server.ended()
        assert client.subscribe_thread(thread_id=3, timeout=LIMIT).thread_id == 3
        assert [frame["thread_id"] for frame in server.frames] == [1, 3]


def interrupted(transport: object, data: bytes) -> int:
    raise KeyboardInterrupt


def test_closing_while_nobody_is_there_to_connect_to() -> None:
    states: queue.SimpleQueue[str] = queue.SimpleQueue()
    with chat_server_thread() as server:
        client = server.client(reconnect=QUICK)
        client.on_state(states.put)
        client.__enter__()
    while states.get(timeout=LIMIT) != "stale":
        pass
    with pytest.raises(TimeoutError, match=r"waited 0\.2 s for a connection and was not sent"):
        client.subscribe_thread(thread_id=1, timeout=0.2)
    client.close()
    assert client.state == "closed"
    assert not [each for each in threading.enumerate() if each.name.startswith("wsgen")]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts file descriptors by /proc")
def test_two_hundred_connections_leave_no_thread_and_no_file_descriptor() -> None:
    with chat_server_thread() as server:
        for round_ in range(200):
            client = server.client()
            if round_ % 2:
                with client:
                    client.subscribe_thread(thread_id=1, timeout=LIMIT)
            else:
                with client, client.agent(agent_id=7) as events:
                    next(events)
            server.ended()
            if round_ == 20:
                gc.collect()
                before = descriptors()
        gc.collect()
        assert descriptors() <= before
        assert not [each for each in threading.enumerate() if each.name.startswith("wsgen")]


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def together(calls: list[Any]) -> None:
    """Run calls in threads of their own; the first error of any is raised."""
    errors: list[BaseException] = []

    def whole(call: Any) -> None:
        try:
            call()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=whole, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join(LIMIT * 3)
    if errors:
        raise errors[0]
    assert not any(each.is_alive() for each in threads)


INTERRUPTED = """
import signal, sys, threading
from sync_harness import SyncChatClient

chat = SyncChatClient(sys.argv[1], token="t")
try:
    with chat, chat.agent(agent_id=7) as events:
        next(events)
        threading.Timer(0.2, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        {wait}
except KeyboardInterrupt:
    print("interrupted", chat.state, [each.name for each in threading.enumerate() if each.name.startswith("wsgen")])
"""
OPEN_AT_EXIT = """
import sys
from sync_harness import SyncChatClient

chat = SyncChatClient(sys.argv[1], token="t")
chat.__enter__()
print(chat.subscribe_thread(thread_id=1).thread_id)
"""
FORKED = """
import os, sys
from sync_harness import SyncChatClient

with SyncChatClient(sys.argv[1], token="t") as chat:
    child = os.fork()
    if child == 0:
        try:
            chat.subscribe_thread(thread_id=1)
        except RuntimeError as error:
            print(error, flush=True)
        chat.close()
        os._exit(0)
    os.waitpid(child, 0)
    print(chat.subscribe_thread(thread_id=1).thread_id)
"""


def script(text: str, url: str) -> str:
    """Run a user's script against the server; give what it printed."""
    root = HERE.parents[1]
    path = os.pathsep.join(map(str, (root, root / "tests" / "runtime")))
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", text, url]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(
    "wait",
    [
        "list(events)",
        "chat.subscribe_thread(thread_id=9, timeout=1000)",
        "list(chat.send_message(thread_id=9, content='x'))",
    ],
)
def test_an_interrupted_wait_leaves_nothing_behind(wait: str) -> None:
    with chat_server_thread() as server:
        server.ignored = {9}
        assert script(INTERRUPTED.format(wait=wait), server.url) == "interrupted closed []\n"
        assert server.ended() == (1000, "")


def test_an_open_client_keeps_no_interpreter_from_exiting() -> None:
    with chat_server_thread() as server:
        assert script(OPEN_AT_EXIT, server.url) == "1\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_fork_is_told_that_the_connection_is_its_parents() -> None:
    with chat_server_thread() as server:
        said = script(FORKED, server.url).splitlines()
    assert said[0].startswith("this client was opened by another process, before a fork")
    assert said[1] == "1"


class QuietChatClient(SyncChatClient):
    """For a protocol without pings of its own."""

    protocol = replace(SyncChatClient.protocol, heartbeat=None)


def test_where_the_protocol_has_no_pings_a_dead_connection_is_found_by_those_of_websocket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sync_socket, "PING_EVERY", 0.05)
    monkeypatch.setattr(sync_socket, "SILENT_FOR", 0.3)
    with chat_server_thread() as server:
        client = QuietChatClient(server.url, token="t", options=ClientOptions(reconnect=None, close_timeout=0.3))
        with client:
            assert client.subscribe_thread(thread_id=1, timeout=LIMIT).thread_id == 1
            server.stop_reading()
            with pytest.raises(HeartbeatLost, match="no answer to pings") as caught:
                client.subscribe_thread(thread_id=1, timeout=LIMIT)
            assert (caught.value.code, caught.value.by_client) == (4408, True)


def test_a_message_in_fragments_and_one_that_is_no_utf8() -> None:
    with chat_server_thread() as server, server.client() as client, client.agent(agent_id=7) as events:
        assert events.receive(timeout=LIMIT)
        text = json.dumps({"type": "agent_event", "agent_id": 7, "data": {"text": "grüße"}}, ensure_ascii=False)
        server.push_raw([text[:9], text[9:40], "", text[40:]])
        found = events.receive(timeout=LIMIT)
        assert found is not None
        assert found.data == {"text": "grüße"}
        server.push_raw(b"\xff\xfe", text=True)
        with pytest.raises(Closed, match="invalid start byte at position 0"):
            list(events)
        assert server.ended()[0] == 1007


def test_tls_carries_the_same_conversation(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl can't make a certificate here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with chat_server_thread(ssl=context) as server, server.client(ssl=trusting) as client:
        for _ in range(5):
            frames = list(client.send_message(thread_id=42, content="x" * 200_000, timeout=LIMIT))
            assert len(frames) == 3
        server.push({"type": "agent_event", "agent_id": 7, "data": {"text": "y" * 500_000}})
        with client.agent(agent_id=7) as events:
            assert next(events)
