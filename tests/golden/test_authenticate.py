"""The server and the clients of the case `authenticate` in this process: the first message says who a client is."""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.golden.written import imported, written

AUTH = {"type": "auth", "token": "ada"}
ORDER = {"type": "order", "amount": 1}
OK = {"type": "auth_ok", "name": "ada"}


def models_of(package: ModuleType) -> Any:
    """Its module of models."""
    return importlib.import_module(f"{package.__name__}.models")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package, imported."""
    return imported("authenticate", tmp_path_factory.mktemp("authenticate"))


@pytest.fixture(scope="module")
def testing(package: ModuleType) -> Any:
    """Its tools for tests."""
    return importlib.import_module(f"{package.__name__}._runtime.testing")


@pytest.fixture(scope="module")
def desk(package: ModuleType) -> Callable[..., Any]:
    """Makes a server whose `calls` are what the application heard, in order."""

    class Desk(package.DeskServer):  # type: ignore[misc, name-defined]
        def __init__(self, options: Any = None) -> None:
            super().__init__(options)
            self.calls: list[str] = []

        async def authenticate(self, connection: Any, message: Any) -> str:
            self.calls.append(f"authenticate {message.token}")
            if message.token == "expired":
                raise package.Reject(4401, "this token has expired")
            if message.token == "slow":
                await asyncio.Event().wait()
            if message.token == "broken":
                raise RuntimeError("no database")
            return str(message.token)

        async def on_connect(self, connection: Any) -> None:
            self.calls.append(f"on_connect {connection.user}")

        async def on_disconnect(self, connection: Any, code: int) -> None:
            self.calls.append(f"on_disconnect {code}")

        async def on_auth(self, connection: Any, message: Any) -> Any:
            await asyncio.sleep(0)
            self.calls.append(f"on_auth {connection.user}")
            return models_of(package).AuthOk(name=connection.user)

        async def on_order(self, connection: Any, message: Any) -> Any:
            return models_of(package).Filled(by=connection.user)

    return Desk


def test_the_first_message_makes_the_user_and_its_reply_is_the_first_frame(
    package: ModuleType, desk: Any, testing: Any
) -> None:
    async def scenario() -> None:
        server = desk()
        async with testing.connect(server) as peer:
            await testing.settle()
            assert server.calls == []
            assert await server.desk().send(models_of(package).Price(price=7)) == 0
            await peer.send(AUTH)
            await peer.send(ORDER)
            assert await peer.receive() == OK
            assert await peer.receive() == {"type": "filled", "by": "ada"}
            assert server.calls == ["authenticate ada", "on_connect ada", "on_auth ada"]
        assert server.calls[-1].startswith("on_disconnect")

    asyncio.run(scenario())


def test_the_message_again_replaces_the_user_or_ends_the_connection(desk: Any, testing: Any) -> None:
    async def scenario() -> None:
        server = desk()
        async with testing.connect(server) as peer:
            for frame in (AUTH, {"type": "auth", "token": "eve"}, ORDER):
                await peer.send(frame)
            assert [await peer.receive() for _ in range(3)] == [
                OK,
                {"type": "auth_ok", "name": "eve"},
                {"type": "filled", "by": "eve"},
            ]
            assert server.calls.count("on_connect ada") == 1
            await peer.send({"type": "auth", "token": "expired"})
            with pytest.raises(testing.PeerClosed) as closed:
                await peer.receive()
            assert (closed.value.code, closed.value.reason) == (4401, "this token has expired")
        assert server.calls[-1] == "on_disconnect 4401"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("frame", "code", "reason"),
    [
        (ORDER, 4401, "Order before the message that authenticates"),
        ({"type": "auth", "token": "expired"}, 4401, "this token has expired"),
        ({"type": "auth", "token": "broken"}, 1011, "the server failed"),
        ({"type": "nothing"}, 1002, None),
    ],
)
def test_who_does_not_say_who_it_is_is_closed(
    desk: Any, testing: Any, frame: dict[str, Any], code: int, reason: str | None
) -> None:
    async def scenario() -> None:
        server = desk()
        async with testing.connect(server) as peer:
            await peer.send(frame)
            if frame["type"] != "auth":
                assert (await peer.receive())["code"] == code
            with pytest.raises(testing.PeerClosed) as closed:
                await peer.receive()
            assert closed.value.code == code
            assert reason in {None, closed.value.reason}
        assert not any(each.startswith("on_") for each in server.calls)

    asyncio.run(scenario())


def test_pings_go_out_and_pongs_are_taken_before(package: ModuleType, desk: Any, testing: Any) -> None:
    async def scenario() -> None:
        clock = testing.FakeClock()
        server = desk(package.ServerOptions(clock=clock, auth_timeout=1000, random=lambda: 0.0))
        async with testing.connect(server) as peer:
            for _ in range(4):
                await clock.advance(30)
                assert await peer.receive() == {"type": "ping"}
                await peer.send({"type": "pong"})
                await testing.settle()
            assert server.calls == []
            await peer.send(AUTH)
            assert await peer.receive() == OK

    asyncio.run(scenario())


def test_who_leaves_before_is_nobody_to_the_application(desk: Any, testing: Any) -> None:
    async def scenario() -> None:
        server = desk()
        async with testing.connect(server):
            await testing.settle()
        assert server.calls == []
        assert server.gauges().connections == 0

    asyncio.run(scenario())


def test_who_says_nothing_is_closed_1012_at_a_shutdown(desk: Any, testing: Any) -> None:
    async def scenario() -> None:
        server = desk()
        async with server.lifespan(None), testing.connect(server) as peer:
            await testing.settle()
            async with asyncio.TaskGroup() as group:
                group.create_task(server._hub.shutdown())
                with pytest.raises(testing.PeerClosed) as closed:
                    await peer.receive()
        assert closed.value.code == 1012
        assert server.calls == []

    asyncio.run(scenario())


@pytest.mark.parametrize("frames", [[], [{"type": "auth", "token": "slow"}]])
def test_who_takes_too_long_is_closed_4401(package: ModuleType, desk: Any, testing: Any, frames: list[Any]) -> None:
    async def scenario() -> None:
        clock = testing.FakeClock()
        # The first ping comes after the interval, and so after the limit.
        server = desk(package.ServerOptions(clock=clock, random=lambda: 1.0))
        async with testing.connect(server) as peer:
            for frame in frames:
                await peer.send(frame)
            await testing.settle()
            await clock.advance(11)
            with pytest.raises(testing.PeerClosed) as closed:
                await peer.receive()
            assert (closed.value.code, closed.value.reason) == (4401, "not authenticated in time")

    asyncio.run(scenario())


def test_a_client_gives_the_message_once_and_sends_it_first(package: ModuleType, desk: Any, testing: Any) -> None:
    async def scenario() -> None:
        server = desk()
        good, bad = (models_of(package).Auth(token=token) for token in ("ada", "expired"))
        async with testing.pair(server, package.DeskClient, auth=good) as (client, _):
            assert (await client.order(amount=1)).by == "ada"
        async with testing.pair(server, package.DeskClient, auth=lambda: good) as (client, _):
            assert (await client.order(amount=1)).by == "ada"
        with pytest.raises(package.Unauthorized, match="expired"):
            async with testing.pair(server, package.DeskClient, auth=bad) as (
                client,
                _,
            ):
                await client.order(amount=1)

    asyncio.run(scenario())


def test_refusing_by_http_can_not_be_combined_with_it(package: ModuleType, desk: Any) -> None:
    with pytest.raises(ValueError, match="leave refuse at `close`"):
        desk(package.ServerOptions(refuse="http"))


USER_CODE = """\
from generated import Connection, DeskClient, DeskClientSync, DeskServer, Reject
from generated.models import Auth, AuthOk, Filled, Order


