"""What tests of mocks share: each document is compiled once for all of them."""

from collections.abc import Iterator

import pytest
from mocked_documents import ROOT, Document, document

from tests.golden.test_golden import CASES
from tests.golden.written import HERE

DOCUMENTS = {"chat": ROOT, **{case: HERE / case for case in CASES}}


@pytest.fixture(scope="session", params=DOCUMENTS)
def mocked(request: pytest.FixtureRequest) -> Iterator[Document]:
    """Each document, one after the other."""
    with document(request.param, DOCUMENTS[request.param]) as found:
        yield found
