"""What the page says of a protocol, as text; how it looks and works is a browser's to say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from wsgen.docs.page import page
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Protocol

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(each.parent.name for each in GOLDEN.glob("*/spec.yml"))


class Reader(HTMLParser):
    """Collects the ids, the links and the elements of a page, and that every element is closed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.append((tag, held))
        if tag not in {"meta", "link", "br", "hr"}:
            self.open.append(tag)
        if held.get("id"):
            self.ids.append(str(held["id"]))
        if tag == "a":
            self.links.append(str(held["href"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.said.append(data)

    @property
    def text(self) -> str:
        """All that is to be read, with single blanks."""
        return " ".join("".join(self.said).split())


def planned(path: Path) -> Protocol:
    return plan_document(Job(path.parent, path.name), lambda _: None).protocol


@pytest.fixture(scope="module")
def chat() -> Reader:
    return Reader(page(planned(ROOT / "asyncapi" / "chat.yml")))


@pytest.mark.parametrize("case", CASES)
def test_every_link_leads_somewhere_and_nothing_of_a_document_is_markup(case: str) -> None:
    source = page(planned(GOLDEN / case / "spec.yml"))
    read = Reader(source)
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert {each[1:] for each in read.links if each.startswith("#")} <= {*read.ids}
    assert {each.partition(":")[0] for each in read.links if not each.startswith("#")} <= {
        "https",
        "http",
        "mailto",
        "data",
    }
    tags = {tag for tag, _ in read.tags}
    assert tags.isdisjoint({"img", "iframe", "object", "embed", "form", "base", "b", "i"})
    # Three scripts of wsgen's, one for the theme, and the data.
    assert [tag for tag, _ in read.tags].count("script") == 5
    assert not [name for _, held in read.tags for name in held if name.startswith("on") or name == "style"]


def test_a_message_is_told_with_its_schema_its_frames_and_what_answers_it(chat: Reader) -> None:
    for said in (
        "Answered by stream_start, then any number of stream_chunk, at last stream_end",
        "content required string What the user says. at least 1 character",
        "by topic, the seq after which to begin".capitalize(),
        '"content": "Hello, agent!"',
        'one of "user" "assistant" "system" "tool"',
        "4408 A ping was not answered in time.",
        "The server sends ping every 30 seconds. Without pong within 60 seconds it closes the connection with 4408 .",
        "without it the connection is closed with 4401",
        "5 messages client → server · 7 server → client · 3 topics",
    ):
        assert said.replace(" ", "") in chat.text.replace(" ", ""), said


def test_each_reply_stream_and_the_heartbeat_has_a_picture_with_words(chat: Reader) -> None:
    assert [tag for tag, _ in chat.tags].count("svg") == 3
    words = "The client sends send_message; the server answers with stream_start, then any number of stream_chunk, and"
    assert words in chat.text
    for tag, held in chat.tags:
        if tag == "svg":
            assert {held["aria-labelledby"], held["aria-describedby"]} <= {*chat.ids}


def test_addresses_stay_as_long_as_names_do(chat: Reader) -> None:
    wanted = {
        "message-send_message",
        "message-send_message.content",
        "message-thread_history.messages.*".replace("*", "~2a~") + ".role",
        "topic-~2f~ws.thread",
        "close-~2f~ws.4401",
        "schema-Topics",
    }
    assert wanted <= {*chat.ids}


def test_the_page_of_chat_is_small_with_all_that_it_runs() -> None:
    assert len(page(planned(ROOT / "asyncapi" / "chat.yml")).encode()) < 300_000


def test_the_page_may_run_its_own_scripts_only() -> None:
    source = page(planned(ROOT / "asyncapi" / "chat.yml"), url="ws://127.0.0.1:8765")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', source)
    assert policy.count("sha256-") == 5
    assert "unsafe" not in policy
    assert "connect-src ws: wss:;" in policy
    assert '"mock":"ws://127.0.0.1:8765"' in source
