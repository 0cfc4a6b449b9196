import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from protocols import HERE, chat, feed, message, models, protocol, wrapped, write

from wsgen.code.emit import emit
from wsgen.code.layout import layout
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Definition, Protocol

ROOT = Path(__file__).parents[2]
PYTHON_FILES = (
    *("__init__.py", "models.py", "messages.py", "channels.py", "dispatch.py"),
    *("server.py", "client.py", "client_sync.py"),
)
PACKAGES = {"chat": chat, "feed": feed, "wrapped": wrapped}

USER = """
from collections.abc import AsyncIterator
from typing import Any, assert_type

from chat import ChatClient, ChatServer, Connection, ErrorReply, Reject, SendMessageReply
from chat.channels import Thread
from chat.models import Error, SendMessage, StreamChunk, StreamEnd, StreamStart, SubscribeThread, ThreadHistory


class State:
    user: str = "somebody"


class Chat(ChatServer[State]):
    async def on_connect(self, connection: Connection[State]) -> None:
        assert_type(connection.user, Any)
        connection.state = State()
        if connection.arguments.token != "t":
            raise Reject(4401, "token expired")

    async def on_subscribe_thread(self, connection: Connection[State], message: SubscribeThread) -> ThreadHistory:
        connection.subscribe(self.thread(thread_id=message.thread_id))
        return ThreadHistory(thread_id=message.thread_id, messages=[connection.state.user])

    async def on_send_message(
        self, connection: Connection[State], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        if message.metadata is None:
            raise ErrorReply(Error(code=400, message="no metadata"))
        await self.thread(thread_id=1).send(StreamEnd(thread_id=1))
        yield StreamStart(thread_id=message.thread_id)
        yield StreamChunk(thread_id=message.thread_id, content="Hi", chunk_type="assistant_token")
        yield StreamEnd(thread_id=message.thread_id)


class User:
    name: str = "ada"


class Known(ChatServer[State, User]):
    async def authenticate(self, connection: Connection[State, User]) -> User:
        if connection.arguments.token != "t":
            raise Reject(4401, "token expired")
        return User()

    async def on_connect(self, connection: Connection[State, User]) -> None:
        assert_type(connection.user, User)
        connection.state = State()
        connection.state.user = connection.user.name

    async def on_subscribe_thread(self, connection: Connection[State, User], message: SubscribeThread) -> ThreadHistory:
        return ThreadHistory(thread_id=message.thread_id, messages=[connection.user.name])

    async def on_send_message(
        self, connection: Connection[State, User], message: SendMessage
    ) -> AsyncIterator[SendMessageReply]:
        yield StreamStart(thread_id=message.thread_id)


class Untyped(ChatServer):
    async def authenticate(self, connection: Connection) -> User:
        return User()

    async def on_subscribe_thread(self, connection: Connection, message: SubscribeThread) -> ThreadHistory:
        return ThreadHistory(thread_id=message.thread_id, messages=[])

    async def on_send_message(self, connection: Connection, message: SendMessage) -> AsyncIterator[SendMessageReply]:
        yield StreamStart(thread_id=message.thread_id)


async def talk() -> str:
    async with ChatClient("ws://localhost:8000/ws", token="t") as client:
        history = await client.subscribe_thread(thread_id=42)
        text = history.messages[0]
        async for frame in client.send_message(thread_id=42, content="Hi", metadata={"tone": "calm"}):
            if isinstance(frame, StreamChunk):
                text += frame.content
        async with client.agent(agent_id=7) as events:
            async for event in events:
                text += str(event.data)
        await client.send(SendMessage(thread_id=1, content="x"))
        return text + Thread(thread_id=42).address
"""

WRONG = {
    "ChatClient(token=1)": "arg-type",
    "ChatClient()": "call-arg",
    'ChatClient(token="t").agent()': "call-arg",
    'ChatClient(token="t").send_message(thread_id=1, content="x", request_id="r")': "call-arg",
    'ChatClient(token="t").send_message(thread_id=1, content="x", type="send_message")': "call-arg",
    "chat.Nothing": "attr-defined",
}


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one package for each protocol made by hand."""
    folder = tmp_path_factory.mktemp("packages")
    for name, make in PACKAGES.items():
        write(make(), folder / name)
    return folder


def run(folder: Path, program: str, *, hash_seed: str = "0") -> str:
    """What a program prints that can import the packages in `folder`."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tool(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=folder)


def test_a_package_has_the_files_of_the_design() -> None:
    made = emit(chat(), models(chat()))
    generated = [path for path in made if not path.startswith("_runtime/")]
    assert generated == sorted([*PYTHON_FILES, "schemas.json", "py.typed"])
    assert list(made) == sorted(made)


def test_the_runtime_is_copied_byte_for_byte() -> None:
    made = emit(chat(), models(chat()))
    copied = {path.removeprefix("_runtime/"): text for path, text in made.items() if path.startswith("_runtime/")}
    source = ROOT / "wsgen" / "runtime"
    assert copied == {
        path.relative_to(source).as_posix(): path.read_bytes().decode() for path in sorted(source.rglob("*.py"))
    }


