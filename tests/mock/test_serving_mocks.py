"""Mocks on real sockets, as real clients meet them: faults, required values, scenarios, topics that fall silent."""

import asyncio
import json
import urllib.request
from collections.abc import Coroutine
from typing import Any

import pytest
from serving_mocks import Mock, chat, served
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from generated import ChatClient, Unauthorized
from wsgen.mock.conduct import Conduct, Ending
from wsgen.mock.faults import Faults
from wsgen.mock.seen import Closed, Frame, Opened, Remark
from wsgen.plan.protocol import Direction, Protocol


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return chat()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it, within a time that nothing here needs."""

    async def within() -> Any:
        async with asyncio.timeout(20):
            return await work

    return asyncio.run(within())


async def sent(peer: ClientConnection, **frame: Any) -> None:
    await peer.send(json.dumps(frame))


async def all_of(peer: ClientConnection) -> list[str]:
    """Everything up to the close."""
    found: list[str] = []
    try:
        while True:
            found.append(str(await peer.recv()))
    except ConnectionClosed:
        return found


async def ask(mock: Mock, count: int) -> list[str]:
    """All that comes for so many requests, when each was answered or its answer lost."""
    answered = len(mock.answers) + count
    async with connect(f"{mock.url}?token=a") as peer:
        got = asyncio.create_task(all_of(peer))
        for number in range(count):
            await sent(peer, type="subscribe_thread", thread_id=number + 1)
        while len(mock.answers) < answered:  # noqa: ASYNC110 - it is another thread that sees them.
            await asyncio.sleep(0.01)
        await peer.close()
        return await got


def test_frames_are_lost_by_the_seed_and_it_is_told(protocol: Protocol) -> None:
    with served(protocol, faults=Faults(seed=5, lost=0.4)) as mock:
        first, second = (run(ask(mock, 30)) for _ in range(2))
        lost = [each for each in mock.seen if isinstance(each, Frame) and each.note == "lost"]
    with served(protocol, faults=Faults(seed=5, lost=0.4)) as again:
        assert run(ask(again, 30)) == first
    assert 5 < len(first) < 28
    assert first != second
    assert {each.direction for each in lost} == {Direction.SERVER_TO_CLIENT}
    assert len(first) + len(second) + len(lost) == 60


def test_damaged_frames_are_never_valid_and_of_each_kind(protocol: Protocol) -> None:
    with served(protocol, faults=Faults(seed=5, malformed=1.0)) as mock:
        assert len(run(ask(mock, 30))) == 30
        frames = [each for each in mock.seen if isinstance(each, Frame) and each.note]
    assert {each.note for each in frames} == {"cut off", "wrong type", "wrong tag"}
    assert {each.verdict.kind for each in frames} == {"unreadable", "invalid", "unknown"}
    assert not any(each.verdict.is_valid for each in frames)


def test_frames_are_late_and_in_their_order(protocol: Protocol) -> None:
    with served(protocol, faults=Faults(seed=5, latency=0.05, jitter=0.05)) as mock:
        got = [json.loads(each).get("thread_id") for each in run(ask(mock, 5))]
        notes = [each.note for each in mock.seen if isinstance(each, Frame) and each.note]
    assert got == [1, 2, 3, 4, 5]
    assert all(each.endswith(" ms late") for each in notes)
    assert len(notes) == 5


def test_connections_are_closed_with_the_code_that_was_asked_for(protocol: Protocol) -> None:
    async def stay(url: str) -> int | None:
        async with connect(f"{url}?token=a") as peer:
            await all_of(peer)
            return peer.close_code

    with served(protocol, conduct=Conduct(1, ending=Ending(4408, 0.01))) as mock:
        assert run(stay(mock.url)) == 4408
        assert mock.last(Closed).code == 4408
        assert mock.last(Closed).by is Direction.SERVER_TO_CLIENT


def test_who_lacks_what_is_required_is_closed_4401(protocol: Protocol) -> None:
    async def enter(url: str, token: str) -> bool:
        async with ChatClient(url, token=token) as client:
            return (await client.subscribe_thread(thread_id=1)).thread_id == 1

    with served(protocol, conduct=Conduct(1, required={"token": ("demo", "other")})) as mock:
        assert run(enter(mock.url, "other"))
        with pytest.raises(Unauthorized):
            run(enter(mock.url, "any"))
        assert mock.last(Closed).reason == "token isn't what this mock requires"


def test_a_topic_has_events_until_nobody_is_subscribed(protocol: Protocol) -> None:
    async def follow(url: str) -> tuple[list[Any], list[Any]]:
        async with connect(f"{url}?token=a") as peer:
            await sent(peer, type="subscribe", topics=["agent:9"])
            before = [json.loads(await peer.recv()) for _ in range(3)]
            await sent(peer, type="unsubscribe", topics=["agent:9"])
            # What is answered was read after the unsubscribe.
            await sent(peer, type="subscribe_thread", thread_id=1)
            while json.loads(await peer.recv())["type"] != "thread_history":
                continue
            await asyncio.sleep(0.2)
            await peer.close()
            return before, await all_of(peer)

    with served(protocol, conduct=Conduct(1, interval=0.02)) as mock:
        before, after = run(follow(mock.url))
    assert [(each["type"], each["agent_id"]) for each in before] == [("agent_event", 9)] * 3
    assert [each["seq"] for each in before] == [before[0]["seq"] + step for step in range(3)]
    assert after == []


SCENARIO = """
- on: connect
  send: [{message: error, fields: {code: 1, message: 'welcome {{ connection }}'}}]
