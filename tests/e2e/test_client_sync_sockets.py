"""The client without asyncio over real sockets, against a server of `websockets` that speaks the chat protocol."""

import pytest
from chat_protocol import AgentEvent, StreamChunk, StreamEnd, StreamStart
from sync_served import SyncChatClient, chat_server_thread

from wsgen.runtime.errors import Closed, ProtocolError, Unauthorized


def test_a_whole_conversation() -> None:
    with chat_server_thread() as server:
        with server.client() as client:
            assert client.subscribe_thread(thread_id=42, timeout=20).messages == ["hello"]
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
