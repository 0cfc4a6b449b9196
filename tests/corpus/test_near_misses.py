"""Near-misses of real documents: rejected for one reason alone, as a second validator confirms; sequences of them."""

from itertools import islice

import pytest

from tests.corpus.verdicts import CORPUS, Row, rows
from tests.instances.second_judge import assert_is_one_fault
from wsgen.collecting import RefusedError
from wsgen.fuzz.sequences import Sequences
from wsgen.fuzz.steps import Invalid, Valid
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.near_miss import NearMisses
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.reading import read
from wsgen.instances.schemas import schemas_of
from wsgen.instances.valid import valid
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Direction, Protocol
from wsgen.settings import Settings
from wsgen.spec.node import Value

if not CORPUS.exists():
    pytest.skip(f"the corpus is not at {CORPUS}", allow_module_level=True)

ROWS = [row for row in rows() if row.official == "valid" and row.is_websocket]
# Enough of each document to see its kinds of schemas.
MESSAGES, SITES = 6, 2


def planned(row: Row) -> Protocol:
    try:
        settings = Settings(perspective="server", allow_outside=True)
        return plan_document(Job(CORPUS, row.entry, settings), lambda _: None).protocol
    except RefusedError:
        pytest.skip("it can't be generated")


# Every document takes half a minute.
SOME = [row if at % 4 == 0 else pytest.param(row, marks=pytest.mark.slow) for at, row in enumerate(ROWS)]


@pytest.mark.parametrize("row", SOME, ids=lambda row: row.name)
def test_each_near_miss_of_a_frame_breaks_one_keyword(row: Row) -> None:
    protocol = planned(row)
    schemas = schemas_of(protocol)
    messages = [*protocol.messages.values()]
    for message in messages[:: max(len(messages) // MESSAGES, 1)][:MESSAGES]:
        schema: Value = {"$ref": f"#/$defs/{message.frame}"}
        misses, choices = NearMisses(schemas, schema), Seeded(1)
        try:
            frame = valid(schemas, schema, choices)
        except NoInstanceError:
            continue
        for sites in misses.keywords(frame).values():
            for site in sites[:SITES]:
                for found in islice(misses.at(frame, site, choices), 1):
                    assert_is_one_fault(schemas, schema, found)


@pytest.mark.parametrize("row", ROWS[::8], ids=lambda row: row.name)
def test_what_clients_send_is_what_it_is_meant_to_be(row: Row) -> None:
    protocol = planned(row)
    for connection in protocol.connections[:2]:
        if Direction.CLIENT_TO_SERVER not in connection.framing:
            continue
        frames = Frames.of(protocol, connection)
        sequences = Sequences.of(frames, {}, 1)
        for trace in islice(sequences.planned(), 2):
            for step in trace.steps:
                if isinstance(step, Valid):
                    verdict = read(frames, Direction.CLIENT_TO_SERVER, step.frame)
                    assert (verdict.is_valid, verdict.message) == (True, step.message)
                elif isinstance(step, Invalid):
                    assert not read(frames, Direction.CLIENT_TO_SERVER, step.frame).is_valid
