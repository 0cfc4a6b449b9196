"""What docs/mock.md shows is what `wsgen mock` does."""

import asyncio
import json
import re

from serving_mocks import ROOT, chat, served
from websockets.asyncio.client import connect

from wsgen import options
from wsgen.mock.lines import line
from wsgen.mock.scenario_reading import read_scenario

PAGE = (ROOT / "docs" / "mock.md").read_text("utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_scenario_on_the_page_is_played() -> None:
    protocol = chat()
    assert len(read_scenario(block("yaml").encode(), "scenario.yml", protocol)["/ws"].rules) == 4

    async def play(url: str) -> tuple[list[str], int | None]:
        async with connect(f"{url}?token=a") as peer:
            got = [json.loads(await peer.recv())["message"]]
            await peer.send('{"type": "send_message", "thread_id": 1, "content": "hi"}')
            got += [json.loads(await peer.recv()).get("content") for _ in range(3)]
            await peer.send('{"type": "send_message", "thread_id": 1, "content": "bye"}')
            await peer.wait_closed()
            return got, peer.close_code

    with served(protocol, scenario=block("yaml")) as mock:
        got, code = asyncio.run(play(mock.url))
        lines = [line(each, 80, has_color=False) for each in mock.seen]
    assert got == ["hello, connection 1", None, "You said hi, for the 1. time", None]
    assert code == 4408
    form = re.compile(r"\d\d:\d\d:\d\d\.\d{3} +1 (?:opened /ws \(Chat\)|closed \d{4} by the |[→←] \S+ +\{.* \S)")
    assert all(form.match(each) for each in [*lines, *block("text").splitlines()])


def test_each_option_and_key_on_the_page_is_there() -> None:
    known = {flag for each in vars(options).values() if isinstance(each, options.Option) for flag in each.flags}
    assert set(re.findall(r"`(--[a-z-]+)", PAGE)) <= known
    keys = set(re.findall(r"^\s*(?:- )?([a-z]+):", block("yaml"), re.MULTILINE))
    table = set(re.findall(r"`([a-z]+)", PAGE[PAGE.index("| key |") :]))
    assert keys - {"fields", "message", "raw", "after", "content", "status", "step"} <= table
