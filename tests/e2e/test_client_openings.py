"""How clients with and without asyncio begin over real sockets: TLS, redirects, proxies, and a second event loop."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import pytest
from client_harness import ChatClient
from sync_served import LIMIT, SyncChatClient, chat_server_thread

from wsgen.runtime.errors import ClientError, HandshakeFailed, Unreachable


def failure_with_asyncio(url: str) -> ClientError:
    async def scenario() -> ClientError:
        with pytest.raises(ClientError) as caught:
            await ChatClient(url, token="s3cret").__aenter__()
        return caught.value

    return asyncio.run(scenario())


def failure_without_asyncio(url: str) -> ClientError:
    with pytest.raises(ClientError) as caught:
        SyncChatClient(url, token="s3cret").__enter__()
    return caught.value


EITHER: Final = pytest.mark.parametrize(
    "failure_of", [failure_with_asyncio, failure_without_asyncio], ids=["asyncio", "threads"]
)


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """Give the port of a server that answers one connection with these bytes, whatever it's asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(LIMIT)

        def serve() -> None:
            with suppress(TimeoutError):  # of a client that never came
                answer_one()

        def answer_one() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        yield listening.getsockname()[1]
        server.join(LIMIT)


@EITHER
def test_wss_asks_for_tls_without_any_option(failure_of: Callable[[str], ClientError]) -> None:
    with answering(b"no TLS here\r\n") as port:
        failure = failure_of(f"wss://127.0.0.1:{port}/ws")
    assert isinstance(failure, Unreachable)
    assert "TLS can't be agreed on" in str(failure)


@EITHER
def test_a_redirect_to_no_websocket_url_is_a_failed_handshake_that_keeps_the_token_secret(
    failure_of: Callable[[str], ClientError],
) -> None:
    head = "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: https://user:pass@chat.test/ws?token=s3cret\r\n\r\n"
    with answering(head.encode()) as port:
        failure = failure_of(f"ws://127.0.0.1:{port}/ws")
    assert isinstance(failure, HandshakeFailed)
    assert "https://chat.test/ws isn't a valid URI" in str(failure)
    assert "s3cret" not in str(failure)


@EITHER
def test_a_proxy_that_is_none_is_a_failed_handshake(
    failure_of: Callable[[str], ClientError], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("all_proxy", "http_proxy", "https_proxy", "socks_proxy", "wss_proxy", "ws_proxy"):
        monkeypatch.setenv(name, "nonsense://user:pass@proxy.test")
    failure = failure_of("ws://chat.test/ws")
    assert isinstance(failure, HandshakeFailed)
    assert "nonsense://proxy.test isn't a valid proxy" in str(failure)


def test_one_client_is_used_in_one_event_loop_after_the_other() -> None:
    with chat_server_thread() as server:
        client = ChatClient(server.url, token="t")

        async def use() -> list[str]:
            async with client:
                return (await client.subscribe_thread(thread_id=1, timeout=LIMIT)).messages

        assert [asyncio.run(use()), asyncio.run(use())] == [["hello"], ["hello"]]
