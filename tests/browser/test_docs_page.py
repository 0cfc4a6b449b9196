"""The documentation's page in a real browser: from a file, without network, for eyes, ears and paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from wsgen.docs.page import page as page_of
from wsgen.pipeline import Job, plan_document

ROOT = Path(__file__).parents[2]


def written(spec: Path, folder: Path) -> str:
    """The URL of a document's page, as a file."""
    protocol = plan_document(Job(spec.parent, spec.name), lambda _: None).protocol
    (folder / "index.html").write_text(page_of(protocol), "utf-8")
    return (folder / "index.html").as_uri()


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(ROOT / "asyncapi" / "chat.yml", tmp_path_factory.mktemp("site"))


def test_the_page_works_from_a_file_and_asks_no_network(
    page: Page, chat: str, axe: Callable[[Page], list[str]]
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(chat)
    page.locator("#console-root").get_by_role("button", name="Connect").wait_for()
    assert axe(page) == []
    page.keyboard.press("/")
    page.keyboard.type("chunk_type")
    assert "1 found" in page.get_by_role("status").first.inner_text()
    page.keyboard.press("Enter")
    assert page.url == f"{chat}#message-stream_chunk.chunk_type"
    assert page.locator("#message-stream_chunk\\.chunk_type").evaluate("row => row.matches(':target')")
    page.locator("#message-send_message").get_by_role("button", name="Try it in the console").click()
    assert "Hello, agent!" in page.locator("#console-root .json textarea").input_value()
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 29)"
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in (".bar", ".side", "#console", ".copy"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("#message-send_message pre").first.is_visible()
    assert [each for each in asked if not re.match(r"(?:file|data):", each)] == []
    assert said == []


def test_without_javascript_all_but_search_and_console_is_there(browser: Browser, chat: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(chat)
        assert page.locator("#message-send_message svg, #message-send_message table").first.is_visible()
        assert page.locator("svg.sequence").count() == 3
        assert not page.locator("#console").is_visible()
        assert page.get_by_role("button").count() == 0


def test_a_hostile_document_is_text(page: Page, tmp_path: Path, axe: Callable[[Page], list[str]]) -> None:
    page.goto(written(ROOT / "tests" / "golden" / "hostile" / "spec.yml", tmp_path))
    page.locator("#console-root").get_by_role("button", name="Connect").wait_for()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