- on: send_message
  where: {content: bye, metadata: {tone: sad}}
  send: [{raw: 'not {{ request.content }}'}, {raw: [1]}]
  close: {code: 4408, reason: too slow}
- on: send_message
  send:
    - message: stream_start
    - {message: StreamChunk, after: 0.01, fields: {content: '{{ request.content }} {{ count }}'}}
    - {message: error, fields: {code: '{{ request.thread_id }}', message: x, request_id: '{{ request.metadata.no }}'}}
    - message: stream_end
- {on: subscribe_thread, where: {thread_id: 13}, ignore: true}
- {every: 0.02, topic: 'agent:{agent_id}', send: [{message: agent_event, fields: {data: {count: '{{ count }}'}}}]}
- {at: 0.01, send: [{message: error, fields: {code: 9, message: '{{ now }}', details: {at: '{{ now_ms }}'}}}]}
"""


def test_a_scenario_says_what_is_sent_instead(protocol: Protocol) -> None:
    async def play(url: str) -> tuple[list[Any], list[str], int | None]:
        async with connect(f"{url}?token=a") as peer:
            got = [json.loads(await peer.recv()), json.loads(await peer.recv())]
            await sent(peer, type="subscribe_thread", thread_id=13)
            await sent(peer, type="subscribe_thread", thread_id=14)
            await sent(peer, type="subscribe", topics=["agent:4"])
            got += [json.loads(await peer.recv()) for _ in range(3)]
            await sent(peer, type="unsubscribe", topics=["agent:4"])
            await sent(peer, type="send_message", thread_id=7, content="hi", request_id="r")
            await sent(peer, type="send_message", thread_id=8, content="bye", metadata={"tone": "sad", "more": 1})
            return got, await all_of(peer), peer.close_code

    with served(protocol, scenario=SCENARIO) as mock:
        got, rest, code = run(play(mock.url))
        remark = mock.last(Remark).text
    assert (got[0]["message"], got[1]["code"], type(got[1]["details"]["at"])) == ("welcome 1", 9, int)
    assert (got[2]["type"], got[2]["thread_id"]) == ("thread_history", 14)
    assert {each["agent_id"] for each in got[3:]} == {4}
    assert got[4]["data"]["count"] == got[3]["data"]["count"] + 1
    said = [json.loads(each) for each in rest[:-2] if "agent_event" not in each]
    assert [(each["type"], each["thread_id"], each["request_id"]) for each in said] == [
        ("stream_start", 7, "r"),
        ("stream_chunk", 7, "r"),
        ("stream_end", 7, "r"),
    ]
    assert said[1]["content"] == "hi 1"
    assert rest[-2:] == ["not bye", "[1]"]
    assert code == 4408
    assert remark.startswith("s.yml:12: error isn't sent: ")


def test_docs_are_at_the_root_and_what_is_seen_has_paths(protocol: Protocol) -> None:
    with served(protocol) as mock:
        base = mock.url.replace("ws://", "http://").removesuffix("/ws")
        with urllib.request.urlopen(f"{base}/") as answer:
            assert (answer.headers["content-type"], answer.read()) == (
                "text/html; charset=utf-8",
                f"<p>docs of {base.removeprefix('http://')}</p>".encode(),
            )
        run(ask(mock, 1))
        opened = mock.last(Opened)
        assert (opened.path, opened.name, opened.connection) == ("/ws", "Chat", 1)
