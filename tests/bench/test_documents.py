"""Documents made for measuring: of the size that was asked for, and valid."""

import pytest

from bench.documents import KINDS, text
from wsgen.diagnostics.diagnostic import has_errors
from wsgen.spec.load import parse, read
from wsgen.spec.resolve import resolve
from wsgen.spec.rules import check
from wsgen.spec.validate import validate


@pytest.mark.parametrize("kind", KINDS)
def test_a_made_document_has_its_size_and_no_error(kind: str) -> None:
    made = text(kind, 600)
    assert 540 <= made.count("\n") <= 660
    sources = read("made.yml", text=made.encode())
    document, diagnostics = resolve(sources)
    assert not has_errors((*validate(sources), *diagnostics, *check(document, sources)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_made_document_says_the_same_in_json(kind: str) -> None:
    node, faults = parse(text(kind, 600, form="json").encode(), "made.json")
    assert node is not None
    assert not faults
