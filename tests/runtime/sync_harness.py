"""A chat client without asyncio as it is generated."""

from chat_protocol import (
    AGENT,
    CHAT,
    CLIENT_TO_SERVER,
    THREAD,
    AgentEvent,
    ChatArguments,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SubscribeThread,
    ThreadHistory,
)

from wsgen.runtime.client.options import ClientOptions
from wsgen.runtime.client.sync_client import ClientSync
from wsgen.runtime.client.sync_streams import ReplyStreamSync, SubscriptionSync
from wsgen.runtime.wire import WireModel


class SyncChatClient(ClientSync):
    """What `generated/client_sync.py` holds for this protocol."""

    protocol = CHAT

    def __init__(self, url: str = "ws://chat.test/ws", *, token: str, options: ClientOptions | None = None) -> None:
        super().__init__(url, ChatArguments(token=token), options)

    def subscribe_thread(self, *, thread_id: int, timeout: float | None = None) -> ThreadHistory:
        reply: ThreadHistory = self._request(
            CLIENT_TO_SERVER["subscribe_thread"], SubscribeThread(thread_id=thread_id), timeout=timeout
        )
        return reply

    def send_message(
        self, *, thread_id: int, content: str, timeout: float | None = None
    ) -> ReplyStreamSync[StreamStart | StreamChunk | StreamEnd]:
        message = SendMessage(thread_id=thread_id, content=content)
        return self._stream(CLIENT_TO_SERVER["send_message"], message, timeout=timeout)

    def send(self, message: WireModel) -> None:
        self._send(message)

    def agent(self, *, agent_id: int) -> SubscriptionSync[AgentEvent]:
        return self._subscription(AGENT, {"agent_id": agent_id})

    def thread(self, *, thread_id: int) -> SubscriptionSync[ThreadHistory | StreamStart | StreamChunk | StreamEnd]:
        return self._subscription(THREAD, {"thread_id": thread_id})

    def everything(self) -> SubscriptionSync[WireModel]:
        return self._messages()