@pytest.mark.parametrize("make", PACKAGES.values(), ids=PACKAGES)
def test_every_file_is_formatted_and_begins_with_whose_it_is(make: type[Protocol]) -> None:
    made = emit(make(), models(make()))
    written = {path: made[path] for path in PYTHON_FILES}
    assert layout(written.items()) == written
    first = "# Generated by wsgen from asyncapi/chat.yml. Do not edit: run `wsgen regen`."
    assert {text.split("\n")[0] for text in written.values()} == {first}
    assert not [path for path, text in made.items() if "\r" in text or (text and not text.endswith("\n"))]


@pytest.mark.slow
def test_generated_code_is_clean_under_mypy_pyright_and_ruff(packages: Path) -> None:
    (packages / "user.py").write_text(USER)
    mypy = tool(packages, "mypy", "--strict", "--config-file=", *PACKAGES, "user.py")
    assert mypy.returncode == 0, mypy.stdout
    names = [f"{package}/{path}" for package in PACKAGES for path in PYTHON_FILES]
    settings = {"include": [*names, "user.py"], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (packages / "pyright.json").write_text(json.dumps(settings))
    pyright = tool(packages, "pyright", "-p", "pyright.json", "--pythonpath", sys.executable)
    assert pyright.returncode == 0, pyright.stdout
    ruff = tool(packages, "ruff", "check", "--isolated", "--no-cache", *names)
    assert ruff.returncode == 0, ruff.stdout


@pytest.mark.slow
def test_type_checkers_refuse_what_the_protocol_forbids(packages: Path) -> None:
    lines = [f"    {call}" for call in WRONG]
    (packages / "wrong.py").write_text(
        "\n".join(["import chat", "from chat import ChatClient", "", "def f() -> None:", *lines])
    )
    mypy = tool(packages, "mypy", "--strict", "--config-file=", "--no-error-summary", "wrong.py")
    found = {
        line.split(":")[1]: line.rsplit("[", 1)[1].rstrip("]")
        for line in mypy.stdout.splitlines()
        if ": error:" in line
    }
    assert found == {str(number): code for number, code in enumerate(WRONG.values(), start=5)}


def test_importing_the_package_loads_nothing(packages: Path) -> None:
    loaded = run(packages, "import chat, sys; print([m for m in sys.modules if m.startswith(('chat.', 'pydantic'))])")
    assert loaded == "[]\n"


def test_models_and_addresses_need_no_server_and_no_client(packages: Path) -> None:
    program = "import chat.models, chat.channels, sys; print(sorted({'websockets', 'asyncio'} & set(sys.modules)))"
    assert run(packages, program) == "[]\n"


def test_every_export_can_be_imported_and_is_listed(packages: Path) -> None:
    program = "import chat; from chat import *; print(sorted(set(chat.__all__) - (set(dir()) & set(dir(chat)))))"
    assert run(packages, program) == "[]\n"


def test_the_export_of_a_name_is_the_same_object_each_time(packages: Path) -> None:
    run(packages, "import chat, chat.server; assert chat.ChatServer is chat.ChatServer is chat.server.ChatServer")


def test_an_unknown_attribute_is_an_ordinary_attribute_error(packages: Path) -> None:
    program = "import chat\ntry:\n    chat.ChatServr\nexcept AttributeError as error:\n    print(error)"
    assert run(packages, program) == "module 'chat' has no attribute 'ChatServr'\n"


def test_a_server_that_lacks_handlers_cannot_be_made_and_every_one_is_named(packages: Path) -> None:
    program = "from chat import ChatServer\ntry:\n    ChatServer()\nexcept TypeError as error:\n    print(error)"
    said = run(packages, program)
    assert "on_subscribe_thread" in said
    assert "on_send_message" in said
    assert "on_pong" not in said


def test_a_typed_address_is_what_the_runtime_makes_of_the_same_values(packages: Path) -> None:
    program = """
from chat.channels import AGENT, THREAD, Agent, System, Thread
assert Thread(thread_id=42).address == THREAD.address_of({"thread_id": 42}) == "thread:42"
assert Agent(agent_id=7).address == AGENT.address_of({"agent_id": 7})
assert System().address == "system"
"""
    run(packages, program)


def test_an_argument_that_nobody_gave_is_not_sent(packages: Path) -> None:
    program = """
import asyncio
from typing import Any
from chat import ChatClient

class Recording(ChatClient):
    async def _begin(self, route: Any, message: Any, inbox: Any, topic: str | None = None) -> Any:
        print(message.to_wire())
        raise SystemExit

client = Recording(token="t")

async def ask(**given: Any) -> None:
    try:
        async for _ in client.send_message(thread_id=1, content="x", **given):
            pass
    except SystemExit:
        pass

try:
    asyncio.run(ask())
except SystemExit:
    pass
try:
    asyncio.run(ask(note="n", metadata={"a": None}))
except SystemExit:
    pass
"""
    first, second = map(ast.literal_eval, run(packages, program).splitlines())
    assert first == {"type": "send_message", "thread_id": 1, "content": "x"}
    assert second == {**first, "note": "n", "metadata": {"a": None}}


def test_several_connections_have_tables_classes_and_aliases_of_their_own(packages: Path) -> None:
    program = """
from feed import BooksClient, BooksConnection, BooksServer, TradesConnection, TradesServer
from feed.dispatch import BOOKS, BOOKS_CLIENT_TO_SERVER, TRADES, TRADES_CLIENT_TO_SERVER_UNTAGGED
assert BooksServer.protocol is BOOKS and TradesServer.protocol is TRADES
assert list(BOOKS_CLIENT_TO_SERVER) == ["subscribe"] and BOOKS.client_to_server.untagged == ()
assert TRADES.client_to_server.untagged is TRADES_CLIENT_TO_SERVER_UNTAGGED and not TRADES.client_to_server.routes
assert [each.message.name for each in TRADES_CLIENT_TO_SERVER_UNTAGGED] == ["trade", "client", "server"]
assert BOOKS.path == "/books/{market}" and [each.where for each in BOOKS.arguments] == ["path", "query"]
"""
    run(packages, program)


def test_an_envelope_is_told_to_the_runtime(packages: Path) -> None:
    program = """
from wrapped.dispatch import STORE
framing = STORE.client_to_server
envelope = framing.routes["get"].message.envelope
assert framing.tag == envelope.tag == ("type",) and envelope.data == ("data",) and envelope.constants == {("v",): 1}
assert (envelope.topic, envelope.request_id) == (("topic",), ("req_id",))
assert (envelope.timestamp, envelope.timestamp_unit) == (("ts",), "ms")
assert framing.routes["get"].message.schema == "GetFrame"
"""
    run(packages, program)


def test_a_model_that_is_called_like_something_else_in_the_file_keeps_its_name(packages: Path) -> None:
    program = """
import inspect
from feed import TradesClient, TradesServer, models
assert inspect.signature(TradesServer.on_server).parameters["message"].annotation is models.Server
assert inspect.signature(TradesClient.trade).return_annotation is models.Client
"""
    run(packages, "import feed.models\n" + program)


def test_a_parameter_never_hides_what_the_method_needs(packages: Path) -> None:
    program = """
import inspect
from feed import BooksClient, TradesClient
print(list(inspect.signature(TradesClient.trade).parameters))
print(list(inspect.signature(BooksClient.subscribe).parameters))
"""
    trade, subscribe = map(ast.literal_eval, run(packages, program).splitlines())
    assert trade == ["self", "Trade_", "self_", "timeout_", "timeout"]
    assert subscribe == ["self", "channels", "reply", "timeout"]


def test_the_id_of_a_request_is_a_parameter_only_where_no_model_can_be_made_without_it(packages: Path) -> None:
    program = """
import inspect
from chat import ChatClient
from feed import TradesClient
print("request_id" in inspect.signature(ChatClient.send_message).parameters)
print("id" in inspect.signature(TradesClient.server).parameters)
"""
    assert run(packages, program) == "False\nTrue\n"


def test_schemas_are_one_sorted_document_in_readable_text() -> None:
    schema = {"type": "object", "description": "größer \u202e", "enum": ["\ud800"]}
    more = tuple(Definition(Identifier(name), schema, HERE, {}) for name in ("B", "A"))
    text = emit(made := protocol("P", (message("Ping", {}),), more=more), models(made))["schemas.json"]
    document = json.loads(text)
    assert list(document["$defs"]) == ["A", "B", "Ping"]
    assert document["$defs"]["A"] == schema
    assert document["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "größer" in text
    text.encode()


@pytest.mark.slow
def test_the_same_protocol_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    program = f"""
import hashlib, sys
sys.path[:0] = {[str(ROOT), str(ROOT / "tests" / "code")]!r}
from protocols import chat, feed, models, wrapped
from wsgen.code.emit import emit
print([hashlib.sha256(repr(dict(emit(each(), models(each())))).encode()).hexdigest() for each in (chat, feed, wrapped)])
"""
    assert len({run(tmp_path, program, hash_seed=seed) for seed in ("0", "1", "4242")}) == 1


def test_nothing_near_the_working_folder_changes_the_style(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 40\nskip-string-normalization = true\n")
    program = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from wsgen.code.layout import layout
print(layout([("a.py", "x = {{'a': 1, 'bbbbbbbbbbbbbbbbbbbbbbbb': 2, 'cccccccccccccccccc': 3}}")])["a.py"], end="")
"""
    expected = 'x = {"a": 1, "bbbbbbbbbbbbbbbbbbbbbbbb": 2, "cccccccccccccccccc": 3}\n'
    assert run(tmp_path, program) == expected
