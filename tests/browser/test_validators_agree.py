"""Validators of whole documents say of frames, and of what just misses being one, what jsonschema-rs says."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.browser.judging import Judge, judging
from tests.corpus.verdicts import CORPUS, Row, rows
from wsgen.collecting import RefusedError
from wsgen.instances.choices import Seeded
from wsgen.instances.near_miss import NearMisses
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.schemas import schemas_of
from wsgen.instances.valid import valid
from wsgen.pipeline import Job, plan_document
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Protocol
from wsgen.settings import Settings
from wsgen.spec.node import Value

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = sorted(each.parent for each in GOLDEN.glob("*/spec.yml"))
ROWS = [row for row in rows() if row.official == "valid" and row.is_websocket] if CORPUS.exists() else []
# Whatever a schema is about, it has a word to say of some of these.
ODD: list[Value] = [None, True, 0, -1, 1.5, 1e300, "", "é😀", [], [1, 1.0], {}, {"__proto__": 1}, {"constructor": {}}]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with judging(tmp_path_factory.mktemp("validators")) as judge:
        yield judge


@pytest.mark.parametrize("folder", CASES[::3], ids=lambda folder: folder.name)
def test_validators_of_a_golden_agree(folder: Path, judge: Judge) -> None:
    assert disagreements(judge, folder, "spec.yml", messages=4) == []


@pytest.mark.parametrize("row", ROWS[5::25], ids=lambda row: row.name)
def test_validators_of_some_of_the_corpus_agree(row: Row, judge: Judge) -> None:
    assert disagreements(judge, CORPUS, row.entry, messages=3) == []


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_validators_of_the_corpus_agree(row: Row, judge: Judge) -> None:
    assert disagreements(judge, CORPUS, row.entry, messages=10_000) == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_validators_of_every_golden_agree(folder: Path, judge: Judge) -> None:
    assert disagreements(judge, folder, "spec.yml", messages=10_000) == []


def disagreements(judge: Judge, folder: Path, path: str, *, messages: int) -> list[object]:
    """The values of which the two say different things, with what JavaScript says."""
    try:
        job = Job(folder, path, Settings(perspective="server", allow_outside=True, formats="assert"))
        protocol = plan_document(job, lambda _: None).protocol
    except RefusedError:
        pytest.skip("it can't be generated")
    schemas = schemas_of(protocol)
    asked = [*instances(protocol, messages)]
    faults = judge.faults(judge.module(protocol), asked)
    return [
        (name, value, fault)
        for (name, value), fault in zip(asked, faults, strict=True)
        if (fault is None) != schemas.accepts(Identifier(name), value)
    ]


def instances(protocol: Protocol, most: int) -> Iterator[tuple[str, Value]]:
    """Frames, frames with one fault each, and values of all kinds."""
    schemas, choices = schemas_of(protocol), Seeded(1)
    for message in islice(protocol.messages.values(), most):
        schema: Value = {"$ref": f"#/$defs/{message.frame}"}
        yield from ((message.frame, value) for value in ODD)
        try:
            frames = [valid(schemas, schema, choices) for _ in range(3)]
        except NoInstanceError:
            continue
        yield from ((message.frame, frame) for frame in frames)
        misses = NearMisses(schemas, schema)
        for sites in misses.keywords(frames[0]).values():
            for site in sites[:2]:
                yield from ((message.frame, found.value) for found in islice(misses.at(frames[0], site, choices), 2))
