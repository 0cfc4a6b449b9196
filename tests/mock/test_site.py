"""Several connections on one port: each at its path, and below a number where an earlier one has that path."""

import asyncio
import importlib
import itertools
import json
import urllib.error
import urllib.request
from dataclasses import replace

import pytest
from serving_mocks import chat
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

import generated
from wsgen.instances.choices import Simplest
from wsgen.instances.frames import Frames
from wsgen.mock.conduct import Conduct
from wsgen.mock.faults import Faults
from wsgen.mock.overhearing import Application, Overhearing, Watch
from wsgen.mock.package import Server
from wsgen.mock.seen import Opened, Remark, Seen
from wsgen.mock.server import mock_server
from wsgen.mock.site import Place, Site, places
from wsgen.plan.argument import Endpoint
from wsgen.provider.serving import serving


def status(url: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)
    refused.value.close()
    return refused.value.code


def test_each_connection_has_its_place_and_all_else_is_refused() -> None:
    protocol = chat()
    (first,) = protocol.connections
    other = replace(first, key="/rooms/{room}", endpoints=(Endpoint(None, None, "/rooms/{room}"),))
    own = replace(first, key="/rooms/own", endpoints=(Endpoint(None, None, "/rooms/own"),))
    seen: list[Seen] = []
    watch = Watch(seen.append, itertools.count().__next__)
    found = places((first, replace(first, key="again"), other, own))
    assert [each.path for each in found] == ["/ws", "/2/ws", "/rooms/{room}", "/rooms/own"]
    served: list[tuple[Place, Server, Application]] = []
    for place in found[:2]:
        frames = Frames.of(protocol, place.connection)
        server = mock_server(generated, protocol, place.connection, Simplest(), conduct=Conduct(1))
        served.append((place, server, Overhearing(server.asgi(), frames, watch, Faults())))
    match = importlib.import_module("generated._runtime.core.handshake").match_path

    async def talk(url: str) -> int:
        for path in ("/ws", "/2/ws", "/2/ws/"):
            async with connect(f"{url}{path}?token=a") as peer:
                await peer.send('{"type": "subscribe_thread", "thread_id": 5}')
                assert json.loads(await peer.recv())["thread_id"] == 5
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{url}/nope?token=a")
        return refused.value.response.status_code

    with serving(Site(served, match)) as here:
        assert asyncio.run(talk(here.url)) in (403, 404)
        base = here.url.replace("ws://", "http://")
        assert [status(f"{base}{path}") for path in ("/", "/2/ws", "/ws", "/3/ws", "/favicon.ico")] == [
            *(404, 426, 426, 404, 404)
        ]
    assert [(each.connection, each.path) for each in seen if isinstance(each, Opened)] == [
        *((1, "/ws"), (2, "/2/ws"), (3, "/2/ws/"))
    ]
    assert not [each for each in seen if isinstance(each, Remark)]
