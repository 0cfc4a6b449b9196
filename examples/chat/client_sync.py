"""The console client without asyncio: `python -m examples.chat.client_sync`, then type; an empty line ends it."""

import argparse

from generated import ChatClientSync, RequestFailed, Unauthorized
from generated.models import StreamChunk


def talk(url: str, token: str, thread_id: int) -> None:
    """Open one conversation and send what is typed, until an empty line; pings are answered while nobody types."""
    with ChatClientSync(url, token=token) as chat:
        history = chat.subscribe_thread(thread_id=thread_id)
        for said in history.messages:
            print(f"{said.role}: {said.content}")
        while line := input("you: ").strip():
            try:
                for frame in chat.send_message(thread_id=thread_id, content=line):
                    if isinstance(frame, StreamChunk):
                        print(frame.content, end="", flush=True)
                print()
            except RequestFailed as failure:
                print(failure)


def main() -> None:
    """Read the address and the token from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="ws://localhost:8000/ws")
    parser.add_argument("--token", default="demo")
    parser.add_argument("--thread", type=int, default=42)
    arguments = parser.parse_args()
    try:
        talk(arguments.url, arguments.token, arguments.thread)
    except Unauthorized as refused:
        print(refused)
    except (EOFError, KeyboardInterrupt):
        print()


if __name__ == "__main__":
    main()
