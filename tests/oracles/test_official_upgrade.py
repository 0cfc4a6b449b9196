"""What `upgrade` makes of a valid 2.x document is valid AsyncAPI 3.0 for the official parser.

Bindings of other protocols than WebSocket are left out: they are passed through, and 3.0 has other versions of them.
A document of several files is left out too, as its upgraded form is no single text.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from official_parser import need_parser, official
from rich_documents import described, used

from tests.corpus.verdicts import CORPUS, rows
from wsgen.diagnostics.diagnostic import has_errors
from wsgen.spec.load import parse, read
from wsgen.spec.node import plain
from wsgen.spec.objects import VERSIONS
from wsgen.spec.sources import Source, Sources
from wsgen.spec.upgrade import upgrade
from wsgen.spec.validate import validate

need_parser()


def upgraded(sources: Sources) -> Any:
    """The 3.0 form of a document; None where it isn't valid to us, or isn't a single file."""
    if len(sources.files) != 1 or has_errors(validate(sources)):
        return None
    sources, found = upgrade(sources)
    return None if has_errors(found) else without_other_bindings(plain(sources.document))


def without_other_bindings(value: Any) -> Any:
    """The same document with `ws` alone in each `bindings`."""
    if isinstance(value, list):
        return [without_other_bindings(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: without_other_bindings(each) for key, each in value.items()}
    if isinstance(bindings := kept.get("bindings"), dict):
        kept["bindings"] = {key: each for key, each in bindings.items() if key in {"ws", "$ref"}}
    return kept


def test_documents_with_every_field_of_2x_are_valid_after_the_upgrade() -> None:
    documents = []
    for version in (each for each in VERSIONS if each[0] == 2):
        for made in (used(version), used(version, by_reference=True), described(version)):
            node, _ = parse(json.dumps(made).encode(), "spec.json")
            assert node is not None
            documents.append(upgraded(Sources("spec.json", {"spec.json": Source("spec.json", node)})))

    assert official(documents) == [[]] * len(documents)


@pytest.mark.skipif(not Path(CORPUS).exists(), reason=f"the corpus of real documents is not at {CORPUS}")
def test_real_documents_of_2x_are_valid_after_the_upgrade() -> None:
    chosen = [row for row in rows() if row.version.startswith("2.") and row.official == "valid"]
    made = {row.name: upgraded(read(row.entry, root=CORPUS, allow_outside=True)) for row in chosen}
    documents = {name: document for name, document in made.items() if document is not None}

    # Eight have several files, and three aren't valid to us: tests/corpus/disagreements.toml says why.
    assert len(chosen) - len(documents) < 15
    assert {name: found for name, found in zip(documents, official([*documents.values()]), strict=True) if found} == {}
