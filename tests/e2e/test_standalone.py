"""The server on sockets of its own, without ASGI: what is only its own matter."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from chat_service import Chat
from served import ROOT, closed_with, receive, receive_message, within
from websockets.asyncio.client import connect, unix_connect
from websockets.exceptions import InvalidStatus

from generated import ChatClient, Connection, Reject, ServerOptions
from generated.models import ThreadHistory

TOKEN = "?token=good"


def test_it_listens_where_it_is_told_and_leaves_nothing_behind() -> None:
    async def scenario() -> None:
        chat = Chat()
        async with chat.serve("127.0.0.1", 0) as serving:
            ((host, port),) = serving.addresses
            for path in ("/ws", "/ws/"):
                async with ChatClient(f"ws://{host}:{port}{path}", token="good") as client:
                    assert isinstance(await client.subscribe_thread(thread_id=1), ThreadHistory)
            assert [await within(chat.gone.get()) for _ in range(2)] == [1000, 1000]
        with pytest.raises(ConnectionRefusedError):
            await connect(f"ws://{host}:{port}/ws{TOKEN}")
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scenario())


def test_a_unix_socket_is_enough(tmp_path: Path) -> None:
    async def scenario() -> None:
        path = tmp_path / "chat.sock"
        async with Chat().serve(unix=path) as serving:
            assert serving.addresses == []
            async with unix_connect(str(path), f"ws://localhost/ws{TOKEN}") as client:
                await client.send('{"type": "subscribe_thread", "thread_id": 42}')
                assert (await receive_message(client))["type"] == "thread_history"

    asyncio.run(scenario())


def test_tls_is_a_context_of_the_standard_library(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    making = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    making += ["-keyout", str(key), "-out", str(certificate), "-days", "1", "-subj", "/CN=localhost"]
    made = subprocess.run([*making, "-addext", "subjectAltName=IP:127.0.0.1"], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    async def scenario() -> None:
        async with Chat().serve(port=0, tls=tls) as serving:
            port = serving.addresses[0][1]
            trusting = ssl.create_default_context(cafile=str(certificate))
            async with connect(f"wss://127.0.0.1:{port}/ws{TOKEN}", ssl=trusting) as client:
                await client.send('{"type": "subscribe_thread", "thread_id": 42}')
                assert (await receive_message(client))["type"] == "thread_history"

    asyncio.run(scenario())


def test_what_is_no_websocket_gets_an_http_answer_and_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def ask(port: int, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await within(reader.read())
        writer.close()
        return answer.split(b"\r\n")[0]

    async def scenario() -> None:
        async with Chat().serve(port=0) as serving:
            port = serving.addresses[0][1]
            assert await ask(port, b"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n") == b"HTTP/1.1 426 Upgrade Required"
            assert await ask(port, b"GET /else HTTP/1.1\r\nHost: a\r\n\r\n") == b"HTTP/1.1 404 Not Found"
            assert (await ask(port, b"\x16\x03\x01 nonsense\r\n\r\n"))[:12] in (b"", b"HTTP/1.1 400")
            with pytest.raises(InvalidStatus) as caught:
                await connect(f"ws://127.0.0.1:{port}/elsewhere{TOKEN}")
            assert caught.value.response.status_code == 404

    asyncio.run(scenario())
    assert "Traceback" not in caplog.text


class Thoughtful(Chat):
    """Takes its time to refuse."""

    def __init__(self, options: ServerOptions) -> None:
        super().__init__(options)
        self.decided = asyncio.Event()

    async def on_connect(self, connection: Connection[list[str]]) -> None:
        await self.decided.wait()
        raise Reject(4401, "token expired")


def test_a_refused_client_that_has_sent_much_is_told_at_once() -> None:
    async def scenario() -> None:
        # The limit is far beyond the test's own: were the close to wait for it, the test would fail.
        chat = Thoughtful(ServerOptions(close_timeout=600, auth_timeout=600))
        async with chat.serve(port=0) as serving:
            port = serving.addresses[0][1]
            async with connect(f"ws://127.0.0.1:{port}/ws?token=bad", close_timeout=600) as client:
                for _ in range(200):
                    await client.send("x" * 100)
                # Some of it is read, then no more: a pong may not come before the decision.
                for _ in range(100):
                    await asyncio.sleep(0)
                chat.decided.set()
                assert await closed_with(client) == (4401, "token expired")

    asyncio.run(scenario())


def test_who_never_sends_its_request_holds_up_no_shutdown() -> None:
    async def scenario() -> None:
        async with Chat(ServerOptions(auth_timeout=60)).serve(port=0) as serving:
            reader, writer = await asyncio.open_connection("127.0.0.1", serving.addresses[0][1])
            async with connect(f"ws://127.0.0.1:{serving.addresses[0][1]}/ws{TOKEN}") as client:
                await client.send('{"type": "subscribe_thread", "thread_id": 42}')
                await receive(client)
        assert await within(reader.read()) == b""
        writer.close()

    asyncio.run(within(scenario()))


def test_run_serves_until_it_is_told_to_stop_and_closes_1012(tmp_path: Path) -> None:
    program = "from chat_service import Chat; import logging; logging.basicConfig(level=20); Chat().run(port=0)"
    log = tmp_path / "log"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}"}

    async def scenario(process: subprocess.Popen[bytes], number: int) -> None:
        async with asyncio.timeout(60):
            while "listening on" not in log.read_text():  # noqa: ASYNC110 - a log can't be waited for
                await asyncio.sleep(0.02)
        port = log.read_text().split("listening on 127.0.0.1:")[1].split()[0]
        async with connect(f"ws://127.0.0.1:{port}/ws{TOKEN}") as client:
            await client.send('{"type": "subscribe_thread", "thread_id": 42}')
            await receive_message(client)
            process.send_signal(number)
            assert (await closed_with(client))[0] == 1012

    for number in (signal.SIGTERM, signal.SIGINT):
        with (
            log.open("w") as out,
            subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=out, stderr=out) as process,
        ):
            try:
                asyncio.run(scenario(process, number))
                assert process.wait(60) == 0, log.read_text()
            finally:
                process.kill()
        assert "Traceback" not in log.read_text()
