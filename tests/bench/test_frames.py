"""What the bench compares does the same work: every reader of a frame gives the same verdict."""

from pathlib import Path

import pytest

from bench.frames import Case, cases
from bench.wires import Readers, Wire, readers

FRAMES = list(cases())


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[Wire, Readers]:
    folder = tmp_path_factory.mktemp("wires")
    return {wire: readers(wire, folder) for wire in {case.wire for case in FRAMES}}


@pytest.mark.parametrize("case", FRAMES, ids=lambda case: f"{case.title}, {len(case.text)}")
def test_every_reader_gives_the_same_verdict(known: dict[Wire, Readers], case: Case) -> None:
    reader = known[case.wire]
    alone = reader.lax if case.is_lax else reader.union
    verdicts = {read(case.text) is not None for read in (alone, reader.wsgen, reader.loads, reader.schema)}
    assert verdicts == {case.is_valid}


@pytest.mark.parametrize("size", [100, 1000, 8000])
@pytest.mark.parametrize("wire", [Wire(8), Wire(8, is_exact=False), Wire(8, is_enveloped=True)])
def test_a_frame_is_as_long_as_it_shall_be(wire: Wire, size: int) -> None:
    assert size <= len(wire.frame(size)) < size + 20


def test_a_folder_of_the_bench_is_a_package_of_its_own(tmp_path: Path) -> None:
    assert readers(Wire(3), tmp_path).wsgen(Wire(3).frame(100)) is not None
