"""A declared reply to subscribe messages over real sockets, for the client without asyncio."""

import asyncio

import pytest
from acknowledged_chat import BY_ID, server_of
from served import serving
from sync_served import SyncChatClient

from wsgen.runtime.errors import SubscriptionRefused


class AcknowledgedClient(SyncChatClient):
    """The client of that protocol."""

    protocol = BY_ID


def test_the_client_without_asyncio_knows_whether_it_is_subscribed() -> None:
    chat = server_of(BY_ID)

    def use(url: str) -> None:
        with AcknowledgedClient(f"{url}/ws", token="t") as client:
            with pytest.raises(SubscriptionRefused, match="agent:9 is not for this client"), client.agent(agent_id=9):
                raise AssertionError
            with client.agent(agent_id=7):
                assert chat.seen.connected[0].topics == ("agent:7",)
                with client.agent(agent_id=7):  # which the server isn't asked for, so that it doesn't answer either
                    assert chat.seen.connected[0].topics == ("agent:7",)

    async def run() -> None:
        async with serving(chat.asgi()) as url:
            await asyncio.to_thread(use, url)

    asyncio.run(run())
