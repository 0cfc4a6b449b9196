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
files = [@CHECKED@]

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
    wsgen regen         # write generated/; `wsgen watch` does it at each change
    wsgen diff-check    # exit 1 when generated/ isn't what the document says: for CI
    wsgen check-handlers    # exit 1 when server.py lacks a handler, or has a dead one
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

DRAFTED_SERVER: Final = """\
\"\"\"Answers clients: one method for each message that they send.\"\"\"

from generated import @IMPORTS@
@CLASSES@"""

DRAFTED_CLASS: Final = """\


class @SERVER@(@BASE@):
    \"\"\"Serves `@PATH@`; `wsgen regen --scaffold` writes the handlers that are missing.\"\"\"
"""

RECORDING_TEST: Final = """\
\"\"\"What was recorded is what the document allows, frame by frame: what was true of the wire stays true.\"\"\"

import json
from pathlib import Path
from typing import Final

import pytest

from generated import dispatch
from generated._runtime.core.dispatch import Codec

CONNECTIONS: Final = {
@CONNECTIONS@}
RECORDED: Final = Path(__file__).with_name("recorded.jsonl")


@pytest.mark.parametrize("direction", ["client → server", "server → client"])
def test_recorded_frames_are_allowed(direction: str) -> None:
    for line in RECORDED.read_text("utf-8").splitlines():
        frame = json.loads(line)
        if frame["direction"] in {direction, "unknown"}:
            protocol = CONNECTIONS[frame["path"]]
            is_up = direction == "client → server"
            codec = Codec.for_server(protocol) if is_up else Codec.for_client(protocol)
            codec.decode(frame["text"])
"""

DRAFTED_README: Final = """\
# @TITLE@

`asyncapi/@NAME@.yml` was drafted from @SOURCE@. What was seen is where a
protocol begins: read it from top to bottom, and correct what is wrong. Each
remark says how often something was seen, or what is only a guess.

    wsgen validate            # is the document right?
    wsgen explain-protocol    # what does it say of the wire?
    wsgen regen --scaffold    # write generated/, and handlers that are missing
    pytest                    # does it allow each frame that was recorded?
    wsgen diff-check          # for CI: is generated/ what the document says?

`tests/recorded.jsonl` has the frames that were recorded, each once. Texts in
fields that are called `token`, `password` and the like were replaced; look
yourself for what else nobody should see before you commit it, in the
document's examples too.

Commit `generated/`, and never edit it: `server.py` subclasses what is in
there. `pip install . --group dev` installs what all this needs (pip 25.1 or
newer, or `uv sync`).
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
