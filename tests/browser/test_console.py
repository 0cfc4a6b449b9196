"""The console in Chromium: on the page of `wsgen docs`, opened from a file, against the example's server."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from scenes import Service, service, shot

from wsgen.docs.page import page as documentation
from wsgen.pipeline import Job, plan_document

ROOT = Path(__file__).parent.parent.parent
Axe = Callable[..., list[str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the example, as a file."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "chat.html").write_text(_page_of(ROOT / "asyncapi" / "chat.yml"))
    return (folder / "chat.html").as_uri()


def _page_of(spec: Path) -> str:
    return documentation(plan_document(Job(spec.parent, spec.name), lambda _step: None).protocol)


@pytest.fixture
def server() -> Iterator[Service]:
    with service() as made:
        yield made


def console_of(page: Page, site: str) -> Locator:
    page.goto(site)
    page.emulate_media(reduced_motion="reduce")
    return page.locator("#console-root")


def connect(console: Locator, server: Service, token: str = "demo") -> None:
    console.get_by_label("Server", exact=True).fill(server.url)
    console.get_by_label("token").fill(token)
    console.get_by_role("button", name="Connect", exact=True).click()


def pick(console: Locator, message: str) -> None:
    select = console.get_by_label("Message", exact=True)
    option = select.locator("option").filter(has_text=re.compile(rf"^{message}\b"))
    select.select_option(option.get_attribute("value"))


def frames(console: Locator, text: str) -> Locator:
    return console.locator(".frame").filter(has_text=text)


def test_a_message_is_composed_checked_sent_and_its_stream_shown(
    page: Page, site: str, server: Service, axe: Axe
) -> None:
    console = console_of(page, site)
    expect(console.locator("ws-badge")).to_have_attribute("state", "closed")
    assert axe(page, "#console-root") == []
    connect(console, server)
    expect(console.locator("ws-badge")).to_have_attribute("state", "live")

    pick(console, "send_message")
    text = console.get_by_label("JSON", exact=True)
    assert json.loads(text.input_value())["content"] == "Hello, agent!"
    # The form and the text are in step, whichever is changed.
    console.get_by_label("content").fill("one two")
    assert json.loads(text.input_value())["content"] == "one two"
    text.fill('{"type": "send_message", "thread_id": 42, "content": ""}')
    expect(console.get_by_label("content")).to_have_value("")
    # The fault stands at its field, and the field says so to who can't see it.
    fault = console.locator(".field").filter(has=page.get_by_label("content")).locator(".fault")
    expect(fault).to_be_visible()
    expect(console.get_by_label("content")).to_have_attribute("aria-invalid", "true")
    expect(console.get_by_role("button", name="Call send_message()")).to_be_disabled()
    assert axe(page, "#console-root") == []
    text.fill("{")
    expect(console.get_by_text("Not JSON")).to_be_visible()
    text.fill('{"type": "send_message", "thread_id": 42, "content": "one two"}')
    console.get_by_role("button", name="+ metadata").click()
    assert json.loads(text.input_value())["metadata"] == {}
    console.get_by_role("button", name="Call send_message()").click()
    expect(console.get_by_text("complete: 6 messages")).to_be_visible()
    expect(frames(console, "stream_chunk")).to_have_count(4)

    frames(console, "stream_end").locator("summary").click()
    expect(frames(console, "stream_end").locator("pre")).to_contain_text('"type": "stream_end"')
    console.get_by_label("Any message").select_option("stream_chunk")
    expect(console.locator(".frame")).to_have_count(4)
    console.get_by_label("Text in the frame").fill("two")
    expect(console.locator(".frame")).to_have_count(1)
    assert axe(page, "#console-root") == []


def test_what_is_invalid_is_sent_only_when_told_so_and_shown_with_the_fault(
    page: Page, site: str, server: Service, axe: Axe
) -> None:
    console = console_of(page, site)
    connect(console, server, "expired")
    expect(console.locator("ws-toasts")).to_contain_text("Please sign in again")
    connect(console, server)
    expect(console.locator("ws-badge")).to_have_attribute("state", "live")
    server.lies["thread_history"] = '{"type": "thread_history", "thread_id": 0, "messages": []}'
    pick(console, "subscribe_thread")
    console.get_by_role("button", name="Call subscribe_thread()").click()
    refused = frames(console, "thread_history")
    expect(refused).to_contain_text("invalid")
    refused.locator("summary").click()
    expect(refused).to_contain_text("/thread_id")
    expect(console.locator("ws-toasts")).to_contain_text("code 4002")
    expect(console.locator(".calls")).to_contain_text("breaks the protocol")

    server.lies.clear()
    console.get_by_role("button", name="Connect", exact=True).click()
    console.get_by_label("thread_id").first.fill("0")
    console.get_by_role("button", name="Send anyway").click()
    expect(console.locator("ws-toasts")).to_contain_text("code 1002")
    expect(frames(console, "↑").filter(has_text="invalid")).to_have_count(1)
    console.get_by_label("Any verdict").select_option("invalid")
    expect(console.locator(".frame")).to_have_count(2)
    assert axe(page, "#console-root") == []


def test_topics_are_subscribed_again_after_a_lost_connection(page: Page, site: str, server: Service) -> None:
    console = console_of(page, site)
    connect(console, server)
    console.get_by_role("button", name="Subscribe agent:7", exact=True).click()
    expect(frames(console, "subscribe")).to_have_count(1)
    server.stop()
    expect(console.locator("ws-badge")).to_have_attribute("state", "stale")
    server.start()
    expect(console.locator("ws-badge")).to_have_attribute("state", "live")
    expect(frames(console, "subscribe")).to_have_count(2)
    pick(console, "send_message")
    console.get_by_role("button", name="Call send_message()").click()
    expect(console.locator("[aria-label=Subscribed]")).to_contain_text("2 events")
    console.get_by_role("button", name="Unsubscribe agent:7").click()
    expect(frames(console, '"unsubscribe"')).to_have_count(1)
    expect(console.locator("[aria-label=Subscribed]")).to_have_count(0)


def test_a_log_is_exported_imported_and_replayed(
    page: Page, site: str, server: Service, axe: Axe, tmp_path: Path
) -> None:
    console = console_of(page, site)
    connect(console, server)
    expect(console.locator("ws-badge")).to_have_attribute("state", "live")
    pick(console, "send_message")
    console.get_by_role("button", name="Call send_message()").click()
    expect(frames(console, "stream_end")).to_have_count(1)
    console.get_by_role("button", name="Pause").click()
    pick(console, "subscribe_thread")
    console.get_by_role("button", name="Call subscribe_thread()").click()
    expect(console.get_by_text(re.compile("[2-4] more came since"))).to_be_visible()
    console.get_by_role("button", name="Pause").click()
    with page.expect_download() as downloading:
        console.get_by_role("button", name="Export").click()
    saved = tmp_path / "log.jsonl"
    downloading.value.save_as(saved)
    lines = [json.loads(line) for line in saved.read_text().splitlines()]
    sent = [each["message"] for each in lines if each["direction"] == "client → server"]
    assert [each for each in sent if each != "pong"] == ["send_message", "subscribe_thread"]
    assert {each["verdict"] for each in lines} == {"valid"}
    assert all(json.loads(each["text"])["type"] == each["message"] for each in lines)

    console.get_by_role("button", name="Clear").click()
    expect(console.locator(".frame")).to_have_count(0)
    with saved.open("a") as file:
        file.write("no frame\n")
    console.get_by_label("Import").set_input_files(saved)
    expect(console.get_by_text(f"the first is line {len(lines) + 1}")).to_be_visible()
    console.get_by_role("button", name="Send next").click()
    expect(console.get_by_text("1 of 2 frames sent")).to_be_visible()
    expect(console.get_by_text("The server sends otherwise")).to_be_visible()
    console.get_by_role("button", name="At its pace").click()
    expect(console.get_by_text("2 of 2 frames sent")).to_be_visible()
    expect(console.get_by_text("The server sends what it sent then.")).to_be_visible()
    assert axe(page, "#console-root") == []


def test_it_is_accessible_in_every_light_and_width(browser: Browser, site: str, server: Service, axe: Axe) -> None:
    for name, width, scheme in (("light", 1280, "light"), ("dark", 1280, "dark"), ("narrow", 360, "light")):
        size = {"width": width, "height": 900}
        with browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
            page = context.new_page()
            console = console_of(page, site)
            connect(console, server)
            pick(console, "send_message")
            console.get_by_role("button", name="Call send_message()").click()
            expect(frames(console, "stream_end")).to_have_count(1)
            console.get_by_label("content").fill("")
            frames(console, "stream_start").locator("summary").click()
            assert name != "dark" or axe(page, "#console-root") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            shot(console, f"console-{name}")


@pytest.mark.parametrize("case", ["envelopes", "hostile", "roots"])
def test_every_message_of_every_form_is_filled_in_validly(page: Page, case: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(_page_of(ROOT / "tests" / "golden" / case / "spec.yml"))
    console = console_of(page, (tmp_path / "page.html").as_uri())
    select = console.get_by_role("combobox", name="Connection", exact=True)
    connections = select.locator("option")
    console.get_by_role("button", name="Connect", exact=True).wait_for()
    for at in range(max(1, connections.count())):
        if connections.count():
            select.select_option(index=at)
        messages = console.get_by_label("Message", exact=True)
        for index in range(messages.locator("option").count()):
            messages.select_option(index=index)
            expect(console.locator(".composer > .verdict")).to_have_text("Valid: the protocol allows this frame.")
