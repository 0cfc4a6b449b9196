"""Missing handlers are written into the user's module: all of them, with their types, and nothing else changes."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wsgen.commands.project import Arguments, subject
from wsgen.handlers.check import check
from wsgen.handlers.module import NotPythonError, module_of
from wsgen.handlers.scaffold import scaffold
from wsgen.handlers.wanted import Wanted, wanted
from wsgen.pipeline import plan_document

ROOT = Path(__file__).parents[2]
GOLDENS = sorted(path.parent.name for path in (ROOT / "tests" / "golden").glob("*/spec.yml"))


def servers(folder: Path, spec: str, settings: str) -> tuple[Wanted, ...]:
    """What the servers of a document need."""
    return wanted(plan_document(subject(Arguments(folder, spec, config=settings)).job, lambda _: None).protocol)


@pytest.fixture(scope="module")
def chat() -> tuple[Wanted, ...]:
    return servers(ROOT, "asyncapi/chat.yml", "pyproject.toml")


WHOLE = """\
\"\"\"Handles what clients send.\"\"\"

from collections.abc import AsyncIterator

from generated import ChatServer, Connection
from generated.models import SendMessage, SubscribeThread, ThreadHistory
from generated.server import SendMessageReply


class Chat(ChatServer):
    async def on_subscribe_thread(
        self, connection: Connection, message: SubscribeThread
    ) -> ThreadHistory:
        \"\"\"The client opens a conversation and gets what was said so far.\"\"\"
        raise NotImplementedError

    async def on_send_message(
        self, connection: Connection, message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        \"\"\"The user says something, and the agent's answer comes back as a stream.\"\"\"
        raise NotImplementedError
        yield  # What is yielded here is the answer's next message.


app = Chat().asgi()
"""


def test_nothing_becomes_a_module_that_serves(chat: tuple[Wanted, ...]) -> None:
    made = scaffold("", "server.py", chat, "generated")
    assert made.text == WHOLE
    assert made.added == ("Chat.on_subscribe_thread", "Chat.on_send_message")


IMPORT = "from generated import ChatServer\n"
CLASS = "\n\nclass Chat(ChatServer):\n"

# Modules of people who write otherwise, and what is in them afterwards.
MODULES = {
    "one line": (
        f"{IMPORT}\n\nclass Chat(ChatServer): pass\n",
        "class Chat(ChatServer):\n    pass\n\n    async def",
    ),
    "one line without a blank": (
        f"{IMPORT}class Chat(ChatServer):...",
        "class Chat(ChatServer):\n    ...\n\n    async def",
    ),
    "tabs": (f"{IMPORT}{CLASS}\tx = 1\n", "\n\tasync def on_subscribe_thread("),
    "CRLF": (f"{IMPORT}{CLASS}    x = 1\n".replace("\n", "\r\n"), "\r\n    async def"),
    "types of state and user": (
        f"{IMPORT}\n\nclass Chat(ChatServer[dict[str, int], None]):\n    x = 1\n",
        "connection: Connection[dict[str, int], None], message",
    ),
    "the module's name": (
        "import generated\n\n\nclass Chat(generated.ChatServer):\n    x = 1\n",
        "from generated.models import SendMessage",
    ),
    "another name": (
        "from generated import ChatServer as Base, Connection as Peer\n\n\nclass Chat(Base):\n    x = 1\n",
        "connection: Peer, message",
    ),
    "names that are taken": (
        f"{IMPORT}\nclass SendMessage: ...\n{CLASS}    x = 1\n",
        "from generated.models import SendMessage as SendMessage_, SubscribeThread, ThreadHistory\n",
    ),
    "an import over several lines": (
        f"{IMPORT}from generated.models import (\n    Ping,  # Ours.\n    ThreadHistory,\n)\n{CLASS}    x = Ping\n",
        "    Ping,  # Ours.\n    SendMessage,\n    SubscribeThread,\n    ThreadHistory,\n)\n",
    ),
    "a broken line": (
        f"{IMPORT}from generated.models import Ping, \\\n    Pong\n{CLASS}    x = Ping, Pong\n",
        "from generated.models import SendMessage, SubscribeThread, ThreadHistory\n",
    ),
    "a star": (f"{IMPORT}from generated.models import *\n{CLASS}    x = 1\n", "message: SendMessage\n"),
    "typing": (
        f"import typing\nfrom typing import Any, AsyncIterator\n\n{IMPORT}{CLASS}    x: Any\n",
        "-> AsyncIterator[SendMessageReply]:",
    ),
    "for type checkers alone": (
        f"from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n{IMPORT}\n"
        f"if TYPE_CHECKING:\n    from generated import Connection\n{CLASS}    x = 1\n",
        "from generated import ChatServer\nfrom generated.models import",
    ),
    "a comment at the end": (
        f"{IMPORT}{CLASS}    x = 1\n    # That's all.\n\n\ny = 2\n",
        "    # That's all.\n\n    async def",
    ),
    "another class behind it": (
        f"{IMPORT}{CLASS}    def a(self) -> None:\n        pass\n\n\nclass B:\n    pass\n",
        "        pass\n\n    async def",
    ),
    "a class in a function": (
        f"{IMPORT}\n\ndef make() -> int:\n    class Chat(ChatServer):\n        x = '''\n'''\n\n    return 1\n",
        "'''\n\n        async def",
    ),
    "no class": ("import json\n\nX = json\n", "X = json\n\n\nclass Chat(ChatServer):\n    async def"),
    "no class, and its name is taken": (
        "Chat = 1\nclass Chat_: ...\n\n\n",
        "\n\n\nclass Chat__(ChatServer):\n    async def",
    ),
    "letters beyond ASCII": (
        f"{IMPORT}\n\nclass Chat(ChatServer): é = '→'; ü = 1  # ö\n",
        "class Chat(ChatServer):\n    é = '→'; ü = 1  # ö\n\n    async def",
    ),
}


# Those of them that mypy and ruff find right before.
FORMATTED = [
    ("", ""),
    *(MODULES[each] for each in ("types of state and user", "for type checkers alone", "another class behind it")),
    (
        '"""Doc."""\n\nimport json\n\nfrom generated import ChatServer\nfrom generated.models import Ping\n'
        f"{CLASS}    x = json\n    y = Ping\n",
        "",
    ),
]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_gets_its_handlers_and_keeps_each_of_its_characters(module: str, chat: tuple[Wanted, ...]) -> None:
    text, expected = MODULES[module]
    made = scaffold(text, "server.py", chat, "generated")
    assert expected in made.text
    assert len(made.added) == 2
    rest = iter(made.text)
    assert all(each in rest for each in text)
    ast.parse(made.text)
    assert check(module_of(made.text, "server.py"), chat) == ()
    assert scaffold(made.text, "server.py", chat, "generated").added == ()


@pytest.mark.parametrize(
    "text",
    [
        f"{IMPORT}from ours import Half\nclass Chat(ChatServer, Half): pass\n",
        f"{IMPORT}class Half:\n    def on_send_message(self): ...\n    on_subscribe_thread = on_send_message\n"
        "class Chat(Half, ChatServer): pass\n",
        f"{IMPORT}class Chat(ChatServer):\n    if True:\n        def on_send_message(self): ...\n"
        "class Whole(Chat):\n    def on_subscribe_thread(self): ...\n",
    ],
    ids=["from elsewhere", "by another class", "below"],
)
def test_a_handler_that_is_or_may_be_there_is_not_written_again(text: str, chat: tuple[Wanted, ...]) -> None:
    assert scaffold(text, "server.py", chat, "generated").added == ()
    assert check(module_of(text, "server.py"), chat) == ()


def test_dead_handlers_are_found_and_hooks_are_none(chat: tuple[Wanted, ...]) -> None:
    text = WHOLE.replace("on_send_message", "on_send_mesage").replace(
        "class Chat(ChatServer):\n",
        "class Chat(ChatServer):\n    def on_connect(self): ...\n    def on_pong(self): ...\n"
        "    async  def  on_gone(self): ...\n",
    )
    missing, gone, dead = check(module_of(text, "server.py"), chat)
    assert (missing.code, str(missing.location)) == ("WSG611", "server.py:10:7")
    assert "`on_send_message`" in missing.message
    assert (gone.code, gone.hint) == ("WSG612", "remove it, or declare its message in the document")
    assert (gone.location.line, gone.location.column, gone.location.end_column) == (13, 17, 24)
    assert (dead.code, dead.hint) == ("WSG612", "did you mean `on_send_message`?")


@pytest.mark.parametrize("text", ["class Chat(ChatServer)\n", "x = '\\0\n", "\0"])
def test_what_is_no_python_is_told_with_its_place(text: str, chat: tuple[Wanted, ...]) -> None:
    with pytest.raises(NotPythonError) as told:
        scaffold(text, "server.py", chat, "generated")
    assert str(told.value.location).startswith("server.py:1:")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package `<golden>_package` and the module `<golden>_server` that was written for it, of each."""
    folder = tmp_path_factory.mktemp("projects")
    for golden in GOLDENS:
        package = shutil.copytree(ROOT / "tests" / "golden" / golden / "expected", folder / f"{golden}_package")
        (package / "_runtime").symlink_to(ROOT / "wsgen" / "runtime")
        every = servers(ROOT / "tests" / "golden" / golden, "spec.yml", "settings.toml")
        (folder / f"{golden}_server.py").write_text(scaffold("", "server.py", every, package.name).text)
    return folder


@pytest.mark.parametrize("golden", GOLDENS)
def test_what_is_written_for_every_golden_can_be_served(
    golden: str, projects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(projects)
    module = importlib.import_module(f"{golden}_server")
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    assert classes
    for each in classes:
        assert callable(each().asgi())


@pytest.fixture(scope="module")
def formatted(chat: tuple[Wanted, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with modules that were as ruff has them before handlers were written into them."""
    folder = tmp_path_factory.mktemp("formatted")
    for number, (text, _) in enumerate(FORMATTED):
        (folder / f"server_{number}.py").write_text(scaffold(text, "server.py", chat, "generated").text)
    return folder


def checked(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    files = sorted(each.name for each in folder.glob("*.py"))
    environment = {**os.environ, "MYPYPATH": str(ROOT), "PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-m", *command, *files)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize(
    "command", [("check", "--select", "I"), ("format", "--check", "--diff")], ids=lambda each: each[0]
)
def test_what_is_added_is_as_ruff_has_it(command: tuple[str, ...], formatted: Path) -> None:
    found = checked(formatted, "ruff", command[0], "--isolated", "--no-cache", *command[1:])
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.slow  # A minute: mypy reads twelve runtimes.
@pytest.mark.parametrize("folder", ["formatted", "projects"])
def test_what_is_added_is_clean_under_mypy(folder: str, request: pytest.FixtureRequest) -> None:
    found = checked(request.getfixturevalue(folder), "mypy", "--strict", "--follow-imports=silent")
    assert found.returncode == 0, found.stdout


ELSEWHERE = {
    "a base of another module": "from base import Base\n\n\nclass Chat(Base):",
    "another name for it": "from generated import ChatServer\n\nBase = ChatServer\n\n\nclass Chat(Base):",
    "an import in a function": "def make():\n    from generated import ChatServer\n\n    class Chat(ChatServer):",
}


@pytest.mark.parametrize("head", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_server_under_another_name_gets_no_second_class(head: str, chat: tuple[Wanted, ...]) -> None:
    indent = "        " if head.startswith("def") else "    "
    text = f"{head}\n{indent}async def on_subscribe_thread(self, connection, message): ...\n"
    assert check(module_of(text, "server.py"), chat) == ()
    assert scaffold(text, "server.py", chat, "generated").text == text
