"""Servers and clients of the case `paths` in this process: what a client gives is what a server gets."""

import asyncio
import importlib
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest

from tests.golden.written import imported


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package, imported."""
    return imported("paths", tmp_path_factory.mktemp("paths"))


async def connected(package: ModuleType, path: str, query: dict[str, str], headers: dict[str, str]) -> Any:
    """The arguments that a server got, or the close with which it refused them."""
    testing = importlib.import_module(f"{package.__name__}._runtime.testing")
    got: list[Any] = []

    class Readings(package.WeatherStationsStationReadingsServer):  # type: ignore[name-defined, misc]
        async def on_connect(self, connection: Any) -> None:
            got.append(connection.arguments)

    async with testing.connect(Readings(), path, query=query, headers=headers) as peer:
        if got:
            return got[0]
        return (peer.closed.code, peer.closed.reason)


def test_what_is_left_out_is_its_default_on_the_server(package: ModuleType) -> None:
    got = asyncio.run(connected(package, "/stations/4/readings", {"unit": "celsius"}, {"X-Version": "2"}))
    assert (got.station, got.unit, got.every, got.raw, got.values, got.x_version) == (4, "celsius", 5, None, (), 2)


@pytest.mark.parametrize(
    ("query", "headers", "reason"),
    [
        ({"unit": "kelvin"}, {"X-Version": "2"}, "query unit must be one of celsius, fahrenheit"),
        ({"unit": "celsius", "values": "rain"}, {"X-Version": "2"}, "query values must be one of temperature, wind"),
        ({"unit": "celsius"}, {"X-Version": "3"}, "header X-Version must be 2"),
        ({"unit": "celsius"}, {}, "header X-Version is missing"),
    ],
)
def test_another_value_than_the_document_s_is_refused(
    package: ModuleType, query: dict[str, str], headers: dict[str, str], reason: str
) -> None:
    assert asyncio.run(connected(package, "/stations/4/readings", query, headers)) == (4400, reason)


def test_a_server_takes_connections_on_the_paths_of_all_its_servers(package: ModuleType) -> None:
    got = asyncio.run(
        connected(package, "/weather/stations/4/readings", {"unit": "celsius"}, {"X-Version": "2", "X-Key": "k"})
    )
    assert (got.station, got.x_key) == (4, "k")


def opened(client: type[Any], *args: Any, **arguments: Any) -> Any:
    """What the client asks for when it connects."""
    asked: list[Any] = []

    async def refuse(opening: Any, settings: object) -> None:
        asked.append(opening)
        raise OSError

    async def connect() -> None:
        options = importlib.import_module(f"{client.__module__.rpartition('.')[0]}._runtime.client.options")
        with suppress(Exception):
            async with client(*args, **arguments, options=options.ClientOptions(connect=refuse)):
                pass

    asyncio.run(connect())
    return asked[0]


def test_a_client_knows_its_servers_and_the_parts_of_a_host(package: ModuleType) -> None:
    readings, staff = package.WeatherStationsStationReadingsClient, package.WeatherMaintenanceClient
    mirror = opened(readings, readings.SERVERS["mirror"], station=4, unit="celsius")
    assert mirror.url == "wss://mirror.example.com/weather/stations/4/readings?unit=celsius"
    assert opened(staff, x_key="k").url == "wss://north.staff.example.com:8443/v1/maintenance"
    south = opened(staff, x_key="k", region="south")
    assert south.url == "wss://south.staff.example.com:8443/v1/maintenance"
    assert opened(staff, "ws://localhost", x_key="k").url == "ws://localhost/v1/maintenance"


def test_a_client_sends_what_the_server_can_t_know(package: ModuleType) -> None:
    readings = package.WeatherStationsStationReadingsClient
    asked = opened(readings, station=4, unit="celsius", values=("wind", "temperature"))
    assert asked.url == ("wss://weather.example.com/stations/4/readings?unit=celsius&values=wind&values=temperature")
    assert asked.headers == (("X-Version", "2"),)
