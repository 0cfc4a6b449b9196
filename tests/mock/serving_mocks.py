"""Serves mocks of this repository's own document on a real socket of this process."""

import importlib
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import generated
from wsgen.commands.project import Arguments, subject
from wsgen.instances.choices import Simplest
from wsgen.instances.frames import Frames
from wsgen.mock.conduct import Conduct
from wsgen.mock.faults import Faults
from wsgen.mock.overhearing import Overhearing, Watch
from wsgen.mock.scenario import Scenario
from wsgen.mock.scenario_reading import read_scenario
from wsgen.mock.seen import Frame, Seen
from wsgen.mock.server import mock_server
from wsgen.mock.site import Site, places
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Direction, Protocol
from wsgen.provider.serving import serving

ROOT = Path(__file__).parents[2]


def chat() -> Protocol:
    """What crosses the wire of this repository's own document."""
    return plan_document(subject(Arguments(ROOT)).job, lambda _: None).protocol


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock that is served: where, and what was seen so far."""

    url: str
    seen: list[Seen] = field(default_factory=list[Seen])

    @property
    def answers(self) -> list[Frame]:
        """The server's frames, and those that it lost."""
        frames = (each for each in self.seen if isinstance(each, Frame))
        return [each for each in frames if each.direction is Direction.SERVER_TO_CLIENT]

    def last(self, kind: type[Any]) -> Any:
        """What of a kind was seen last."""
        return [each for each in self.seen if isinstance(each, kind)][-1]


@contextmanager
def served(
    protocol: Protocol, *, conduct: Conduct | None = None, faults: Faults | None = None, scenario: str = ""
) -> Generator[Mock]:
    """A mock of the document with these settings."""
    (place,) = places(protocol.connections)
    scenarios: Mapping[str, Scenario] = {}
    if scenario:
        scenarios = read_scenario(scenario.encode(), "s.yml", protocol)
    server = mock_server(
        generated,
        protocol,
        place.connection,
        Simplest(),
        conduct=conduct or Conduct(1),
        scenario=scenarios.get(place.connection.key),
    )
    seen: list[Seen] = []
    frames = Frames.of(protocol, place.connection)
    app = Overhearing(server.asgi(), frames, Watch(seen.append, time.time), faults or Faults())
    match = importlib.import_module("generated._runtime.core.handshake").match_path
    with serving(Site([(place, server, app)], match, page=lambda host: f"<p>docs of {host}</p>")) as here:
        yield Mock(f"{here.url}{place.path}", seen)
