"""Mocks of real documents start and talk; a few in every run, all of them in the slow one."""

import pytest
from corpus import Talked, talked

from tests.corpus.packages import in_processes
from tests.corpus.verdicts import CORPUS, Row, rows

SAMPLE = ("005-", "019-", "021-")


def documents() -> list[Row]:
    """The documents of WebSocket APIs, where the corpus lies beside the checkout."""
    return [each for each in rows() if each.is_websocket] if (CORPUS / "index.tsv").exists() else []


@pytest.mark.parametrize("start", SAMPLE)
def test_a_mock_of_a_real_document_talks(start: str) -> None:
    row = next((each for each in documents() if each.name.startswith(start)), None)
    if row is None:
        pytest.skip("there is no corpus beside this checkout")
    found = talked(row)
    assert found.faults == ()
    assert found.frames > 0


@pytest.mark.slow
def test_mocks_of_all_real_documents_talk() -> None:
    if not documents():
        pytest.skip("there is no corpus beside this checkout")
    faults: list[str] = []
    made = 0
    for row, found in in_processes(talked, documents()):
        if not isinstance(found, Talked):
            faults.append(f"{row.name}: {type(found).__name__}: {found}")
            continue
        made += found.frames >= 0
        faults += [f"{row.name}: {each}" for each in found.faults]
    assert faults == []
    assert made > 80
