"""The example's chat server with pings that tests can wait for: `uvicorn tests.browser.quick_chat:app`."""

from dataclasses import replace

from examples.chat.server import Chat
from generated.dispatch import CHAT

assert CHAT.heartbeat is not None
QUICK = replace(CHAT, heartbeat=replace(CHAT.heartbeat, interval=0.25, timeout=2.0))


class QuickChat(Chat):
    """Pings four times a second, and gives up a client whose pongs are two seconds late."""

    protocol = QUICK


app = QuickChat().asgi()
