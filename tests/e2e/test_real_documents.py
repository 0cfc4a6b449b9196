"""Two documents of a real product become services: flat frames with a const tag, and an envelope around payloads.

They belong to their authors, so they lie beside the checkout and are read there.
"""

import asyncio
import importlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import yaml
from served import closed_with, receive_message, uvicorn_process, within
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "docs"
FLAT = next(CORPUS.glob("149-*/*.yml"), CORPUS / "149")
WRAPPED = next(CORPUS.glob("153-*/*.yml"), CORPUS / "153")

pytestmark = pytest.mark.skipif(
    not (FLAT.is_file() and WRAPPED.is_file()), reason="needs the real documents in ../shared/corpus"
)


class Project(NamedTuple):
    """A folder with both packages, compiled by the command line, and the users' servers and clients."""

    folder: Path
    flat: ModuleType
    wrapped: ModuleType

    def module(self, name: str) -> Any:
        return importlib.import_module(name)


def wsgen(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return _run(folder, "-m", "wsgen", *arguments)


def _run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("real") / "project"
    shutil.copytree(Path(__file__).parent / "real", folder)
    for kind, spec in (("flat", FLAT), ("wrapped", WRAPPED)):
        compiled = wsgen(folder, "regen", spec, "--config", f"{kind}.toml", "--out", f"zerg_{kind}")
        assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    sys.path.insert(0, str(folder))
    try:
        yield Project(folder, importlib.import_module("zerg_flat"), importlib.import_module("zerg_wrapped"))
    finally:
        sys.path.remove(str(folder))
        for name in [each for each in sys.modules if each.split("_")[0] in ("zerg", "flat", "wrapped")]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def flat_url(project: Project) -> Iterator[str]:
    with uvicorn_process("flat_server:app", project.folder, project.folder / "flat.log") as url:
        yield url


@pytest.fixture(scope="module")
def wrapped_url(project: Project) -> Iterator[str]:
    with uvicorn_process("wrapped_server:app", project.folder, project.folder / "wrapped.log") as url:
        yield url


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright",)], ids=lambda each: each[0])
def test_both_packages_and_what_users_write_are_clean_under(checker: tuple[str, ...], project: Project) -> None:
    modules = (
        "zerg_flat",
        "zerg_wrapped",
        "flat_server.py",
        "flat_client.py",
        "wrapped_server.py",
        "wrapped_client.py",
    )
    python = ("--pythonpath", sys.executable) if checker[0] == "pyright" else ()
    answer = _run(project.folder, "-m", *checker, *python, *modules)
    assert answer.returncode == 0, answer.stdout


def test_a_second_run_finds_no_drift(project: Project) -> None:
    for kind, spec in (("flat", FLAT), ("wrapped", WRAPPED)):
        answer = wsgen(project.folder, "diff-check", spec, "--config", f"{kind}.toml", "--out", f"zerg_{kind}")
        assert answer.returncode == 0, answer.stdout


# Every value that the documents show, and every one that their schemas allow to leave out.


def examples(document: Any, schema: Any) -> Iterator[Any]:
    """A schema's own examples, one with all properties, and one with the required ones alone."""
    schema = resolved(document, schema)
    yield from schema.get("examples", ())
    yield made(document, schema, is_full=True)
    yield made(document, schema, is_full=False)


def resolved(document: Any, node: Any) -> Any:
    while "$ref" in node:
        target = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def made(document: Any, schema: Any, *, is_full: bool) -> Any:
    schema = resolved(document, schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1]
    match schema.get("type"):
        case "object":
            names = schema.get("properties", {}) if is_full else schema.get("required", ())
            return {name: made(document, schema["properties"][name], is_full=is_full) for name in names}
        case "array":
            return [made(document, schema["items"], is_full=is_full)]
        case "string":
            known = {"date-time": "2026-01-05T09:30:00Z", "email": "a@example.com", "uri": "https://example.com/ä"}
            return known.get(schema.get("format"), 'te"xt ü \N{GRINNING FACE}')
        case "integer":
            return max(schema.get("minimum", 0), 7)
        case "number":
            return 0.5
    return None


@pytest.mark.parametrize("kind", ["flat", "wrapped"])
def test_every_example_round_trips_through_the_generated_codec(kind: str, project: Project) -> None:
    document = yaml.safe_load((FLAT if kind == "flat" else WRAPPED).read_text())
    package = project.flat if kind == "flat" else project.wrapped
    protocol = package.ZERG
    codecs = importlib.import_module(f"{package.__name__}._runtime.core.dispatch").Codec
    client, server = codecs.for_client(protocol), codecs.for_server(protocol)
    ways = ((protocol.client_to_server, client, server), (protocol.server_to_client, server, client))
    seen: set[str] = set()
    for framing, writer, reader in ways:
        for route in (*framing.routes.values(), *framing.untagged):
            name = route.message.name
            if name in seen:
                continue
            seen.add(name)
            described = next(each for each in document["components"]["messages"].values() if each["name"] == name)
            for payload in examples(document, described["payload"]):
                model = route.message.model.model_validate(payload)
                text = writer.encode(model, topic="system", now=1.5)
                received = reader.decode(text)
                assert (received.route.message.name, received.message) == (name, model)
                assert received.message.to_wire() == payload
                assert json.loads(text) == (payload if kind == "flat" else wrapped(name, payload))
    assert seen == {each["name"] for each in document["components"]["messages"].values()}


def wrapped(tag: str, data: Any, topic: str = "system") -> dict[str, Any]:
    return {"v": 1, "type": tag, "topic": topic, "ts": 1500, "data": data}


# Flat frames.


def test_flat_two_clients_get_what_is_sent_to_their_topic(project: Project, flat_url: str) -> None:
    users = project.module("flat_client")

    async def scenario() -> None:
        async with (
            project.flat.ZergClient(flat_url) as one,
            project.flat.ZergClient(flat_url) as other,
            one.thread(thread_id=7) as seen,
        ):
            await one.send_message(thread_id=7, content="join")
            await anext(seen)
            said = await users.converse(other, 7, "Hallo, ich bin’s")
            assert said == ["1 before", "start 7", "assistant_token: Hallo, ich bin’s"]
            kinds = [type(await within(anext(seen))).__name__ for _ in range(3)]
            assert kinds == ["StreamStart", "StreamChunk", "StreamEnd"]
            await one.send_message(thread_id=7, content="leave")
            assert (await within(anext(seen))).messages == []
            await users.converse(other, 7, "again")
            await one.send_message(thread_id=7, content="leave")
            assert type(await within(anext(seen))).__name__ == "ThreadHistory"

    asyncio.run(scenario())


def test_flat_topics_whose_messages_do_not_say_which_and_those_that_do(project: Project, flat_url: str) -> None:
    users = project.module("flat_client")

    async def scenario() -> None:
        async with project.flat.ZergClient(flat_url) as client:
            event = await users.agent_event(client, "seventeen")
            assert event.data == {"metadata": {"tone": "friendly"}}
            log = await users.node_log(client, 123)
            assert (log.execution_id, log.text) == (123, "…")

    asyncio.run(scenario())


def test_flat_a_message_that_only_its_structure_tells_reaches_everyone(project: Project, flat_url: str) -> None:
    async def scenario() -> None:
        async with (
            project.flat.ZergClient(flat_url) as one,
            project.flat.ZergClient(flat_url) as other,
            one.system() as news,
            other.system() as same,
        ):
            await one.send_message(thread_id=1, content="announce")
            for each in (news, same):
                assert (await within(anext(each))).data == {"n": 1}

    asyncio.run(scenario())


def test_flat_pings_are_answered_and_a_silent_client_is_closed_4408(project: Project, flat_url: str) -> None:
    async def scenario() -> None:
        pinged = 0
        async with project.flat.ZergClient(flat_url) as client, connect(flat_url) as silent:
            async with client.thread(thread_id=1) as frames, asyncio.timeout(60):
                while True:
                    try:
                        frame = json.loads(await silent.recv())
                    except Exception:
                        break
                    pinged += 1
                    assert frame.keys() == {"type", "ping_id"}
                # The silent one is gone, the generated one has outlived it and still works.
                await client.send_message(thread_id=1, content="join")
                assert (await anext(frames)).thread_id == 1
            assert (silent.close_code, client.state) == (4408, "live")
            assert pinged > 2

    asyncio.run(scenario())


INVALID_FLAT = [
    ({"type": "send_message", "thread_id": "7", "content": "x"}, "SendMessage at thread_id"),
    ({"type": "send_message", "thread_id": 7}, '"content" is a required property'),
    ({"type": "pong"}, '"ping_id" is a required property'),
    ({"type": "shutdown"}, "type = 'shutdown' is no message of this direction"),
    ({"type": "stream_start", "thread_id": 1}, "type = 'stream_start' is no message of this direction"),
    ({"thread_id": 7, "content": "x"}, "type is missing"),
]


@pytest.mark.parametrize(("frame", "says"), INVALID_FLAT, ids=lambda each: each[:24] if isinstance(each, str) else "")
def test_flat_an_invalid_frame_is_answered_with_error_and_closed_1002(
    frame: dict[str, Any], says: str, flat_url: str
) -> None:
    async def scenario() -> None:
        async with connect(flat_url) as client:
            await client.send(json.dumps(frame))
            error = await receive_message(client)
            assert (error["type"], error["code"]) == ("error", 1002)
            assert says in error["message"]
            code, reason = await closed_with(client)
            assert code == 1002
            assert says in reason

    asyncio.run(scenario())


def test_flat_a_user_sees_what_ended_the_connection(
    project: Project, flat_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    users = project.module("flat_client")

    async def scenario() -> None:
        async with project.flat.ZergClient(flat_url) as client:
            assert (await users.end_of(client, "out")).code == 4403
        options = project.flat.ClientOptions(reconnect=None)
        async with project.flat.ZergClient(flat_url, options=options) as client:
            assert (await users.end_of(client, "fail")).code == 1011
        async with project.flat.ZergClient(flat_url) as client:
            errors: list[Any] = []
            client.on_error(errors.append)
            async with client.thread(thread_id=1) as frames:
                await client.send_message(thread_id=1, content="missing")
                await client.send_message(thread_id=1, content="join")
                await within(anext(frames))
            assert [each.to_wire() for each in errors] == [
                {"type": "error", "code": 404, "message": "no such thread", "details": None}
            ]

    asyncio.run(scenario())


def test_flat_a_frame_that_the_client_does_not_know_or_that_breaks_its_schema(project: Project) -> None:
    async def scenario() -> None:
        async with (
            hand_written([{"type": "quota"}, {"type": "stream_start", "thread_id": 4}]) as url,
            project.flat.ZergClient(url) as client,
            client.thread(thread_id=4) as frames,
        ):
            unknown: list[Any] = []
            client.on_unknown(unknown.append)
            await client.send_message(thread_id=4, content="go")
            assert (await within(anext(frames))).thread_id == 4
            assert (unknown, client.unknown_frames) == ([{"type": "quota"}], 1)
        async with (
            hand_written([{"type": "stream_start", "thread_id": "4"}]) as url,
            project.flat.ZergClient(url) as client,
        ):
            ended = await project.module("flat_client").end_of(client, "go")
            assert type(ended) is project.flat.ProtocolError
            assert (ended.code, ended.by_client) == (1002, True)

    asyncio.run(scenario())


# Enveloped frames.


def test_wrapped_clients_talk_through_topics(project: Project, wrapped_url: str) -> None:
    users = project.module("wrapped_client")

    async def scenario() -> None:
        async with project.wrapped.ZergClient(wrapped_url) as one, project.wrapped.ZergClient(wrapped_url) as other:
            said = await asyncio.gather(users.converse(one, 7, "a"), users.converse(other, 8, "b"))
            assert said == [["start 7", "assistant_token: a"], ["start 8", "assistant_token: b"]]
            assert await users.agent_status(one, 17) == "idle"

    asyncio.run(scenario())


def test_wrapped_every_field_of_the_envelope_is_filled_in(wrapped_url: str) -> None:
    async def scenario() -> None:
        async with connect(wrapped_url) as client:
            topics = {"topics": ["thread:7", "user:2", "agent:3"], "message_id": "m1"}
            await client.send(frame("subscribe", topics, req_id="q1"))
            refused, confirmed = await receive_message(client), await receive_message(client)
            if refused["type"] != "error":
                refused, confirmed = confirmed, refused
            assert (refused["topic"], refused["req_id"]) == ("system", "q1")
            assert "user:2" in refused["data"]["error"]
            assert (confirmed["type"], confirmed["topic"]) == ("subscribe_ack", "system")
            assert confirmed["data"] == {"message_id": "m1", "topics": ["thread:7", "agent:3"]}
            await client.send(frame("send_message", {"thread_id": 7, "content": "x"}, topic="thread:7"))
            for kind in ("stream_start", "stream_chunk", "stream_end"):
                pushed = await receive_message(client)
                assert (pushed["type"], pushed["topic"], pushed["v"]) == (kind, "thread:7", 1)
                assert pushed.keys() == {"v", "type", "topic", "ts", "data"}
                assert abs(pushed["ts"] - time.time() * 1000) < 60_000
            await client.send(frame("send_message", {"thread_id": 3, "content": "agent"}, topic="thread:3"))
            # Its payload tells no agent_id: the topic comes from where it was sent to, or is given.
            assert (await receive_message(client))["topic"] == "agent:3"
            await client.send(frame("send_message", {"thread_id": 4, "content": "agent for me"}, topic="thread:4"))
            assert (await receive_message(client))["topic"] == "agent:4"

    asyncio.run(scenario())


def test_wrapped_subscriptions_are_kept_until_they_are_given_back(wrapped_url: str) -> None:
    async def scenario() -> None:
        async with connect(wrapped_url) as client:
            for _ in range(2):
                await client.send(frame("subscribe", {"topics": ["thread:7", "agent:3"], "message_id": "m"}))
                assert (await receive_message(client))["data"]["topics"] == ["thread:7", "agent:3"]
            await client.send(frame("unsubscribe", {"topics": ["thread:7"], "message_id": "m"}))
            assert (await receive_message(client))["data"]["topics"] == ["agent:3"]
            await client.send(frame("send_message", {"thread_id": 7, "content": "x"}, topic="thread:7"))
            await client.send(frame("send_message", {"thread_id": 3, "content": "agent"}, topic="thread:3"))
            assert (await receive_message(client))["type"] == "agent_event"
            await client.send(frame("subscribe", {"topics": ["weather:7"], "message_id": "m"}))
            assert "weather:7" in (await receive_message(client))["data"]["error"]

    asyncio.run(scenario())


def test_wrapped_the_client_subscribes_at_the_first_use_and_unsubscribes_at_the_last(project: Project) -> None:
    frames: list[dict[str, Any]] = []

    async def scenario() -> None:
        async with (
            hand_written([wrapped("stream_end", {"thread_id": 7}, "thread:7")], frames) as url,
            project.wrapped.ZergClient(url) as client,
        ):
            async with client.thread(thread_id=7), client.thread(thread_id=7) as second:
                await client.send_message(thread_id=7, content="x")
                await within(anext(second))
            async with client.system():  # control messages reach everyone, so that is no topic to ask for
                await client.send_message(thread_id=7, content="y")

    asyncio.run(scenario())
    assert [(each["type"], each["topic"]) for each in frames] == [
        ("subscribe", "system"),
        ("send_message", "thread:7"),
        ("unsubscribe", "system"),
        ("send_message", "thread:7"),
    ]
    assert [each["data"] for each in frames if each["type"] != "send_message"] == [{"topics": ["thread:7"]}] * 2
    assert all(each["v"] == 1 and abs(each["ts"] - time.time() * 1000) < 60_000 for each in frames)


def test_wrapped_aliases_mean_their_message(project: Project) -> None:
    tags = ("thread_created", "thread_updated", "thread_deleted", "thread_event", "thread_message_created")
    message = {"id": 1, "role": "user", "content": ""}
    pushed = [wrapped(tag, {"thread_id": 7, "message": message}, "thread:7") for tag in tags]
    elsewhere = wrapped("thread_created", {"thread_id": 7}, "thread:8")

    async def scenario() -> None:
        async with (
            hand_written([elsewhere, *pushed]) as url,
            project.wrapped.ZergClient(url) as client,
            client.thread(thread_id=7) as frames,
        ):
            await client.send_message(thread_id=7, content="x")
            kinds = [type(await within(anext(frames))).__name__ for _ in tags]
            assert kinds == ["ThreadEventData"] * 4 + ["ThreadMessageData"]

    asyncio.run(scenario())


def test_wrapped_pings_are_answered_in_the_envelope(project: Project, wrapped_url: str) -> None:
    async def scenario() -> None:
        async with project.wrapped.ZergClient(wrapped_url) as client, connect(wrapped_url) as silent:
            assert await closed_with(silent) == (4408, "no pong in time")
            assert client.state == "live"
        frames: list[dict[str, Any]] = []
        async with (
            hand_written([wrapped("ping", {"timestamp": 5}), wrapped("ping", {})], frames) as url,
            project.wrapped.ZergClient(url) as client,
        ):
            await client.send_message(thread_id=7, content="x")
            async with asyncio.timeout(60):
                while len(frames) < 3:  # noqa: ASYNC110 - the server's frames are a list
                    await asyncio.sleep(0.01)
        pongs = [(each["type"], each["topic"], each["data"]) for each in frames[1:]]
        assert pongs == [("pong", "system", {"timestamp": 5}), ("pong", "system", {})]

    asyncio.run(scenario())


def test_wrapped_a_pong_by_hand_keeps_the_connection(wrapped_url: str) -> None:
    async def scenario() -> None:
        async with connect(wrapped_url) as client, asyncio.timeout(60):
            until = time.monotonic() + 2
            while time.monotonic() < until:
                ping = json.loads(await client.recv())
                assert (ping["type"], ping["topic"]) == ("ping", "system")
                assert isinstance(ping["data"]["timestamp"], int)
                await client.send(frame("pong", ping["data"]))
            assert client.close_code is None

    asyncio.run(scenario())


INVALID_WRAPPED: list[tuple[dict[str, Any], str]] = [
    ({"data": {"thread_id": 0, "content": "x"}}, "send_message at data/thread_id"),
    ({"data": {"content": "x"}}, '"thread_id" is a required property'),
    ({"data": None}, "send_message at data"),
    ({"v": 2}, "v = 2, where this protocol has 1"),
    ({"ts": "now"}, "send_message at ts"),
    ({"topic": None}, "send_message at topic"),
    ({"sender": 1}, "sender"),
    ({"req_id": 5}, "send_message at req_id"),
    ({"type": "shutdown"}, "type = 'shutdown' is no message of this direction"),
    ({"type": "thread_event"}, "type = 'thread_event' is no message of this direction"),
    ({"type": 5}, "type = 5 is no message of this direction"),
]


@pytest.mark.parametrize(
    ("change", "says"),
    INVALID_WRAPPED,
    ids=[str([*each])[2:-2] + str(i) for i, (each, _) in enumerate(INVALID_WRAPPED)],
)
def test_wrapped_an_invalid_frame_is_answered_in_the_envelope_and_closed_1002(
    change: dict[str, Any], says: str, wrapped_url: str
) -> None:
    async def scenario() -> None:
        good = wrapped("send_message", {"thread_id": 7, "content": "x"}, "thread:7")
        async with connect(wrapped_url) as client:
            await client.send(json.dumps({**good, "req_id": "q9", **change}))
            error = await receive_message(client)
            assert (error["v"], error["type"], error["topic"]) == (1, "error", "system")
            assert error.get("req_id") == (None if "req_id" in change else "q9")
            assert says in error["data"]["error"]
            code, reason = await closed_with(client)
            assert code == 1002
            assert says in reason

    asyncio.run(scenario())


def test_wrapped_an_error_of_the_application_keeps_the_connection_and_a_failure_ends_it(wrapped_url: str) -> None:
    async def scenario() -> None:
        async with connect(wrapped_url) as client:
            await client.send(frame("send_message", {"thread_id": 7, "content": "missing"}, "thread:7", req_id="q"))
            error = await receive_message(client)
            assert (error["type"], error["data"], error["req_id"]) == ("error", {"error": "no such thread"}, "q")
            await client.send(frame("send_message", {"thread_id": 7, "content": "fail"}, "thread:7"))
            assert (await receive_message(client))["data"] == {"error": "the server failed"}
            assert (await closed_with(client))[0] == 1011

    asyncio.run(scenario())


# Without settings.


def test_without_settings_the_notes_ask_what_the_document_leaves_open(tmp_path: Path) -> None:
    answer = wsgen(tmp_path, "validate", WRAPPED, "--format", "json")
    found = [(each["code"], each["message"], each["hint"]) for each in json.loads(answer.stdout)["diagnostics"]]
    assert answer.returncode == 0
    sides = [(message, hint) for code, message, hint in found if code == "WSG403"]
    assert sides == [
        (
            "the document is taken to describe the server, so the server sends all messages, such as `ping`, `pong`, "
            "`error`, and clients send none: is that so?",
            "set `perspective` to `server` or `client` in [tool.wsgen], or `x-wsgen-perspective` at the root",
        )
    ]
    doubtful = [message.split("`")[1] for code, message, _ in found if code == "WSG404"]
    assert doubtful == ["pong", "subscribe", "unsubscribe", "send_message"]
    ((envelope, say_so),) = [(message, hint) for code, message, hint in found if code == "WSG408"]
    assert "no message refers to `Envelope`" in envelope
    assert "a message's name as its `type` (such as `ping`)" in envelope
    assert "x-wsgen-envelope: {schema: '#/components/schemas/Envelope'}" in say_so
    assert [message for code, message, _ in found if code == "WSG406"]


def test_what_the_settings_say_is_not_asked_again(project: Project) -> None:
    for kind, spec in (("flat", FLAT), ("wrapped", WRAPPED)):
        answer = wsgen(project.folder, "validate", spec, "--config", f"{kind}.toml", "--format", "json")
        codes = {each["code"] for each in json.loads(answer.stdout)["diagnostics"]}
        assert not codes & {"WSG403", "WSG404", "WSG408"}
        assert ("WSG406" in codes) is (kind == "flat")
        assert "nothing uses `Envelope`" not in answer.stdout


def frame(kind: str, data: Any, topic: str = "system", **more: Any) -> str:
    """An enveloped frame as a client writes it by hand."""
    return json.dumps({"v": 1, "type": kind, "topic": topic, "ts": int(time.time() * 1000), "data": data, **more})


@asynccontextmanager
async def hand_written(answers: list[dict[str, Any]], frames: list[dict[str, Any]] | None = None) -> AsyncIterator[str]:
    """A server that answers the first message with `answers`, and keeps every frame that comes."""

    async def handle(connection: ServerConnection) -> None:
        left = list(answers)
        async for text in connection:
            came = json.loads(text)
            if frames is not None:
                frames.append(came)
            while left and came["type"] == "send_message":
                await connection.send(json.dumps(left.pop(0)))

    async with serve(handle, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
