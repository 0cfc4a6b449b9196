"""Some rows of docs/conformance.md in the real browser, with the driver that Node has for all of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.conformance.behaviour import Behaviour
from tests.conformance.drivers import HERE, Answer, Command
from tests.conformance.stage import Server, Stage
from tests.conformance.table import SECTIONS

CLIENT = HERE.parents[1] / "frontend" / "client"
SITE = "http://conformance.test"
ROWS = {
    "arguments_in_the_handshake",
    "states",
    "a_clean_close",
    "comes_back",
    "a_new_token_once",
    "a_refused_handshake",
    "an_invalid_frame",
    "a_binary_frame",
    "a_ping",
    "a_stream",
    "requests_in_flight",
    "resubscribes_first",
}
CHOSEN = [each for section in SECTIONS.values() for each in section if each.name in ROWS]


class Waiting:
    """What stands for a future: the page goes on by itself, and is asked when the answer is needed."""

    def __init__(self, page: Page, number: int) -> None:
        self._page = page
        self._number = number

    def result(self, timeout: float | None = None) -> Answer:
        """The answer."""
        answer: Answer = self._page.evaluate("number => answers[number]", self._number)
        return answer


class PageDriver:
    """The browser's client in a page, behind the same commands as the others."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._count = 0

    def start(self, command: Command) -> Any:
        """Begins a command."""
        self._count += 1
        self._page.evaluate("([id, asked]) => void (answers[id] = driver.command(asked))", [self._count, command])
        return Waiting(self._page, self._count)

    def do(self, command: Command) -> Answer:
        """The answer to a command."""
        answer: Answer = self.start(command).result()
        return answer


@pytest.fixture(scope="module")
def driven(browser: Browser) -> Iterator[PageDriver]:
    """One page for all rows, under a policy without eval."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            policy = {"Content-Security-Policy": "default-src 'self'; connect-src ws:"}
            route.fulfill(body="<!doctype html><title>conformance</title>", content_type="text/html", headers=policy)
            return
        file = HERE / "browser_driver.mjs" if path == "/driver.mjs" else CLIENT / path.removeprefix("/client/")
        route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")

    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", serve)
        page.goto(f"{SITE}/")
        page.evaluate(
            """async () => {
                globalThis.answers = {};
                globalThis.driver = new (await import("/driver.mjs")).Driver();
            }"""
        )
        found = PageDriver(page)
        assert "error" not in found.do({"do": "load", "protocol": "chat", "browser": "/client/index.js"})
        yield found


@pytest.mark.parametrize("behaviour", CHOSEN, ids=lambda each: each.name)
def test_the_browser_itself_does_what_node_does(behaviour: Behaviour, driven: PageDriver) -> None:
    server = Server()
    with server.serving() as url:
        stage = Stage(driven, server, url, dict(behaviour.wanted("browser") or {}))
        try:
            behaviour.run(stage)
        finally:
            stage.end()


def test_every_chosen_row_is_in_the_table() -> None:
    assert {each.name for each in CHOSEN} == ROWS
