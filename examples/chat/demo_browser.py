"""`make demo-browser`: the example's page in a real browser, through green, amber and red; a picture of each."""

import argparse
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from .demo import ROOT, free_port, wait_for

SHOTS = ROOT / "build" / "demo-browser"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE = 30_000
"""Milliseconds that anything may take on a busy machine."""


@contextmanager
def running(port: int, *module: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One of Python's programs that listens on a port, until the block ends."""
    with subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield process
        finally:
            process.terminate()


def example(port: int) -> tuple[str, ...]:
    """The command line of the example's server."""
    return ("examples.chat.server", "--port", str(port), "--log-level", "WARNING")


def mock(port: int) -> tuple[str, ...]:
    """The command line of a mock of the same document."""
    return ("wsgen", "mock", "--port", str(port), "--seed", "1")


def written() -> Path:
    """The page of asyncapi/chat.yml, as a file."""
    site = SHOTS / "site"
    subprocess.run([sys.executable, "-m", "wsgen", "docs", "--out", str(site)], cwd=ROOT, check=True)
    return site / "index.html"


class Visitor:
    """Uses the page's console as somebody would; what it sees is kept as pictures."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._badge = page.locator("ws-badge")
        self._toasts = page.locator("ws-toasts li")

    def connects(self, url: str, token: str) -> None:
        """Fill in the server and the token, and press Connect."""
        self._page.get_by_label("Server", exact=True).fill(url)
        self._page.get_by_label("token").fill(token)
        self._page.get_by_role("button", name="Connect", exact=True).click()

    def leaves(self) -> None:
        """Press Disconnect."""
        self._page.get_by_role("button", name="Disconnect").click()
        self.sees("closed", "Closed")

    def says_something(self) -> None:
        """Send the example of a message, and wait for the end of the stream that answers it."""
        message = self._page.get_by_label("Message", exact=True)
        option = message.locator("option", has_text="send_message").get_attribute("value")
        message.select_option(option)
        self._page.get_by_role("button", name="Call send_message()").click()
        frames = self._page.get_by_role("region", name="Frames")
        expect(frames.locator("li").filter(has_text="stream_end").last).to_be_visible()

    def sees(self, state: str, words: str) -> None:
        """Wait until the badge has this colour and says this."""
        expect(self._badge).to_have_attribute("state", state)
        expect(self._badge.get_by_role("status")).to_have_text(words)

    def reads(self, text: str) -> None:
        """Wait for a toast."""
        expect(self._toasts.filter(has_text=text).first).to_be_visible()

    def keeps(self, name: str, told: str) -> None:
        """Take a picture of what is to be seen now."""
        # From the console's title on: the connection, what is sent, and the frames.
        self._page.get_by_role("heading", name="Console", exact=True).evaluate("title => title.scrollIntoView()")
        self._page.screenshot(path=SHOTS / f"{name}.png")
        print(f"  {name + '.png':11} {told}")

    def keeps_toast(self, told: str) -> None:
        """Take a picture of the latest toast alone."""
        self._toasts.last.screenshot(path=SHOTS / "toast.png")
        print(f"  {'toast.png':11} {told}")


def story(visitor: Visitor, port: int, mock_port: int) -> None:
    """First the mock; then the server, which goes away, comes back, and refuses a token."""
    server, token = f"ws://127.0.0.1:{port}/ws", "demo"
    with running(mock_port, *mock(mock_port)):
        visitor.connects(f"ws://127.0.0.1:{mock_port}/ws", token)
        visitor.sees("live", "Live")
        visitor.says_something()
        visitor.keeps("mock", "no server yet: the mock answers by the document's examples")
        visitor.leaves()
    with running(port, *example(port)):
        visitor.connects(server, token)
        visitor.sees("live", "Live")
        visitor.says_something()
        visitor.keeps("green", "the example's server: a message and the stream that answers it")
    visitor.sees("stale", "Reconnecting…")
    visitor.keeps("amber", "the server is stopped: the client connects again by itself")
    with running(port, *example(port)):
        visitor.sees("live", "Live")
        visitor.leaves()
        visitor.connects(server, "expired")
        visitor.reads("4401")
        visitor.sees("closed", "Closed")
        visitor.keeps("red", "a token that the server doesn't know: closed 4401")
        visitor.keeps_toast("what the page says of it")


def shown() -> None:
    """Drive the page without a window, and end."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium isn't installed: scripts/install-services.sh")
    page = written()
    print(f"\nPictures in {SHOTS.relative_to(ROOT)}/:")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        tab = browser.new_page(viewport={"width": 1500, "height": 1400}, reduced_motion="reduce")
        tab.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        tab.goto(page.as_uri())
        story(Visitor(tab), free_port(), free_port())
        browser.close()
    print("\nmake demo-browser DEMO_ARGS=--open shows the page in your own browser.")


def opened() -> None:
    """Show the page in the user's browser, with server and mock, until Ctrl-C."""
    page, port, mock_port = written(), free_port(), free_port()
    with running(port, *example(port)), running(mock_port, *mock(mock_port)) as process:
        print(f"\nThe page:   {page.as_uri()}")
        print(f"The server: ws://127.0.0.1:{port}/ws, token demo\nThe mock:   ws://127.0.0.1:{mock_port}/ws")
        print("Ctrl-C ends it.")
        webbrowser.open(page.as_uri())
        process.wait()


def main() -> None:
    """Show the page without a window, or with `--open` in the user's browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", action="store_true", help="show it in your own browser, until Ctrl-C")
    SHOTS.mkdir(parents=True, exist_ok=True)
    try:
        opened() if parser.parse_args().open else shown()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
