"""Servers of the case `framings` in this process: which handler gets a frame, and as what."""

import asyncio
import importlib
import json
from types import ModuleType
from typing import Any

import pytest

from tests.golden.written import imported

FRAMES = [
    ("Keys", {"buy": 2, "zone": "A"}, "on_buy", "Buy"),
    ("Keys", {"zone": "A", "buy": 2, "refund": {"number": 7}}, "on_buy", "Buy"),
    ("Keys", {"refund": {"number": 7}, "zone": "A", "buy": 2}, "on_refund", "Refund"),
    ("Keys", {"buy": "two", "zone": "A"}, "on_idle", "Idle"),
    ("Keys", {"req_id": 1}, "on_idle", "Idle"),
    ("Shapes", {"value": 50}, "on_coin", "Coin"),
    ("Shapes", {"value": 50.0}, "on_coin", "Coin"),
    ("Shapes", {"value": "ten"}, "on_note", "Note"),
    ("Shapes", {"currency": "EUR"}, "on_card", "Card"),
    ("Shapes", {"value": None}, None, "no message has this form"),
    ("Sensors", {"level": 1}, "on_heat", "Smoke"),
    ("Sensors", {"level": 1, "celsius": True}, "on_heat", "Heat"),
    ("Sensors", {"level": 1, "celsius": "yes"}, "on_heat", "Smoke"),
    ("Sensors", {"open": True}, "on_door", "Door"),
    ("Codes", {"op": 1}, "on_one", "One"),
    ("Codes", {"op": 1.0}, "on_one", "One"),
    ("Codes", {"op": True}, "on_yes", "Yes"),
    ("Codes", {"op": 3}, "on_many", "Many"),
    ("Codes", {"op": False}, None, "op = False is no message"),
    ("Nested", {"head": {"kind": {"name": "hello"}}, "text": "hi"}, "on_hello", "Hello"),
    ("Nested", {"head": {"kind": {"name": "bye"}}}, "on_bye", "Bye"),
    ("Nested", {"head": {"kind": "bye"}}, None, "/head/kind/name is missing"),
    ("Joined", {"type": "left"}, "on_turn", "Left"),
    ("Joined", {"type": "right"}, "on_turn", "Right"),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package, imported."""
    return imported("framings", tmp_path_factory.mktemp("framings"))


def server_of(package: ModuleType, name: str) -> tuple[Any, list[tuple[str, str]]]:
    """A server that notes which of its handlers got what."""
    base = getattr(package, f"TicketMachine{name}Server")
    got: list[tuple[str, str]] = []

    def handler(method: str) -> Any:
        async def handle(self: object, connection: object, message: object) -> None:
            got.append((method, type(message).__name__))

        return handle

    methods = {each: handler(each) for each in base.__abstractmethods__}
    return type(name, (base,), methods)(), got


@pytest.mark.parametrize(("name", "frame", "handler", "said"), FRAMES)
def test_a_frame_reaches_the_handler_of_its_message(
    package: ModuleType, name: str, frame: dict[str, Any], handler: str | None, said: str
) -> None:
    testing = importlib.import_module(f"{package.__name__}._runtime.testing")
    server, got = server_of(package, name)

    async def drive() -> str:
        async with testing.connect(server) as peer:
            await peer.send(frame)
            await testing.settle()
            if handler is None:
                with pytest.raises(testing.PeerClosed) as closed:
                    await peer.receive()
                return f"{closed.value}"
        return ""

    closed = asyncio.run(drive())
    assert got == ([] if handler is None else [(handler, said)])
    assert handler is not None or said in closed, closed


def test_what_a_client_sends_has_its_tag_and_its_key(package: ModuleType) -> None:
    models = importlib.import_module(f"{package.__name__}.models")
    dispatch = importlib.import_module(f"{package.__name__}.dispatch")
    runtime = importlib.import_module(f"{package.__name__}._runtime.core.dispatch")
    messages = importlib.import_module(f"{package.__name__}.messages")

    def sent(constant: Any, model: Any, message: Any = None) -> Any:
        return json.loads(runtime.Codec.for_client(constant).encode(model, now=0.0, as_message=message))

    assert sent(dispatch.KEYS, models.Buy(buy=1, zone="A")) == {"buy": 1, "zone": "A"}
    assert sent(dispatch.CODES, models.Yes(), messages.YES) == {"op": True}
    assert sent(dispatch.CODES, models.Many.model_validate({"op": 3}), messages.MANY) == {"op": 3}
    assert sent(dispatch.JOINED, models.Left(type="left")) == {"type": "left"}
