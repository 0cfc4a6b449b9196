"""The generated client without asyncio against examples/chat in a process of its own, which is killed and restarted."""

import os
import queue
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest
from served import ROOT

from generated import ChatClientSync, ClientOptions, Unauthorized
from generated._runtime.core.reconnect import ReconnectPolicy
from generated.models import StreamChunk, StreamEnd, StreamStart

LIMIT = 60.0
QUICK = ReconnectPolicy(first=0.05, most=0.2)


@contextmanager
def chat_process(port: int, log: Path) -> Iterator[Popen[bytes]]:
    """Run examples/chat by uvicorn on a port, ready to be connected to."""
    command = [sys.executable, "-m", "uvicorn", "examples.chat.server:app", "--port", str(port)]
    command += ["--ws", "websockets-sansio", "--loop", "uvloop"]
    with log.open("ab") as out:
        process = Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out)
        try:
            while not answers(port):
                assert process.poll() is None, log.read_text()
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.05)
            yield process
        finally:
            process.kill()
            process.wait(LIMIT)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def test_a_conversation_goes_on_after_the_server_was_killed_and_restarted(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "server.log"
    states: queue.SimpleQueue[str] = queue.SimpleQueue()
    client = ChatClientSync(
        f"ws://127.0.0.1:{port}/ws", token="demo", options=ClientOptions(reconnect=QUICK, request_timeout=LIMIT)
    )
    client.on_state(states.put)
    with chat_process(port, log) as server:
        client.__enter__()
        events = client.agent(agent_id=7)
        events.__enter__()
        coming = iter(events)
        assert client.subscribe_thread(thread_id=42).thread_id == 42
        frames = list(client.send_message(thread_id=42, content="Hello there"))
        assert [type(frames[0]), type(frames[-1])] == [StreamStart, StreamEnd]
        assert any(isinstance(frame, StreamChunk) for frame in frames)
        # An event may come after the stream's end: it's waited for, so that the kill can't lose it.
        seen = [next(coming), next(coming)]
        server.send_signal(signal.SIGKILL)
        while states.get(timeout=LIMIT) != "stale":
            pass
    with chat_process(port, log):
        # Waits for the connection, and is sent once.
        assert client.subscribe_thread(thread_id=43).thread_id == 43
        assert states.get(timeout=LIMIT) == "live"
        # The events have numbers, so that the next one says that some are missing.
        assert list(client.send_message(thread_id=43, content="Again"))
        seen += [next(coming), next(coming)]
        client.close()
    assert [event.data["status"] for event in seen] == ["running", "idle"] * 2
    assert list(coming) == []
    assert events.gaps == 1


def test_a_wrong_token_is_refused_by_its_class(tmp_path: Path) -> None:
    port = free_port()
    chat = ChatClientSync(f"ws://127.0.0.1:{port}/ws", token="guessed")
    with chat_process(port, tmp_path / "server.log"), chat, pytest.raises(Unauthorized, match="token"):
        chat.subscribe_thread(thread_id=1)


def test_the_console_client_talks(tmp_path: Path) -> None:
    port = free_port()
    with chat_process(port, tmp_path / "server.log"):
        done = subprocess.run(
            [sys.executable, "-m", "examples.chat.client_sync", "--url", f"ws://127.0.0.1:{port}/ws"],
            input="Hello there\n\n",
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hello there" in done.stdout
