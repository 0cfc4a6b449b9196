"""The same scenarios for the three kinds of client, over real sockets: a test for each cell of docs/conformance.md."""

import pytest

from tests.conformance.behaviour import CLIENTS, Behaviour
from tests.conformance.drivers import Driver
from tests.conformance.stage import Server, Stage
from tests.conformance.table import SECTIONS

BEHAVIOURS = [behaviour for section in SECTIONS.values() for behaviour in section]


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_behaves(client: str, behaviour: Behaviour, drivers: dict[str, Driver]) -> None:
    wanted = behaviour.wanted(client)
    if wanted is None:
        pytest.skip(behaviour.differs[client].why)
    server = Server()
    with server.serving() as url:
        stage = Stage(drivers[client], server, url, dict(wanted))
        try:
            behaviour.run(stage)
        finally:
            stage.end()


def test_each_behaviour_has_a_name_of_its_own() -> None:
    names = [each.name for each in BEHAVIOURS]
    assert len(set(names)) == len(names)
