"""What is served to Chromium here: the generated client of Chat, and servers that can be made to fail."""

import mimetypes
import os
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Route

from examples.chat.server import Chat
from generated import ServerOptions
from wsgen.provider.serving import serving

ROOT = Path(__file__).parent.parent.parent
CLIENT = ROOT / "frontend" / "client"
ORIGIN = "http://localhost:8999"
POLICY = "default-src 'none'; script-src 'self'; connect-src ws:; base-uri 'none'; form-action 'none'"
"""As strict as a page's policy can be that talks to a WebSocket: no inline script or style, no eval."""

SHOTS = os.environ.get("WSGEN_SCREENSHOTS")
"""A folder where the pages are kept as they looked."""


def shot(shown: Page | Locator, name: str) -> None:
    """Keeps how a page, or a part of it, looks, where somebody wants to see that."""
    if SHOTS:
        shown.screenshot(path=Path(SHOTS) / f"{name}.png")


def show(page: Page, body: str, script: str) -> None:
    """Opens a page with this body and this module, beside the generated client; nothing of it is on the network."""
    texts = {
        "/": f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Chat</title><main><h1>Chat</h1>{body}</main>'
        '<script type="module" src="/main.js"></script></html>',
        "/main.js": script,
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        text = texts.get(path)
        if text is None:
            text = (CLIENT / path.removeprefix("/client/")).read_text()
        kind = mimetypes.guess_type(path)[0] or "text/html"
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": POLICY}
        route.fulfill(body=text, headers=headers)

    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")


class Service:
    """The example's server on a port that stays the same, which can be stopped, started again, and made to lie."""

    def __init__(self, port: int = 0, options: ServerOptions | None = None) -> None:
        self.port = port
        self._options = options
        self.lies: dict[str, str] = {}
        """What is sent instead of a frame that holds a text."""
        self.heard: list[str] = []
        """Every frame that came from clients."""
        self._running = ExitStack()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def start(self) -> None:
        self._app = Chat(self._options).asgi()
        served = self._running.enter_context(serving(self._lying, port=self.port))
        self.port = int(served.url.rpartition(":")[2])

    def stop(self) -> None:
        self._running.close()

    async def _lying(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def hear() -> Any:
            message = await receive()
            if message.get("text"):
                self.heard.append(message["text"])
            return message

        async def say(message: MutableMapping[str, Any]) -> None:
            text = message.get("text") or ""
            lie = next((lie for part, lie in self.lies.items() if part in text), None)
            await send({**message, "text": lie} if lie else message)

        await self._app(scope, hear, say)


@contextmanager
def service(options: ServerOptions | None = None) -> Iterator[Service]:
    """The example's server, until the block ends."""
    made = Service(options=options)
    made.start()
    try:
        yield made
    finally:
        made.stop()
