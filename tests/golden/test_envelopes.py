"""A generated server and a generated client talk in this process; what crosses the wire is in the envelopes."""

import asyncio
import importlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.golden.written import imported


class Package:
    """The package of the case `envelopes`, and a server and a client of one of its connections."""

    def __init__(self) -> None:
        for module in ("client", "server", "models", "channels", "dispatch"):
            setattr(self, module, importlib.import_module(f"run_envelopes.{module}"))
        self.testing = importlib.import_module("run_envelopes._runtime.testing")
        self.options = importlib.import_module("run_envelopes._runtime.client.options").ClientOptions
        self.clock = self.testing.FakeClock()

    client: Any
    server: Any
    models: Any
    channels: Any
    dispatch: Any

    def serving(self, name: str, **handlers: Any) -> Any:
        """A server whose handlers are these; those that aren't given say nothing."""
        parent = getattr(self.server, f"{name}Server")

        async def nothing(*_: object) -> None:
            return None

        methods = dict.fromkeys(parent.__abstractmethods__, nothing) | handlers
        options = importlib.import_module("run_envelopes").ServerOptions(clock=self.clock)
        return type("Spoken", (parent,), methods)(options)

    @asynccontextmanager
    async def talk(self, name: str, server: Any) -> AsyncIterator[tuple[Any, list[Any]]]:
        """A client that is open, and all frames that both sides have sent."""
        frames: list[Any] = []
        async with self.testing.connect(server) as peer:
            wire = Wire(peer, frames)

            async def connect(*_: object) -> Wire:
                return wire

            client = getattr(self.client, f"{name}Client")("ws://here", options=self.options(connect=connect))
            async with client:
                yield client, frames


class Wire:
    """A client's transport whose other end is a server in this process."""

    def __init__(self, peer: Any, frames: list[Any]) -> None:
        self._peer = peer
        self._frames = frames
        self._closed = asyncio.Event()

    async def recv(self) -> str:
        closed = importlib.import_module("run_envelopes._runtime.client.transport").TransportClosed
        ending = importlib.import_module("run_envelopes._runtime.errors").Ending
        reading = asyncio.ensure_future(self._peer.receive_text(60))
        waiting = asyncio.ensure_future(self._closed.wait())
        done, left = await asyncio.wait((reading, waiting), return_when=asyncio.FIRST_COMPLETED)
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if reading not in done or reading.exception():
            raise closed(ending(1000, "", by_client=True))
        text: str = reading.result()
        self._frames.append(json.loads(text))
        return text

    async def send(self, text: str) -> None:
        self._frames.append(json.loads(text))
        self._peer.put_text(text)

    async def close(self, code: int, reason: str) -> None:
        self._closed.set()

    def abort(self) -> None:
        self._closed.set()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    imported("envelopes", tmp_path_factory.mktemp("envelopes"))
    return Package()


def test_a_request_on_a_topic_that_only_the_envelope_has_is_answered_there(package: Package) -> None:
    models, channels = package.models, package.channels

    async def join(_: Any, connection: Any, message: Any) -> Any:
        return models.PhxReply(status="ok", response={"hello": message.nickname})

    async def shout(self: Any, connection: Any, message: Any) -> None:
        await connection.send(models.Shout(text=message.text.upper()), topic=self.room(room_id="a"))

    async def run() -> None:
        server = package.serving("Switchboard", on_phx_join=join, on_shout=shout)
        async with package.talk("Switchboard", server) as (client, frames), client.room(room_id="a") as events:
            reply = await client.phx_join(topic=channels.Room(room_id="a"), nickname="Ann")
            await client.shout(text="ahoy", topic=channels.Room(room_id="a"))
            event = await anext(events)
        assert (reply.status, reply.response["hello"], event.text) == ("ok", "Ann", "AHOY")
        assert frames == [
            [None, "r1", "room:a", "phx_join", {"nickname": "Ann"}],
            [None, "r1", "room:a", "phx_reply", {"status": "ok", "response": {"hello": "Ann"}}],
            [None, frames[2][1], "room:a", "shout", {"text": "ahoy"}],
            [None, None, "room:a", "shout", {"text": "AHOY"}],
        ]

    asyncio.run(run())


def test_an_event_whose_name_no_schema_has_is_named_by_the_envelope(package: Package) -> None:
    seen: list[str] = []

    async def rename(_: Any, connection: Any, message: Any) -> None:
        await connection.send(package.models.Renamed(old="Ann", new=message.name))

    async def logout(_: Any, connection: Any, message: Any) -> None:
        seen.append(type(message).__name__)

    async def run() -> None:
        server = package.serving("SwitchboardEvents", on_user_rename=rename, on_user_logout=logout)
        async with package.talk("SwitchboardEvents", server) as (client, frames), client.messages() as messages:
            await client.user_rename(name="Bea")
            renamed = await anext(messages)
            await client.user_logout()
            await package.testing.settle()
        assert (renamed.old, renamed.new, seen) == ("Ann", "Bea", ["UserLogout"])
        assert [{key: each for key, each in frame.items() if key != "at"} for frame in frames] == [
            {"v": 2, "event": "user.rename", "data": {"name": "Bea"}},
            {"v": 2, "event": "user.renamed", "data": {"old": "Ann", "new": "Bea"}},
            {"v": 2, "event": "user.logout"},
        ]
        assert frames[1]["at"] == "2023-11-14T22:13:20.000Z"

    asyncio.run(run())


