"""`wsgen docs --serve`, as a process: the page follows the document, and what is wrong with it is shown."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from shell import Run, change

ROOT = Path(__file__).parents[2]


def test_the_page_follows_the_document_and_survives_its_errors(tmp_path: Path) -> None:
    spec = tmp_path / "chat.yml"
    shutil.copy(ROOT / "asyncapi" / "chat.yml", spec)
    command = [sys.executable, "-m", "wsgen", "docs", "chat.yml", "--serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            (url,) = re.findall(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
            with urllib.request.urlopen(f"{url}/events", timeout=60) as events:

                def told() -> dict[str, str]:
                    while not (line := events.readline()).startswith(b"data: "):
                        pass
                    return json.loads(line.removeprefix(b"data: "))

                def page() -> str:
                    with urllib.request.urlopen(url, timeout=60) as answer:
                        return answer.read().decode()

                assert told() == {"version": "1", "trouble": ""}
                assert "<h1>Chat</h1>" in page()
                change(spec, "  title: Chat\n", "  title: Talk\n")
                assert told() == {"version": "2", "trouble": ""}
                assert "<h1>Talk</h1>" in page()
                change(spec, "asyncapi: 3.0.0", "asyncapi: 9.0.0")
                broken = told()
                assert broken["version"] == "2"
                assert "chat.yml:1:" in broken["trouble"]
                assert "<h1>Talk</h1>" in page()
                change(spec, "asyncapi: 9.0.0", "asyncapi: 3.0.0")
                assert told() == {"version": "3", "trouble": ""}
        finally:
            served.send_signal(signal.SIGINT)
        rest = served.stdout.read()
        assert served.wait(30) == 130
    assert rest.count("chat.yml changed\n") == 2
    assert "chat.yml:1:" in rest
    assert "Traceback" not in rest


def test_a_port_that_is_taken_is_no_answer(tmp_path: Path, run: Run) -> None:
    shutil.copy(ROOT / "asyncapi" / "chat.yml", tmp_path / "chat.yml")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = run(tmp_path, "docs", "chat.yml", "--serve", "--port", port)
    assert ran.code == 2
    assert f"127.0.0.1:{port} can't be served" in ran.err


def test_without_uvicorn_it_is_said_how_to_get_it(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "asyncapi" / "chat.yml", tmp_path / "chat.yml")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    ran = run(tmp_path, "docs", "chat.yml", "--serve")
    assert ran.code == 2
    assert "pip install 'wsgen[serve]'" in ran.err
