"""`wsgen init`: makes a small project on which `wsgen regen` works at once."""

import keyword
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ..code.tree import is_free, write
from .outcome import Answer, NoAnswerError, Outcome

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
# Windows has devices of these names in every folder.
_DEVICES: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)

# What `client.py` means by these names.
_TAKEN: Final = frozenset({"asyncio", "greeting", "main", "print"})


def init(name: str, cwd: Path) -> Outcome:
    """Makes the folder `name` in `cwd`. Raises NoAnswerError where the name can't be one, or the folder isn't free."""
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise NoAnswerError(
            f"{name!r} can't name a project: write letters, digits, `-` and `_`, a letter first{_meant(name)}"
        )
    folder = cwd / name
    try:
        if not is_free(folder):
            raise NoAnswerError(f"`{name}` exists already; choose another name, or run `wsgen regen` in it")
        tree = _project(name)
        write(tree, folder, name)
    except OSError as error:
        raise NoAnswerError(f"`{name}` can't be made: {error.strerror}") from error
    lines = "".join(f"  {name}/{path}\n" for path in tree)
    return Outcome(Answer.YES, f"{lines}\nNow:  cd {name} && wsgen regen\n")


def _meant(name: str) -> str:
    """A name near to one that can't be used."""
    words = re.findall(r"[A-Za-z0-9_]+", name)
    meant = "-".join(words).lstrip("0123456789_-")[:63]
    return f". Did you mean `{meant}`?" if _NAME.fullmatch(meant) and not _DEVICES.fullmatch(meant) else ""


def _project(name: str) -> Mapping[str, str]:
    words = [word for word in re.split(r"[-_]+", name) if word]
    title = " ".join((words[0][:1].upper() + words[0][1:], *words[1:]))
    class_name = "".join(word[:1].upper() + word[1:] for word in words)
    texts = {
        ".gitattributes": _GITATTRIBUTES,
        ".gitignore": _GITIGNORE,
        "README.md": _README,
        f"asyncapi/{name}.yml": _SPEC,
        "client.py": _CLIENT,
        "pyproject.toml": _PYPROJECT,
        "server.py": _SERVER,
    }
    marks = {"@NAME@": name, "@TITLE@": title, "@CLASS@": class_name, "@VARIABLE@": _variable(words)}
    return {path: _filled(text, marks) for path, text in texts.items()}


def _variable(words: list[str]) -> str:
    """What a client is called in Python: a name that nothing else in `client.py` has."""
    variable = "_".join(word.lower() for word in words)
    return f"{variable}_client" if keyword.iskeyword(variable) or variable in _TAKEN else variable


def _filled(text: str, marks: Mapping[str, str]) -> str:
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


_SPEC: Final = """\
asyncapi: 3.0.0

info:
  title: @TITLE@
  version: 0.1.0
  description: Clients say hello, and the server answers.

defaultContentType: application/json

servers:
  local:
    host: localhost:8000
    protocol: ws
    description: A server on your own machine.

channels:
  main:
    address: /ws
    description: The one connection, which carries everything.
    messages:
      Ping:
        $ref: '#/components/messages/Ping'
      Pong:
        $ref: '#/components/messages/Pong'
      Hello:
        $ref: '#/components/messages/Hello'
      Greeting:
        $ref: '#/components/messages/Greeting'

# `receive` is what clients send, since this document describes the server.
operations:
  sendPing:
    action: send
    channel:
      $ref: '#/channels/main'
    summary: The server asks whether the client is still there.
    messages:
      - $ref: '#/channels/main/messages/Ping'

  receivePong:
    action: receive
    channel:
      $ref: '#/channels/main'
    summary: The client answers a ping.
    messages:
      - $ref: '#/channels/main/messages/Pong'

  receiveHello:
    action: receive
    channel:
      $ref: '#/channels/main'
    summary: The client says who it is, and is greeted.
    messages:
      - $ref: '#/channels/main/messages/Hello'
    reply:
      channel:
        $ref: '#/channels/main'
      messages:
        - $ref: '#/channels/main/messages/Greeting'

components:
  messages:
    Ping:
      name: ping
      title: Are you there?
      payload:
        type: object
        required: [type, ping_id]
        properties:
          type: {type: string, const: ping}
          ping_id: {type: string, description: Names this ping; the pong carries the same one.}
      examples:
        - payload: {type: ping, ping_id: p-1}

    Pong:
      name: pong
      title: I am
      payload:
        type: object
        required: [type, ping_id]
        properties:
          type: {type: string, const: pong}
          ping_id: {type: string, description: Of the ping that is answered.}
      examples:
        - payload: {type: pong, ping_id: p-1}

    Hello:
      name: hello
      title: Hello
      payload:
        type: object
        required: [type, name]
        properties:
          type: {type: string, const: hello}
          name: {type: string, minLength: 1, description: Who says hello.}
      examples:
        - payload: {type: hello, name: Ada}

    Greeting:
      name: greeting
      title: A greeting
      payload:
        type: object
        required: [type, text]
        properties:
          type: {type: string, const: greeting}
          text: {type: string, description: What the server has to say.}
      examples:
        - payload: {type: greeting, text: 'Hello, Ada!'}
"""

_PYPROJECT: Final = """\
[project]
name = "@NAME@"
version = "0.1.0"
requires-python = ">=3.11"
# What generated/ runs on, and a server to run it in. wsgen itself is for developers and CI.
dependencies = ["pydantic>=2.12,<3", "jsonschema-rs>=0.50,<1", "websockets>=15,<18", "uvicorn[standard]"]

[dependency-groups]
dev = ["wsgen"]

[tool.wsgen]
spec = "asyncapi/@NAME@.yml"
out = "generated"
name = "@CLASS@"
perspective = "server"

# A formatter that changes generated code makes drift.
[tool.ruff]
extend-exclude = ["generated"]
force-exclude = true
"""

_SERVER: Final = """\
\"\"\"Answers every hello.\"\"\"

from generated import Connection, @CLASS@Server
from generated.models import Greeting, Hello


class @CLASS@(@CLASS@Server):
    async def on_hello(self, connection: Connection, message: Hello) -> Greeting:
        return Greeting(text=f"Hello, {message.name}!")


app = @CLASS@().asgi()
"""

_CLIENT: Final = """\
\"\"\"Says hello.\"\"\"

import asyncio

from generated import @CLASS@Client


async def main() -> None:
    async with @CLASS@Client() as @VARIABLE@:
        greeting = await @VARIABLE@.hello(name="Ada")
        print(greeting.text)


asyncio.run(main())
"""

_README: Final = """\
# @TITLE@

`asyncapi/@NAME@.yml` says what goes over the WebSocket. Everything in `generated/` is made from it.

    wsgen validate      # is the document right?
    wsgen regen         # write generated/
    wsgen diff-check    # exit 1 when generated/ isn't what the document says: for CI
    uvicorn server:app --ws websockets-sansio --ws-ping-interval 0
    python client.py    # says hello to it, in another terminal

Commit `generated/`, and never edit it: `server.py` subclasses what is in
there, and `client.py` calls it. `--ws-ping-interval 0` turns uvicorn's own
pings off, since this protocol has a heartbeat.
"""

_GITIGNORE: Final = "__pycache__/\n.venv/\n"

_GITATTRIBUTES: Final = "generated/** text eol=lf linguist-generated\n"
