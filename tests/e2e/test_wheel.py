"""What a user does: install the wheel into an empty environment, compile a contract, serve it, connect."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
UV = Path(sys.executable).with_name("uv")
USERS = ("server.py", "client.py", "client_sync.py")
PEERS = ("mypy", "pyright", "uvicorn", "uvloop", "fastapi")

SERVER = """
import asyncio
from collections.abc import AsyncIterator

from generated import ChatServer, Connection, Reject
from generated.models import SendMessage, StreamChunk, StreamEnd, StreamStart, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply


class Chat(ChatServer):
    async def on_connect(self, connection: Connection) -> None:
        if connection.arguments.token != "good":
            raise Reject(4401, "token expired")

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        yield StreamStart(thread_id=message.thread_id)
        yield StreamChunk(thread_id=message.thread_id, content=message.content, chunk_type="assistant_message")
        yield StreamEnd(thread_id=message.thread_id)


app = Chat().asgi()
"""

CLIENT = """
import asyncio
import sys

from generated import ChatClient, Unauthorized


async def main(url: str) -> None:
    async with ChatClient(url, token="good") as chat:
        history = await chat.subscribe_thread(thread_id=42)
        print(history.thread_id, history.messages)
        async for frame in chat.send_message(thread_id=42, content="Hi"):
            print(type(frame).__name__)
    try:
        async with ChatClient(url, token="bad") as chat:
            await chat.subscribe_thread(thread_id=42)
    except Unauthorized as refused:
        print("refused", refused.code)


asyncio.run(main(sys.argv[1]))
"""

WITHOUT_ASYNCIO = """
import sys

from generated import ChatClientSync, ReplyStreamSync, SubscriptionSync, Unauthorized
from generated.models import AgentEvent, StreamChunk, StreamEnd, StreamStart

url = sys.argv[1]
with ChatClientSync(url, token="good") as chat:
    history = chat.subscribe_thread(thread_id=42, timeout=5)
    print(history.thread_id, history.messages)
    replies: ReplyStreamSync[StreamStart | StreamChunk | StreamEnd]
    with chat.send_message(thread_id=42, content="Hi") as replies:
        for frame in replies:
            print(type(frame).__name__)
    events: SubscriptionSync[AgentEvent]
    with chat.agent(agent_id=7) as events:
        try:
            event = events.receive(timeout=0.01)
            print(event.agent_id if event else "closed")
        except TimeoutError:
            print("quiet")
try:
    with ChatClientSync(url, token="bad") as chat:
        chat.subscribe_thread(thread_id=42)
except Unauthorized as refused:
    print("refused", refused.code)
"""


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that has the wheel, and the tools that a user brings along."""
    folder = tmp_path_factory.mktemp("wheel")
    assert run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder).returncode == 0
    python = folder / "venv" / "bin" / "python"
    installing = run(UV, "pip", "install", "--quiet", "--python", python, wheel, *PEERS, cwd=folder)
    assert installing.returncode == 0, installing.stderr
    return python.parent


@pytest.fixture(scope="module")
def project(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with the contract, on which `wsgen regen` ran."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "asyncapi" / "chat.yml", folder)
    (folder / "pyproject.toml").write_text('[tool.wsgen.targets]\nbrowser = "web/client"\n')
    compiled = run(installed / "wsgen", "regen", "chat.yml", cwd=folder)
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    (folder / "server.py").write_text(SERVER)
    (folder / "client.py").write_text(CLIENT)
    (folder / "client_sync.py").write_text(WITHOUT_ASYNCIO)
    return folder


def test_the_wheel_holds_its_templates_and_says_its_version(installed: Path, tmp_path: Path) -> None:
    answer = run(installed / "wsgen", "--version", cwd=tmp_path)
    assert (answer.returncode, answer.stdout.split()[0]) == (0, "wsgen")


def test_the_client_for_browsers_is_the_one_of_this_clone(project: Path) -> None:
    def files(folder: Path) -> dict[str, str]:
        paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
        return {str(path.relative_to(folder)): path.read_text().replace("asyncapi/", "") for path in paths}

    assert files(project / "web" / "client") == files(ROOT / "frontend" / "client")


def test_what_is_bundled_keeps_its_licences(installed: Path) -> None:
    (assets,) = (installed.parent / "lib").glob("python*/site-packages/wsgen/assets")
    notices = (assets / "docs" / "NOTICES.txt").read_text()
    for name, words in (("preact", "Permission is hereby granted"), ("htm", "Apache License")):
        version = json.loads((ROOT / "node_modules" / name / "package.json").read_text())["version"]
        assert f"{name} {version} (" in notices
        assert words in notices


def test_the_mock_answers_a_client(installed: Path, project: Path) -> None:
    command = [installed / "wsgen", "mock", "chat.yml", "--port", "0", "--seed", "1"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True) as mock:
        try:
            assert mock.stdout is not None
            url = next(line.split()[0] for line in mock.stdout if "ws://" in line)
            answer = run(installed / "python", "client.py", url, cwd=project)
        finally:
            mock.terminate()
    said = answer.stdout.splitlines()
    assert (answer.returncode, said[1], said[-1]) == (0, "StreamStart", "StreamEnd"), answer.stderr


def test_the_generated_package_imports_without_warnings(installed: Path, project: Path) -> None:
    answer = run(installed / "python", "-W", "error", "-c", "import generated; print(*generated.__all__)", cwd=project)
    assert answer.returncode == 0, answer.stderr
    assert {"ChatServer", "ChatClient", "Connection"} <= set(answer.stdout.split())


def test_models_load_with_pydantic_alone(installed: Path, project: Path) -> None:
    code = (
        "import sys; from generated.models import Ping; Ping(ping_id='1');"
        "roots = {name.split('.')[0] for name in sys.modules};"
        "print(*sorted(roots & {'jsonschema_rs', 'websockets', 'wsgen', 'asyncio'}))"
    )
    answer = run(installed / "python", "-c", code, cwd=project)
    assert (answer.returncode, answer.stdout.strip()) == (0, "")


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright",)], ids=lambda each: each[0])
def test_generated_code_and_what_users_write_are_clean_under(
    checker: tuple[str, ...], installed: Path, project: Path
) -> None:
    python = ("--pythonpath", str(installed / "python")) if checker[0] == "pyright" else ()
    answer = run(installed / checker[0], *checker[1:], *python, "generated", *USERS, cwd=project)
    assert answer.returncode == 0, answer.stdout


def test_two_processes_talk_over_a_real_socket(installed: Path, project: Path) -> None:
    command = [str(installed / "uvicorn"), "server:app", "--port", "0", "--ws", "websockets-sansio", "--loop", "uvloop"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            port = next(line.split(":")[-1].split()[0] for line in server.stderr if "running on" in line)
            url = f"ws://127.0.0.1:{port}/ws"
            answers = [
                run(installed / "python", script, url, cwd=project) for script in ("client.py", "client_sync.py")
            ]
        finally:
            server.terminate()
    said = ["42 []", "StreamStart", "StreamChunk", "StreamEnd"]
    for answer, more in zip(answers, ([], ["quiet"]), strict=True):
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.splitlines() == [*said, *more, "refused 4401"]


def test_the_committed_package_is_what_the_installed_wheel_writes(installed: Path, project: Path) -> None:
    answer = run(installed / "wsgen", "diff-check", "chat.yml", cwd=project)
    assert answer.returncode == 0, answer.stdout
