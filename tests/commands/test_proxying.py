"""`wsgen mock --proxy` and `--record` as a process, and what they refuse."""

import json
import subprocess
from pathlib import Path

import pytest
from mocking import mocking
from shell import Run
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from examples.chat.server import Chat
from tests.conformance.drivers import driver
from wsgen.provider.serving import serving

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "frontend" / "client" / "index.js"
# The console's own reader of recordings, as its page has it.
READ = """
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
const { code } = transformSync(readFileSync("frontend/console/recording.ts", "utf-8"), { loader: "ts" });
const { read } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
console.log(JSON.stringify(read(readFileSync(process.argv[1], "utf-8"))));
"""


def test_a_browsers_client_talks_through_it_and_the_console_reads_what_was_recorded(tmp_path: Path) -> None:
    recording = tmp_path / "today.jsonl"
    arguments = ("--record", str(recording))
    with serving(Chat().asgi()) as here, driver("browser") as browser:
        with mocking(ROOT, tmp_path, "--proxy", f"{here.url}/ws", *arguments) as proxy:
            asked = {"client": "c", "protocol": "chat", "kind": "ChatClient", "url": proxy.urls[0]}
            stream = {"client": "c", "method": "send_message", "payload": {"thread_id": 1, "content": "Hi"}}
            answers = [
                browser.do(each)
                for each in (
                    {"do": "load", "protocol": "chat", "browser": CLIENT.as_uri()},
                    {"do": "make", **asked, "given": {"token": "demo"}},
                    {"do": "connect", "client": "c"},
                    {"do": "stream", **stream},
                    {"do": "close", "client": "c"},
                )
            ]
            assert [each.get("error") for each in answers] == [None] * 5
            assert [each["type"] for each in answers[3]["value"]][-1] == "stream_end"
            with connect(f"{proxy.urls[0]}?token=demo") as raw:
                raw.send('{"type": "nothing"}')
                assert '"error"' in str(raw.recv(20))
                with pytest.raises(ConnectionClosed):
                    raw.recv(20)
            assert raw.close_code == 1002
            # The answer is about what crossed.
            assert proxy.interrupt() == 1
        lines = proxy.out.splitlines()
        assert any(line.endswith("1 of them not as the document says") for line in lines)
        assert "  → ?  1  (1 unknown)" in lines
        assert all(len(line) <= 80 for line in lines)
        assert "Traceback" not in proxy.out
    command = ["node", "--input-type=module", "-e", READ, str(recording)]
    read = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert read["unread"] == []
    assert [(each["direction"], each["message"], each["verdict"]) for each in read["frames"]][:2] == [
        ("client → server", "send_message", "valid"),
        ("server → client", "stream_start", "valid"),
    ]
    assert [each["verdict"] for each in read["frames"]].count("unknown") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--strict",), "--strict is for --proxy; a mock always closes as the document says"),
        (("--proxy", "ws://a", "--scenario", "s.yml"), "--scenario is for a mock; with --proxy the real"),
        (("--proxy", "ws://a", "--require", "token=1"), "--require is for a mock"),
        (("--proxy", "a:b"), "--proxy: 'a:b' is no server's URL; write such as ws://localhost:8000/ws"),
        (("--record", "pyproject.toml"), "--record: pyproject.toml is there already; give another name, or remove it"),
        (("--record", "no/such.jsonl"), "--record: no/such.jsonl can't be written: No such file or directory"),
    ],
)
def test_options_that_do_not_go_together_give_no_answer(
    run: Run, project: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = run(project, "mock", "--port", "0", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_mock_records_what_it_says_too(tmp_path: Path) -> None:
    recording = tmp_path / "mock.jsonl"
    with mocking(ROOT, tmp_path, "--record", str(recording), "--pace", "0", "--malformed", "1") as mock:
        with connect(f"{mock.urls[0]}?token=a") as raw:
            raw.send('{"type":"subscribe_thread","thread_id":1}')
            damaged = raw.recv(20)
            raw.send(b"\x00")
            with pytest.raises(ConnectionClosed):
                raw.recv(20)
        lines = [json.loads(line) for line in recording.read_text("utf-8").splitlines()]
    asked, answered = lines[:2]
    assert (asked["message"], asked["verdict"]) == ("subscribe_thread", "valid")
    assert (answered["text"], answered["verdict"] == "valid", "note" in answered) == (damaged, False, True)
    (binary,) = [each for each in lines if "base64" in each]
    assert (binary["base64"], binary["verdict"], binary["reason"]) == ("AA==", "invalid", "binary frame")
