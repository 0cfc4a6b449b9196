"""`wsgen init --from-messages` and `--from-server` at a user's level: what is read, what is made, and that it works."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from shell import Run
from websockets.sync.client import connect

TALK = """\
> {"type": "hello", "name": "Ada", "token": "s3cret"}
< {"type": "greeting", "text": "Hello, Ada!"}
"""


def write(folder: Path, text: str, name: str = "today.jsonl") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


def document(folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    read: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(
        (folder / "demo/asyncapi/demo.yml").read_text("utf-8")
    )
    return read


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_a_project_of_recorded_frames_passes_its_own_test(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "init", "demo", "--from-messages", write(tmp_path, TALK))
    assert ran.code == 0
    assert "2 messages of 2 frames: review asyncapi/demo.yml" in ran.out
    made = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "demo").rglob("*") if path.is_file()}
    assert made == {line.strip() for line in ran.out.splitlines() if line.startswith("  ")}
    demo = tmp_path / "demo"
    assert run(demo, "validate").code == 0
    assert run(demo, "regen", "--scaffold").code == 0
    assert "async def on_hello" in (demo / "server.py").read_text()
    tested = python(demo, "pytest", "-q", "-p", "no:cacheprovider")
    assert tested.returncode == 0, tested.stdout
    checked = python(demo, "ruff", "check", ".")
    assert checked.returncode == 0, checked.stdout
    # The test is one: a frame that the document doesn't allow fails it.
    recorded = demo / "tests/recorded.jsonl"
    recorded.write_text(recorded.read_text("utf-8").replace("hello", "goodbye"), "utf-8")
    assert python(demo, "pytest", "-q", "-p", "no:cacheprovider").returncode == 1


def test_what_may_be_secret_is_in_no_file(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "init", "demo", "--from-messages", write(tmp_path, TALK))
    assert "1 × a value of `token` replaced, since it may be a secret" in ran.err
    for path in (tmp_path / "demo").rglob("*.*"):
        assert not path.is_file() or "s3cret" not in path.read_text("utf-8")


def test_each_path_has_a_server_of_its_own(run: Run, tmp_path: Path) -> None:
    lines = [
        json.dumps({"connection": n, "path": path, "direction": "client → server", "text": '{"type": "a"}'})
        for n, path in enumerate(['/rooms/7/"odd', "/news"])
    ]
    assert run(tmp_path, "init", "demo", "--from-messages", write(tmp_path, "\n".join(lines))).code == 0
    server = (tmp_path / "demo/server.py").read_text("utf-8")
    assert "news_app = MyDemoNewsServer().asgi()" in server
    assert server.count("().asgi()") == 2
    for path in ("server.py", "tests/test_recording.py"):
        formatted = python(tmp_path / "demo", "ruff", "format", "--check", path)
        assert formatted.returncode == 0, formatted.stderr


HAR = {
    "log": {
        "entries": [
            {"request": {"url": "https://example.org/page"}},
            {
                "request": {"url": "wss://example.org/live/42?token=s3cret"},
                "_webSocketMessages": [
                    {"type": "send", "opcode": 1, "time": 1.0, "data": '{"op": "join"}'},
                    {"type": "receive", "opcode": 1, "time": 2.0, "data": '{"op": "joined"}'},
                    {"type": "receive", "opcode": 2, "time": 3.0, "data": "AAAA"},
                ],
            },
        ]
    }
}
REST = {"at": "2026-11-28T00:00:00.000Z", "connection": 1, "message": None, "verdict": "unknown"}
PROXY = "".join(
    f"{json.dumps(each | REST)}\n"
    for each in (
        {"direction": "client → server", "text": '{"op": "join"}'},
        {"direction": "server → client", "text": '{"op": "joined"}'},
        {"direction": "server → client", "base64": "AAAA"},
    )
)


@pytest.mark.parametrize("text", [json.dumps(HAR, indent=2), PROXY], ids=["har", "record"])
def test_a_browsers_recording_and_a_mocks_are_read(run: Run, tmp_path: Path, text: str) -> None:
    ran = run(tmp_path, "init", "demo", "--from-messages", write(tmp_path, text))
    assert ran.code == 0
    assert "1 × binary frame: left out" in ran.err
    drafted = document(tmp_path)
    assert [*drafted["operations"]] == ["receiveJoin", "sendJoined"]
    if text != PROXY:
        assert drafted["servers"] == {"recorded": {"host": "example.org", "protocol": "wss"}}
        assert drafted["channels"]["main"]["address"] == "/live/{live_id}"
        assert "s3cret" not in str(drafted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ('{"type": "a"}\n{"type":\n', "today.jsonl:2: this line is no JSON"),
        ('{"log": {"entries": []}}', "no `_webSocketMessages`"),
        ('{"direction": "client → server", "base64": "AAAA"}', "no frame to draft from (1 × binary frame: left out)"),
        ("> nonsense\n> NaN\n", "no frame to draft from (2 × frame that is no JSON: left out)"),
    ],
)
def test_what_is_no_recording_is_refused(run: Run, tmp_path: Path, text: str, said: str) -> None:
    ran = run(tmp_path, "init", "demo", "--from-messages", write(tmp_path, text))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (tmp_path / "demo").exists()


def test_faults_of_usage_are_told(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "init", "demo", "--from-messages", "absent.jsonl")
    assert (ran.code, ran.err) == (2, "wsgen: --from-messages: absent.jsonl can't be read: No such file or directory\n")
    ran = run(tmp_path, "init", "demo", "--from-messages", "a", "--from-server", "b:c")
    assert (ran.code, "give one of them" in ran.err) == (2, True)
    ran = run(tmp_path, "init", "demo", "--from-server", "absent:app")
    assert (ran.code, "--from-server: there is no module 'absent'" in ran.err) == (2, True)
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\n")
    ran = run(tmp_path, "init", "demo", "--from-messages", "latin.jsonl")
    assert (ran.code, "isn't UTF-8" in ran.err) == (2, True)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo/mine").touch()
    ran = run(tmp_path, "init", "demo", "--from-messages", write(tmp_path, TALK))
    assert (ran.code, "exists already" in ran.err) == (2, True)


def test_what_crosses_a_running_server_is_drafted_from(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(
        textwrap.dedent("""\
            from fastapi import FastAPI, WebSocket

            app = FastAPI()


            @app.websocket("/rooms/{room}")
            async def room(socket: WebSocket, room: str, token: str) -> None:
                await socket.accept()
                async for said in socket.iter_json():
                    await socket.send_json({"event": "heard", "data": said["data"]})


            @app.websocket("/quiet")
            async def quiet(socket: WebSocket) -> None: ...
            """)
    )
    command = [sys.executable, "-m", "wsgen", "init", "demo", "--from-server", "server:app", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout is not None
        first = served.stdout.readline()
        address = re.search(r"ws://127\.0\.0\.1:\d+", first)
        assert address, first
        while "Ctrl-C" not in served.stdout.readline():
            pass
        with connect(f"{address[0]}/rooms/kitchen?token=s3cret") as client:
            client.send('{"event": "say", "data": {"text": "hi"}}')
            client.recv(timeout=10)
        served.send_signal(signal.SIGINT)
        out, err = served.communicate(timeout=60)
    assert served.returncode == 0, err
    assert "2 messages of 2 frames" in out
    assert "nothing that can be described crossed at /quiet: left out" in err
    drafted = document(tmp_path)
    assert drafted["channels"]["main"]["address"] == "/rooms/{room}"
    assert [*drafted["operations"]] == ["receiveSay", "sendHeard"]
    assert "s3cret" not in str(drafted)
