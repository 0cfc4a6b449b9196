"""What a user interface does with a client's states, from the first to the last."""

import asyncio

from examples.chat.server import Chat
from generated import ChatClient
from generated._runtime.testing import pair


class Badge:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def set(self, state: str) -> None:
        self.seen.append(state)


badge = Badge()


async def main() -> None:
    async with pair(Chat(), ChatClient, token="demo") as (client, _):
        asyncio.get_running_loop().call_later(0.1, lambda: asyncio.ensure_future(client.close()))
        # HERE
    assert badge.seen == ["live", "closed"]


asyncio.run(main())
