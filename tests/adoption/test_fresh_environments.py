"""The wheel in environments that have nothing else: each extra does what it is for, and a service needs no wsgen."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from scratch import ROOT, run

from wsgen import __version__

pytestmark = pytest.mark.slow
UV = str(Path(sys.executable).with_name("uv"))
SERVICE = """\
import asyncio
import importlib.util

from generated import ChatClient, ChatServer, Connection
from generated.models import SubscribeThread, ThreadHistory


class Chat(ChatServer):
    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(self, connection, message):
        yield


async def main() -> None:
    async with Chat().serve("127.0.0.1", 0) as serving:
        host, port = serving.addresses[0]
        async with ChatClient(f"ws://{host}:{port}/ws", token="demo") as chat:
            print((await chat.subscribe_thread(thread_id=42)).thread_id)


assert importlib.util.find_spec("wsgen") is None
asyncio.run(main())
"""


def installed(folder: Path, *packages: str) -> Path:
    """The `bin` of a new environment that has these packages, and what they need."""
    bin_ = folder / "venv" / "bin"
    for command in (
        [UV, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")],
        [UV, "pip", "install", "--quiet", "--python", str(bin_ / "python"), *packages],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return bin_


def alone(bin_: Path) -> dict[str, str]:
    return {"PATH": f"{bin_}{os.pathsep}/usr/bin:/bin", "HOME": os.environ["HOME"], "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """This repository's own service, as somebody else would have it."""
    folder = tmp_path / "service"
    for name in ("asyncapi", "contracts", "examples", "generated"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    # The client for browsers isn't copied, so it isn't asked for.
    settings = (ROOT / "pyproject.toml").read_text().partition("\n[tool.wsgen]\n")[2]
    kept, _, rest = settings.partition("[tool.wsgen.targets]")
    pact = rest[rest.index("[tool.wsgen.pact]") :].partition("\n[tool.ruff]")[0]
    (folder / "pyproject.toml").write_text(f"[tool.wsgen]\n{kept}{pact}")
    return folder


def test_a_service_needs_no_wsgen(service: Path, tmp_path: Path) -> None:
    bin_ = installed(tmp_path, "pydantic", "jsonschema-rs>=0.50", "websockets")
    (service / "talk.py").write_text(SERVICE)
    ran = run(service, str(bin_ / "python"), "-W", "error", "talk.py", env=alone(bin_))
    assert (ran.returncode, ran.stdout) == (0, "42\n"), ran.stderr


def test_the_wheel_alone_compiles_and_names_the_extra_that_is_missing(
    wheel: Path, service: Path, tmp_path: Path
) -> None:
    bin_ = installed(tmp_path, str(wheel))
    env = alone(bin_)
    assert run(service, "wsgen", "--version", env=env).stdout.startswith(f"wsgen {__version__}")
    assert run(service, "wsgen", "diff-check", env=env).returncode == 0
    for command, extra in (("fuzz", "fuzz"), ("mock", "serve"), ("docs --serve", "serve"), ("pact verify", "pact")):
        ran = run(service, "wsgen", *command.split(), env=env)
        assert ran.returncode == 2, command
        assert f"wsgen[{extra}]" in ran.stderr, command


def test_the_extra_fuzz_finds_faults(wheel: Path, service: Path, tmp_path: Path) -> None:
    bin_ = installed(tmp_path, f"{wheel}[fuzz]")
    ran = run(service, "wsgen", "fuzz", "--time", "2", "--seed", "1", env=alone(bin_))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_extra_pact_captures_and_verifies(wheel: Path, service: Path, tmp_path: Path) -> None:
    bin_ = installed(tmp_path, f"{wheel}[pact]")
    for command in (("pact", "capture", "--check"), ("pact", "verify")):
        ran = run(service, "wsgen", *command, env=alone(bin_))
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_extra_docs_serves_the_page(wheel: Path, service: Path, tmp_path: Path) -> None:
    bin_ = installed(tmp_path, f"{wheel}[docs]")
    command = [str(bin_ / "wsgen"), "docs", "--serve", "--port", "0"]
    with subprocess.Popen(command, cwd=service, env=alone(bin_), stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            url = next(word for line in serving.stdout for word in line.split() if word.startswith("http://"))
            with urllib.request.urlopen(url) as page:
                assert b"<title>Chat" in page.read()
        finally:
            serving.terminate()