def test_a_frame_can_be_an_array_of_name_and_payload(package: Package) -> None:
    models = package.models

    async def said(_: Any, connection: Any, message: Any) -> None:
        await connection.send(models.NewMessage(text=f"{message.text}!"))
        await connection.send(models.Typing())

    async def run() -> None:
        server = package.serving("SwitchboardEmit", on_new_message=said)
        async with package.talk("SwitchboardEmit", server) as (client, frames), client.messages() as messages:
            await client.new_message(text="Hello")
            first, second = await anext(messages), await anext(messages)
            await client.typing()
        assert (first.text, type(second).__name__) == ("Hello!", "Typing")
        assert frames == [
            ["new message", {"text": "Hello"}],
            ["new message", {"text": "Hello!"}],
            ["typing"],
            ["typing"],
        ]

    asyncio.run(run())


def test_an_envelope_in_the_messages_own_schemas_is_filled_and_taken_off(package: Package) -> None:
    seen: list[Any] = []

    async def place(_: Any, connection: Any, message: Any) -> None:
        seen.append((message.symbol, message.quantity))
        await connection.send(package.models.Filled(sequence=3, data={"symbol": "A", "quantity": 5}))

    async def run() -> None:
        server = package.serving("SwitchboardTrade", on_place=place)
        async with package.talk("SwitchboardTrade", server) as (client, frames), client.messages() as messages:
            await client.place(symbol="A", quantity=5)
            filled = await anext(messages)
            await client.ping()
        assert seen == [("A", 5)]
        assert (filled.sequence, filled.data.symbol) == (3, "A")
        assert frames[0] == {"method": "order.place", "id": 1, "params": {"symbol": "A", "quantity": 5}}
        assert frames[2] == {"method": "ping"}

    asyncio.run(run())


def test_bare_frames_and_two_envelopes_share_a_connection(package: Package) -> None:
    models = package.models
    seen: list[str] = []

    def keep(name: str) -> Any:
        async def handler(_: Any, connection: Any, message: Any) -> None:
            seen.append(f"{name}: {message.to_wire()}")
            await connection.send(message)

        return handler

    async def run() -> None:
        handlers = {f"on_{each}": keep(each) for each in ("note", "legacy", "hello", "raw")}
        server = package.serving("SwitchboardMixed", **handlers)
        async with package.talk("SwitchboardMixed", server) as (client, frames), client.messages() as messages:
            await client.note(text="a")
            await client.legacy(text="b")
            await client.hello(name="c")
            await client.raw(bytes=4)
            got = [await anext(messages) for _ in range(4)]
        assert got == [
            models.Note(text="a"),
            models.LegacyMessage(text="b"),
            models.Hello(name="c"),
            models.Raw(bytes=4),
        ]
        assert seen == [
            "note: {'text': 'a'}",
            "legacy: {'text': 'b'}",
            "hello: {'kind': 'hello', 'name': 'c'}",
            "raw: {'bytes': 4}",
        ]
        assert {json.dumps(each) for each in frames} == {
            json.dumps(each)
            for each in (
                {"kind": "note", "body": {"text": "a"}},
                {"op": "legacy", "payload": {"text": "b"}},
                {"kind": "hello", "name": "c"},
                {"bytes": 4},
            )
        }
        wrapper = models.Wrapper.model_validate({"kind": "note", "body": {"text": "a"}})
        assert (wrapper.kind, wrapper.body) == ("note", {"text": "a"})

    asyncio.run(run())


@pytest.mark.parametrize(
    ("constant", "text", "reason"),
    [
        ("EVENTS", '{"v": 3, "event": "user.rename", "data": {"name": "B"}}', "v = 3, where this protocol has 2"),
        ("EVENTS", '{"v": 2, "event": "user.delete", "data": {}}', "event = 'user.delete' is no message"),
        ("EVENTS", '{"v": 2, "event": "user.rename"}', 'user.rename .*"data"'),
        ("EVENTS", '{"v": 2, "event": "user.rename", "data": {"name": "B"}, "at": 5}', "user.rename at at:"),
        ("EVENTS", '{"v": 2, "event": "user.logout", "data": [1]}', "user.logout at data:"),
        ("EMIT", '["new message"]', "new message"),
        ("EMIT", '{"0": "new message"}', "0 = 'new message' is no message|new message"),
        ("SWITCHBOARD", '[null, "1", 5, "phx_join", {}]', "phx_join at 2:"),
        ("SWITCHBOARD", '[null, "1", "hall:a", "phx_join", {}]', "phx_join at 2:"),
        ("SWITCHBOARD", '[null, "1", "lobby", "shout", {"text": "a"}]', "shout at 2:"),
    ],
)
def test_a_field_that_is_wrong_is_told(package: Package, constant: str, text: str, reason: str) -> None:
    runtime = importlib.import_module("run_envelopes._runtime.core.dispatch")
    codec = runtime.Codec.for_server(getattr(package.dispatch, constant))

    with pytest.raises(runtime.Refused, match=reason):
        codec.decode(text)


@pytest.mark.parametrize("data", ["", ', "data": null', ', "data": {}', ', "data": {"more": 1}'])
def test_a_message_without_payload_may_lack_its_place(package: Package, data: str) -> None:
    runtime = importlib.import_module("run_envelopes._runtime.core.dispatch")
    codec = runtime.Codec.for_server(package.dispatch.EVENTS)
    received = codec.decode(f'{{"v": 2, "event": "user.logout"{data}}}')

    assert type(received.message).__name__ == "UserLogout"