class User:
    name = "ada"


class Desk(DeskServer[None, User]):
    async def authenticate(self, connection: Connection[None, User], message: Auth) -> User:
        if message.token != "t":
            raise Reject(4401, "expired")
        return User()

    async def on_auth(self, connection: Connection[None, User], message: Auth) -> AuthOk:
        return AuthOk(name=connection.user.name)

    async def on_order(self, connection: Connection[None, User], message: Order) -> Filled:
        return Filled(by=connection.user.name)


class Other(DeskServer):
    async def authenticate(self, connection: Connection, message: Auth) -> str:
        return message.token

    async def on_auth(self, connection: Connection, message: Auth) -> AuthOk:
        return AuthOk(name="x")

    async def on_order(self, connection: Connection, message: Order) -> Filled:
        return Filled(by="x")


def make() -> Auth:
    return Auth(token="t")


Desk()
Other()
DeskClient(auth=make())
DeskClientSync(auth=make)
"""


def test_what_users_write_is_typed(tmp_path: Path) -> None:
    written("authenticate", tmp_path)
    (tmp_path / "app.py").write_text(USER_CODE)
    (tmp_path / "wrong.py").write_text("from generated import DeskClient\n\nDeskClient()\n")
    checked = [run(tmp_path, "mypy", "--strict", "app.py"), run(tmp_path, "pyright", "app.py")]
    assert [each.returncode for each in checked] == [0, 0], "\n".join(each.stdout for each in checked)
    assert '"auth"' in run(tmp_path, "mypy", "--strict", "wrong.py").stdout


def run(folder: Path, tool: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What a type checker says of files in a folder."""
    (folder / "pyproject.toml").unlink(missing_ok=True)
    command = [sys.executable, "-m", tool, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
