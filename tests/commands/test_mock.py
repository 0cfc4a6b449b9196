"""`wsgen mock`, as a process with real clients, and what it refuses."""

import asyncio
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from mocking import mocking
from shell import Run
from websockets.asyncio.client import connect

from generated import ChatClient

ROOT = Path(__file__).parents[2]


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_mock_talks_prints_each_frame_and_ends_quietly(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "mock.md").read_text("utf-8")
    (shown,) = re.findall(r"^```console\n\$ wsgen mock .*?\n(.*?)^```$", told, re.MULTILINE | re.DOTALL)
    with mocking(ROOT, tmp_path, "--seed", "7", "--pace", "0.01", "--every", "0.05") as mock:

        async def talk() -> int:
            async with ChatClient(mock.urls[0], token="any") as chat:
                assert (await chat.subscribe_thread(thread_id=77)).thread_id == 77
                said = [each.type async for each in chat.send_message(thread_id=7, content="hi")]
                assert said == ["stream_start", "stream_chunk", "stream_chunk", "stream_end"]
                async with chat.agent(agent_id=9) as events:
                    assert [(await anext(aiter(events))).agent_id for _ in range(3)] == [9, 9, 9]
            async with connect(f"{mock.urls[0]}?token=a") as raw:
                await raw.send('{"type": "\x1b[31m"}')
                await raw.wait_closed()
                assert raw.close_code == 1002
            async with connect(f"{mock.urls[0]}?token=a") as raw:
                code = await asyncio.to_thread(mock.interrupt)
                await raw.wait_closed()
                assert raw.close_code in (1001, 1012)
                return code

        assert mock.out.replace(mock.base.removeprefix("http://"), "127.0.0.1:8765") == shown
        with urllib.request.urlopen(f"{mock.base}/") as answer:
            page = answer.read().decode()
        assert mock.base.replace("http://", "ws://") in page
        assert "<title>" in page
        assert [status(f"{mock.base}{path}") for path in ("/ws", "/favicon.ico")] == [426, 404]
        assert asyncio.run(talk()) in (0, 130)
        lines = mock.out.splitlines()
        assert all(len(line) <= 80 for line in lines)
        assert "Traceback" not in mock.out
        assert "\x1b" not in mock.out
        assert "␛[31m" in mock.out
        told = [re.sub(r"^\S+ +\d+ ", "", line).split()[:2] for line in lines if re.match(r"\d\d:", line)]
        assert ["→", "subscribe_thread"] in told
        assert ["←", "stream_end"] in told
        assert ["closed", "1002"] in told


def test_a_port_that_is_taken_gives_no_answer(run: Run, project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run(project, "mock", "--port", str(taken.getsockname()[1]))
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"wsgen: 127.0.0.1:\d+ can't be served: .*; --port 0 takes a free one\n", ran.err)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--latency", "soon"), "--latency 'soon' is no time"),
        (("--close-after", "1006"), "--close-after 1006: a server may send"),
        (("--close-after", "x"), "--close-after 'x' is no close code"),
        (("--require", "token"), "'token' is no argument: write --require name=value"),
        (("--require", "token=1"), "--require: the handshake has no argument 'token'"),
    ],
)
def test_an_option_that_means_nothing_gives_no_answer(
    run: Run, project: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = run(project, "mock", "--port", "0", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_fault_of_the_document_is_located(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    spec.write_text(spec.read_text("utf-8").replace("action: receive", "action: recieve"), "utf-8")
    ran = run(project, "mock", "--port", "0")
    assert ran.code == 1
    assert "asyncapi/small.yml:13:13: WSG204" in ran.out
    assert ran.err == ""
