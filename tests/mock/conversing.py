"""Talks to mocks as many clients would, and keeps all that is seen; no socket is opened."""

import importlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from driving import arguments_of, ask, introduction, requests
from mocked_documents import Document

from wsgen.instances.choices import Simplest
from wsgen.instances.frames import Frames
from wsgen.mock.conduct import Conduct
from wsgen.mock.faults import Faults
from wsgen.mock.overhearing import Overhearing, Watch
from wsgen.mock.package import client_class
from wsgen.mock.seen import Frame, Seen
from wsgen.mock.server import mock_server
from wsgen.plan.protocol import Connection, Direction, Protocol


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that was seen, and how asking failed."""

    seen: list[Seen]
    faults: list[str]

    @property
    def sent(self) -> list[Frame]:
        """The server's frames."""
        frames = (each for each in self.seen if isinstance(each, Frame))
        return [each for each in frames if each.direction is Direction.SERVER_TO_CLIENT]


async def converse(
    document: Document, plan: tuple[Protocol, Connection], seeds: Iterable[int], wanted: int, most: int | None = None
) -> Conversation:
    """Asks for everything, or for the first `most` things, with one seed after the other, until so many frames came."""
    protocol, connection = plan
    frames = Frames.of(protocol, connection)
    name = document.package.__name__
    testing: Any = importlib.import_module(f"{name}._runtime.testing")
    options: Any = importlib.import_module(f"{name}._runtime.client.options").ClientOptions()
    client = client_class(document.package, connection)
    talk = Conversation([], [])
    told = {**arguments_of(connection), **introduction(client, frames)}
    for seed in seeds:
        server: Any = mock_server(document.package, protocol, connection, Simplest(), conduct=Conduct(seed))
        app = Overhearing(server.asgi(), frames, Watch(talk.seen.append, itertools.count().__next__), Faults())
        before = len(talk.sent)
        async with testing.Wire(app) as wire:
            given = replace(options, connect=wire, request_timeout=3.0, stream_timeout=3.0, reconnect=None)
            for route, payload in requests(frames)[:most] or [(None, None)]:
                try:
                    async with client("ws://localhost", **told, options=given) as opened:
                        if route is not None:
                            await ask(opened, route, protocol.messages[route.message].wire, payload)
                        await testing.settle()
                except Exception as error:
                    talk.faults.append(f"{route}: {type(error).__name__}: {error}")
        if len(talk.sent) >= wanted or len(talk.sent) == before:
            break
    return talk
