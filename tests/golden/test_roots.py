"""The package of the case `roots`, run: frames of every kind of JSON from its clients to its servers and back."""

import asyncio
import importlib
from typing import Any

import pytest
import uvicorn

from tests.golden.written import imported


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of the package, which can be imported."""
    return imported("roots", tmp_path_factory.mktemp("roots")).__name__


def echoing(package: str, name: str, handlers: dict[str, Any]) -> Any:
    """A server of one connection with these handlers."""
    base = getattr(importlib.import_module(f"{package}.server"), f"Exchange{name}Server")
    return type(f"My{name}", (base,), handlers)()


def talk(package: str, name: str, handlers: dict[str, Any], conversation: Any) -> None:
    """Serve one connection, and let a client of it do what `conversation` does."""

    async def run() -> None:
        server = uvicorn.Server(
            uvicorn.Config(echoing(package, name, handlers).asgi(), port=0, ws="websockets-sansio", log_level="warning")
        )
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        client = getattr(importlib.import_module(f"{package}.client"), f"Exchange{name}Client")
        try:
            async with asyncio.timeout(10), client(f"ws://127.0.0.1:{port}/{name.lower()}") as connected:
                await conversation(connected)
        finally:
            server.should_exit = True
            await task

    asyncio.run(run())


def models(package: str) -> Any:
    return importlib.import_module(f"{package}.models")


def test_a_list_goes_there_and_a_list_of_objects_or_null_comes_back(package: str) -> None:
    m = models(package)

    async def on_watch(self: Any, connection: Any, message: Any) -> None:
        assert isinstance(message, m.Watch)
        await connection.send(m.Prices([m.PricesItem(share=each, price=7) for each in message.root]))
        await connection.send(m.Halt())

    async def conversation(client: Any) -> None:
        async with client.messages() as events:
            await client.watch(["ABC", "XYZ"])
            prices = await anext(events)
            assert [(each.share, each.price) for each in prices.root] == [("ABC", 7), ("XYZ", 7)]
            assert (await anext(events)) == m.Halt(None)
            with pytest.raises(ValueError, match="Watch"):
                await client.watch(["no"])

    talk(package, "Prices", {"on_watch": on_watch}, conversation)


def test_one_of_two_classes_is_answered_by_an_object_or_null(package: str) -> None:
    m = models(package)

    async def on_order(self: Any, connection: Any, message: Any) -> Any:
        order = message.root
        if isinstance(order, m.TradeSell):
            assert order.class_ == "A"
            return m.Fill(None)
        return m.Fill(m.FillObject(count=5, parts=[m.FillPart(price=order.limit)]))

    async def conversation(client: Any) -> None:
        filled = await client.order(m.Buy(share="ABC", limit=12.5))
        assert filled.root.count == 5
        assert filled.root.parts[0].price == 12.5
        assert (await client.order(m.TradeSell(share="ABC", class_="A"))).root is None

    talk(package, "Orders", {"on_order": on_order}, conversation)


def test_a_tuple_goes_there_and_an_open_one_comes_back(package: str) -> None:
    m = models(package)

    async def on_call(self: Any, connection: Any, message: Any) -> None:
        kind, id_, action, payload = message.root
        assert (kind, action, payload) == (2, "Boot", m.CallItem4(model="Box"))
        await connection.send(m.Result([3, id_, {"interval": 300}]))

    async def conversation(client: Any) -> None:
        async with client.messages() as events:
            await client.call((2, "1", "Boot", m.CallItem4(model="Box")))
            assert (await anext(events)).root == [3, "1", {"interval": 300}]

    talk(package, "Calls", {"on_call": on_call}, conversation)


def test_what_names_itself_goes_there_and_a_map_comes_back(package: str) -> None:
    m = models(package)

    async def on_account(self: Any, connection: Any, message: Any) -> None:
        inner = message.root.members[1].root
        await connection.send(m.Balances({message.root.name: 1.5, inner.name: None, message.root.members[0].root: 2}))

    async def conversation(client: Any) -> None:
        async with client.messages() as events:
            group = m.AccountGroup(
                name="all", members=[m.Account("a1"), m.Account(m.AccountGroup(name="b", members=[]))]
            )
            await client.account(group)
            assert (await anext(events)).root == {"all": 1.5, "b": None, "a1": 2}

    talk(package, "Accounts", {"on_account": on_account}, conversation)


@pytest.mark.parametrize("note", ["hello", 2])
def test_a_text_or_a_number_goes_there_and_anything_comes_back(package: str, note: str | int) -> None:
    m = models(package)

    async def on_note(self: Any, connection: Any, message: Any) -> None:
        await connection.send(m.Anything({"said": message.root, "root": [None, 0.5]}))

    async def conversation(client: Any) -> None:
        async with client.messages() as events:
            await client.note(note)
            assert (await anext(events)).root == {"said": note, "root": [None, 0.5]}

    talk(package, "Notes", {"on_note": on_note}, conversation)


def test_a_number_goes_there_and_the_only_text_comes_back(package: str) -> None:
    m = models(package)

    async def on_tick(self: Any, connection: Any, message: Any) -> None:
        assert type(message.root) is int
        await connection.send(m.Beat())

    async def conversation(client: Any) -> None:
        async with client.messages() as events:
            await client.tick(1_700_000_000)
            assert (await anext(events)).root == "beat"

    talk(package, "Ticks", {"on_tick": on_tick}, conversation)


def test_one_of_a_few_objects_goes_there_and_a_message_without_payload_comes_back(package: str) -> None:
    m = models(package)

    async def on_level(self: Any, connection: Any, message: Any) -> None:
        await connection.send(m.Hello())

    async def conversation(client: Any) -> None:
        async with client.messages() as events:
            await client.level({"x": 3, "y": 4})
            assert (await anext(events)).to_wire() == {}
            with pytest.raises(ValueError, match="Level"):
                await client.level({"x": 3, "y": 5})

    talk(package, "Levels", {"on_level": on_level}, conversation)
