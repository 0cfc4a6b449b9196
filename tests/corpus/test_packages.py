"""Every valid document of the corpus becomes a package that works, or there is a reason why not."""

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from tests.corpus.__main__ import WIDTH, generated_table
from tests.corpus.packages import EXCEPTIONS, Fault, Look, Package, complaints, imported, packages, typed
from tests.corpus.verdicts import CORPUS, Row, rows

needs_corpus = pytest.mark.skipif(
    not (CORPUS / "index.tsv").exists(), reason=f"the corpus of real documents is not at {CORPUS}"
)
SCHEMA = {"type": "object", "required": ["type"], "properties": {"type": {"const": "tick"}, "n": {"type": "number"}}}
DOCUMENT = {
    "asyncapi": "3.0.0",
    "info": {"title": "Small", "version": "1.0.0"},
    "channels": {
        "main": {
            "address": "/ws",
            "messages": {"Tick": {"payload": SCHEMA, "examples": [{"payload": {"type": "tick", "n": 1.50}}]}},
        }
    },
}


@needs_corpus
@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 15])
def test_every_valid_document_becomes_a_package_or_there_is_a_reason(step: int, tmp_path: Path) -> None:
    made = packages(tmp_path, step=step)

    assert len(made) > 100 / step
    seen = {row.name for row in rows()[::step]}
    assert {each.row.name: each.troubles for each in made if each.troubles} == {
        name: listed["troubles"] for name, listed in EXCEPTIONS.items() if name in seen
    }, "\n".join(generated_table(made))


def corpus_of(folder: Path, **documents: object) -> Path:
    """A corpus of JSON documents."""
    lines = ["entry\tversion\tofficial\twebsocket"]
    for name, document in documents.items():
        entry = f"docs/{name}-small/spec.json"
        (folder / entry).parent.mkdir(parents=True)
        (folder / entry).write_text(json.dumps(document))
        lines.append(f"{entry}\t3.0.0\tvalid\ty")
    (folder / "index.tsv").write_text("\n".join(lines))
    return folder


@pytest.mark.slow
def test_what_is_wrong_with_a_package_is_seen(tmp_path: Path) -> None:
    (folder := tmp_path / "packages").mkdir()
    (good,) = packages(folder, corpus_of(tmp_path / "corpus", one=DOCUMENT))
    assert (good.troubles, good.messages, len(good.examples)) == ([], 1, 2)

    def spoilt(name: str, line: str) -> Package:
        copytree(folder / good.name, folder / f"doc_{name}")
        with (folder / f"doc_{name}" / "messages.py").open("a") as file:
            file.write(line)
        return replace(good, row=Row(f"docs/{name}-small/spec.json", "3.0.0", "valid"))

    needing, wrong = spoilt("two", "import wsgen.pipeline\n"), spoilt("three", "number: int = 'text'\n")
    surprised = replace(good, examples=tuple({**each, "is_accepted": False} for each in good.examples[:1]))
    lossy = replace(good, examples=tuple({**each, "payload": {"type": "tock"}} for each in good.examples[:1]))

    assert [(name, fault.look) for name, fault in imported([good, needing, wrong], folder)] == [
        (needing.name, Look.IMPORTED)
    ]
    assert "accepted, though" in next(fault.text for _, fault in imported([surprised], folder))
    assert "refused" in next(fault.text for _, fault in imported([lossy], folder))
    (folder / "typed").rename(folder / "typed before")
    assert {(name, fault.text.partition(":")[0]) for name, fault in typed([good, wrong], folder)} == {
        (wrong.name, "mypy"),
        (wrong.name, "pyright"),
    }


def test_a_document_that_can_not_be_generated_is_told_from_one_that_is_wrong(tmp_path: Path) -> None:
    avro = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": {"type": "string"}}
    refused = {**DOCUMENT, "channels": {"main": {"address": "/ws", "messages": {"Tick": {"payload": avro}}}}}
    corpus = corpus_of(tmp_path, wrong={**DOCUMENT, "info": {}}, avro=refused)

    (made,) = packages(tmp_path, corpus)

    assert (made.name, made.troubles) == ("doc_avro", ["WSG307"])


def test_a_type_checker_that_says_no_but_nothing_about_a_package_is_no_answer() -> None:
    with pytest.raises(RuntimeError, match="mypy: no such folder"):
        list(complaints("mypy", "no such folder", is_content=False))


def test_the_table_counts_by_transport_and_version_and_gives_each_reason() -> None:
    listed = Row("docs/360-asyncapi-cli/x.yml", "2.6.0", "valid", is_websocket=False)
    made = [
        Package(Row("docs/001-a/x.yml", "3.0.0", "valid"), messages=3),
        Package(Row("docs/002-b/x.yml", "3.0.0", "valid"), faults=(Fault(Look.TYPED, "mypy: wrong"),), messages=2),
        Package(listed, refusals=(("docs/360-asyncapi-cli/x.yml:14:21", "WSG307"),)),
    ]

    lines = list(generated_table(made))

    numbers = [line.split() for line in lines[:7]]
    assert numbers[1] == ["3.0.0", "2", "2", "2", "2", "1", "2", "5"]
    assert numbers[5] == ["2.6.0", "1", "0", "0", "0", "0", "0", "0"]
    assert "Not as it should be: 2 of 3 documents" in lines
    assert "    NO REASON IS LISTED" in lines
    assert "      docs/360-asyncapi-cli/x.yml:14:21: WSG307" in lines
    assert max(map(len, lines)) <= WIDTH + 12
