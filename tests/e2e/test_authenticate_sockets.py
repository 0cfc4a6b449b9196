"""Clients that say who they are by their first message, over real sockets."""

import asyncio
import importlib
from types import ModuleType
from typing import Any

import pytest
from served import within

from tests.golden.written import imported


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the golden case `authenticate`, imported."""
    return imported("authenticate", tmp_path_factory.mktemp("authenticate"))


def test_both_kinds_of_client_authenticate_over_real_sockets(package: ModuleType) -> None:
    models: Any = importlib.import_module(f"{package.__name__}.models")

    class Desk(package.DeskServer):  # type: ignore[misc, name-defined]
        async def authenticate(self, connection: Any, message: Any) -> str:
            if message.token == "expired":
                raise package.Reject(4401, "this token has expired")
            return str(message.token)

        async def on_auth(self, connection: Any, message: Any) -> Any:
            return models.AuthOk(name=connection.user)

        async def on_order(self, connection: Any, message: Any) -> Any:
            return models.Filled(by=connection.user)

    async def scenario() -> None:
        async with Desk().serve(port=0) as serving:
            url = f"ws://127.0.0.1:{serving.addresses[0][1]}/ws"
            async with package.DeskClient(url, auth=models.Auth(token="ada")) as client:
                assert (await within(client.order(amount=1))).by == "ada"

            def ask(token: str) -> str:
                with package.DeskClientSync(url, auth=lambda: models.Auth(token=token)) as client:
                    return str(client.order(amount=1).by)

            assert await within(asyncio.to_thread(ask, "eve")) == "eve"
            with pytest.raises((package.Unauthorized, package.RequestLost), match="expired"):
                await within(asyncio.to_thread(ask, "expired"))

    asyncio.run(scenario())
