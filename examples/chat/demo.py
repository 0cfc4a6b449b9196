"""`make demo`: the whole story in a few seconds. Two processes, one socket, every frame shown."""

import asyncio
import logging
import socket
import subprocess
import sys
import time
from pathlib import Path

from generated import ChatClient, Unauthorized
from generated.models import StreamChunk

ROOT = Path(__file__).parent.parent.parent
WIDTH = 78


class Frames(logging.Handler):
    """Prints each frame that really crossed the wire, as the client logs it at debug level."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one frame, cut to the terminal's width."""
        text = record.getMessage()
        print(f"  {text if len(text) <= WIDTH else text[: WIDTH - 1] + '…'}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return when the server accepts connections; raises RuntimeError when it ended or a minute has passed."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the example server did not start")


async def story(url: str) -> None:
    """Refused without a token, then: subscribe, history, a message and its stream, an agent's events."""
    print("\nA token that the server doesn't know:")
    try:
        async with ChatClient(url, token="expired") as chat:  # noqa: S106 a token of the demo
            await chat.subscribe_thread(thread_id=42)
    except Unauthorized as refused:
        print(f"  Unauthorized: close code {refused.code}, {refused.reason}")

    async with ChatClient(url, token="demo") as chat:  # noqa: S106 a token of the demo
        print("\nOpen conversation 42, and follow agent 7:")
        history = await chat.subscribe_thread(thread_id=42)
        print(f"  {type(history).__name__} with {len(history.messages)} messages")
        async with chat.agent(agent_id=7) as events:
            print("\nSay something; the answer is a stream of typed frames:")
            answer = ""
            async with chat.send_message(thread_id=42, content="Hello, agent!") as replies:
                async for frame in replies:
                    answer += frame.content if isinstance(frame, StreamChunk) else ""
            print(f"  the whole answer: {answer.strip()!r}")
            statuses = [(await anext(aiter(events))).data["status"] for _ in range(2)]
            print(f"  meanwhile agent 7 was {' and then '.join(map(str, statuses))}")
        print("\nWhat was said is in the history now:")
        history = await chat.subscribe_thread(thread_id=42)
        for said in history.messages:
            print(f"  {said.role}: {said.content}")


def main() -> None:
    """Start the server as a process of its own, run the story against it, stop it."""
    port = free_port()
    # What the server logs would stand between the frames.
    command = [sys.executable, "-m", "examples.chat.server", "--port", str(port), "--log-level", "WARNING"]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(port, server)
        frames = logging.getLogger("generated._runtime.client.transport.frames")
        frames.setLevel(logging.DEBUG)
        frames.propagate = False
        frames.addHandler(Frames())
        asyncio.run(story(f"ws://localhost:{port}/ws"))
    finally:
        server.terminate()
        server.wait(10)
    print("\nThat was asyncapi/chat.yml at work. Next: README.md, examples/chat/, generated/server.py.")


if __name__ == "__main__":
    main()
