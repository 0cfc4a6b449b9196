"""The files of a new project beside its document, with marks where its names belong."""

from typing import Final

PYPROJECT: Final = """\
[project]
name = "@NAME@"
version = "0.1.0"
requires-python = ">=3.11"
# What generated/ runs on, and a server to run it in. wsgen itself is for developers and CI.
dependencies = ["pydantic>=2.12,<3", "jsonschema-rs>=0.50,<1", "websockets>=15,<18", "uvicorn[standard]"]

[dependency-groups]
dev = ["wsgen", "pytest", "mypy"]

# This is an application: `pip install .` brings what it depends on, and no package.
[tool.setuptools]
py-modules = []

[tool.wsgen]
spec = "asyncapi/@NAME@.yml"
out = "generated"
name = "@CLASS@"
perspective = "server"

# A formatter that changes generated code makes drift.
[tool.ruff]
extend-exclude = ["generated"]
force-exclude = true

[tool.mypy]
strict = true
files = ["server.py", "client.py", "tests"]

[tool.pytest.ini_options]
pythonpath = ["."]
testpaths = ["tests"]
"""

SERVER: Final = """\
\"\"\"Answers every hello.\"\"\"

from generated import Connection, @CLASS@Server
from generated.models import Greeting, Hello


class @SERVER@(@CLASS@Server):
    async def on_hello(self, connection: Connection, message: Hello) -> Greeting:
        return Greeting(text=f"Hello, {message.name}!")


app = @SERVER@().asgi()
"""

CLIENT: Final = """\
\"\"\"Says hello.\"\"\"

import asyncio

from generated import @CLASS@Client


async def main() -> None:
    async with @CLASS@Client() as @VARIABLE@:
        greeting = await @VARIABLE@.hello(name="Ada")
        print(greeting.text)


asyncio.run(main())
"""

README: Final = """\
# @TITLE@

`asyncapi/@NAME@.yml` says what goes over the WebSocket. Everything in `generated/` is made from it.

    wsgen validate      # is the document right?
    wsgen regen         # write generated/
    wsgen diff-check    # exit 1 when generated/ isn't what the document says: for CI
    pytest              # client and server in one process
    uvicorn server:app --ws websockets-sansio --ws-ping-interval 0
    python client.py    # says hello to it, in another terminal

`pip install . --group dev` installs what that needs (pip 25.1 or newer, or
`uv sync`), and `.github/workflows/ci.yml` runs the checks for each change.

Commit `generated/`, and never edit it: `server.py` subclasses what is in
there, and `client.py` calls it. `--ws-ping-interval 0` turns uvicorn's own
pings off, since this protocol has a heartbeat.
"""

TEST: Final = """\
\"\"\"Server and client talk in one process: no socket, no port, no waiting.\"\"\"

import asyncio

import pytest

from generated import @CLASS@Client
from generated._runtime.testing import PeerClosed, connect, pair
from server import @SERVER@


def test_a_hello_is_greeted() -> None:
    async def talk() -> str:
        async with pair(@SERVER@(), @CLASS@Client) as (@VARIABLE@, _):
            return (await @VARIABLE@.hello(name="Ada")).text

    assert asyncio.run(talk()) == "Hello, Ada!"


def test_a_frame_that_the_document_forbids_ends_the_connection() -> None:
    async def talk() -> None:
        async with connect(@SERVER@()) as peer:
            await peer.send({"type": "hello", "name": ""})
            await peer.receive()

    with pytest.raises(PeerClosed) as closed:
        asyncio.run(talk())
    assert closed.value.code == 1002
"""

WORKFLOW: Final = """\
name: ci
on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install . --group dev
      - run: wsgen validate --strict --format github
      - run: wsgen diff-check --format github
      - run: mypy
      - run: pytest
"""

GITIGNORE: Final = "__pycache__/\n.mypy_cache/\n.pytest_cache/\n.venv/\nbuild/\n*.egg-info/\n"

GITATTRIBUTES: Final = "generated/** text eol=lf linguist-generated\n"
