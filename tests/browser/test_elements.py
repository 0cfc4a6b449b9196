"""`<ws-badge>` and `<ws-toasts>` in Chromium, with the generated client, against the example's server."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from scenes import Service, service, shot, show

from generated import ServerOptions

BODY = "<p>Connection: <ws-badge></ws-badge></p><ws-toasts></ws-toasts>"
SCRIPT = """
import { ChatClient } from "/client/client.js";
import "/client/_elements/index.js";

const badge = document.querySelector("ws-badge"), toasts = document.querySelector("ws-toasts");
toasts.duration = 200;
class Mute extends WebSocket { send(text) { if (!text.includes('"pong"')) super.send(text); } }

/** Opens a client that the elements show. */
globalThis.begin = async (url, token, { is_mute = false } = {}) => {
  const reconnect = { first: 0.05, factor: 1, most: 0.1, stable: 10 };
  const client = new ChatClient(url, { token }, { reconnect, WebSocket: is_mute ? Mute : undefined });
  globalThis.client = client;
  badge.client = toasts.client = client;
  await client.connect();
};
globalThis.events = [];
globalThis.follow = async () => { for await (const event of client.agent({ agent_id: 7 })) events.push(event); };
"""


def open_client(page: Page, server: Service, token: str = "demo", *, is_mute: bool = False) -> None:
    page.evaluate("([url, token, options]) => begin(url, token, options)", [server.url, token, {"is_mute": is_mute}])


@pytest.fixture
def server() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def shown(page: Page) -> Page:
    show(page, BODY, SCRIPT)
    page.wait_for_function("typeof begin === 'function'")
    return page


def test_the_badge_is_green_then_amber_while_the_server_is_away_and_red_at_4401(
    shown: Page, server: Service, axe: Callable[[Page], list[str]]
) -> None:
    badge = shown.locator("ws-badge")
    expect(badge).to_have_attribute("state", "closed")
    open_client(shown, server)
    expect(badge.get_by_role("status")).to_have_text("Live")
    green = badge.locator(".dot").evaluate("dot => getComputedStyle(dot).color")
    assert axe(shown) == []
    shot(shown, "green")

    shown.evaluate("void follow()")
    shown.wait_for_timeout(100)
    server.stop()
    expect(badge.get_by_role("status")).to_have_text("Reconnecting…")
    amber = badge.locator(".dot").evaluate("dot => getComputedStyle(dot).color")
    expect(shown.locator("ws-toasts li")).to_contain_text("Connecting again…")
    assert axe(shown) == []
    shot(shown, "amber")

    server.heard.clear()
    server.start()
    expect(badge.get_by_role("status")).to_have_text("Live")
    # What has mended itself goes by itself, and the topic that was open is subscribed to again.
    expect(shown.locator("ws-toasts li")).to_have_count(0)
    shown.evaluate("client.send_message({ thread_id: 42, content: 'Hi' }).next()")
    shown.wait_for_function("events.length > 0")
    assert json.loads(server.heard[0])["topics"] == ["agent:7"]
    shown.evaluate("client.close()")
    expect(badge.get_by_role("status")).to_have_text("Closed")
    expect(shown.locator("ws-toasts li")).to_have_count(0)

    open_client(shown, server, "expired")
    expect(badge.get_by_role("status")).to_have_text("Closed")
    expect(badge).to_have_attribute("state", "closed")
    red = badge.locator(".dot").evaluate("dot => getComputedStyle(dot).color")
    assert len({green, amber, red}) == 3
    toast = shown.locator("ws-toasts li")
    expect(toast).to_contain_text("Please sign in again")
    expect(toast).to_contain_text("The token is missing, unknown or expired.")
    assert axe(shown) == []
    shot(shown, "red")


def test_toasts_say_why_in_words_and_go_by_the_keyboard(
    shown: Page, server: Service, axe: Callable[[Page], list[str]]
) -> None:
    toasts = shown.locator("ws-toasts li")
    open_client(shown, server)
    shown.evaluate("""client.send_text('{"type": "send_message", "thread_id": 42, "content": 7}')""")
    expect(shown.locator("ws-badge")).to_have_attribute("state", "closed")
    refused = toasts.filter(has_text="A message was refused")
    expect(refused).to_contain_text("A frame broke this contract.")
    expect(refused).to_contain_text("code 1002")
    expect(refused).to_contain_text("content")
    # The error message with the same words came before; they aren't said twice.
    expect(toasts).to_have_count(1)
    # Screen readers are interrupted for it.
    assert shown.locator("ws-toasts ol:has(li)").get_attribute("aria-live") == "assertive"

    server.lies["thread_history"] = '{"type": "thread_history", "thread_id": 0, "messages": []}'
    open_client(shown, server)
    shown.evaluate("""client.send_text('{"type": "subscribe", "topics": ["nowhere"]}')""")
    expect(toasts.filter(has_text="The server reports an error")).to_contain_text("nowhere")
    shown.evaluate("client.subscribe_thread({ thread_id: 42 }).catch(error => { globalThis.thrown = error.name; })")
    invalid = toasts.filter(has_text="The server sent something invalid")
    expect(invalid).to_contain_text("thread_id")
    expect(invalid).to_contain_text("code 4002")
    shown.wait_for_function("typeof thrown === 'string'")
    assert axe(shown) == []
    shot(shown, "toasts")

    # They stay until somebody has read them; dismissing one by the keyboard moves the focus to the next.
    count = toasts.count()
    toasts.first.get_by_role("button").focus()
    shown.keyboard.press("Escape")
    expect(toasts).to_have_count(count - 1)
    shown.keyboard.press("Enter")
    expect(toasts).to_have_count(count - 2)


def test_pongs_keep_a_connection_past_the_heartbeats_timeout_and_without_them_a_toast_tells_4408(shown: Page) -> None:
    with service(ServerOptions(heartbeat_interval=0.05, heartbeat_timeout=0.2)) as server:
        open_client(shown, server)
        for _ in range(40):
            if sum("pong" in each for each in server.heard) > 12:
                break
            shown.wait_for_timeout(50)
        # Twelve intervals are three timeouts.
        assert sum("pong" in each for each in server.heard) > 12
        expect(shown.locator("ws-badge")).to_have_attribute("state", "live")
        expect(shown.locator("ws-toasts li")).to_have_count(0)
        shown.evaluate("client.close()")

        open_client(shown, server, is_mute=True)
        lost = shown.locator("ws-toasts li").filter(has_text="Connection timed out").first
        expect(lost).to_contain_text("A ping was not answered in time.")
        expect(lost).to_contain_text("code 4408")
        shown.evaluate("client.close()")
