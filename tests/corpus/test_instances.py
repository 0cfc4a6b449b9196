"""What generated code says of the payloads that come with faults which users of other tools reported, case by case.

The cases are other people's reports told anew, so they lie beside this repository, not in it. Their verdicts are those
of a draft 7 validator.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.isolated import same
from wsgen.pipeline import Job, compile_document
from wsgen.settings import Settings

CASES = Path(__file__).parents[3] / "shared" / "cases"
if not (CASES / "index.tsv").exists():
    pytest.skip(f"the cases of others are not at {CASES}", allow_module_level=True)

# Their documents are none: test_cases.py says why.
WRONG = {"015", "071"}
# Whose verdicts take formats for rules.
FORMATS = {"103"}
NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Read:
    """A frame that was accepted: which message it is, and what it is when it is sent again."""

    message: str
    again: Any


Decode = Callable[[Any], list[Read | None]]


@pytest.fixture
def decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Decode]:
    """What reads a frame in every direction in which a case's document knows messages; None where it is refused."""
    monkeypatch.syspath_prepend(tmp_path)

    def made(case: Path) -> Decode:
        formats = "assert" if case.name.partition("-")[0] in FORMATS else "annotate"
        job = Job(case, "spec.yml", Settings(perspective="server", formats=formats))
        name = f"case_{next(NUMBERS)}"
        for path, text in compile_document(job, lambda _: None).tree.items():
            (file := tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        dispatch, reading = import_module(f"{name}.dispatch"), import_module(f"{name}._runtime.core.reading")
        refusing = import_module(f"{name}._runtime.core.refusing")
        protocol = import_module(f"{name}._runtime.protocol").Protocol
        found = [each for each in vars(dispatch).values() if isinstance(each, protocol)]
        framings = [way for each in found for way in (each.client_to_server, each.server_to_client)]
        readers = [reading.Reader(way, found[0].schemas) for way in framings if way.routes or way.untagged]

        def decode(payload: Any) -> list[Read | None]:
            results: list[Read | None] = []
            for reader in readers:
                try:
                    received = reader.read(json.dumps(payload))
                    results.append(Read(received.route.message.name, received.message.to_wire()))
                except refusing.Refused:
                    results.append(None)
            return results

        return decode

    return made


@pytest.mark.parametrize(
    "case",
    [each.parent for each in sorted(CASES.glob("*/instances.json")) if each.parent.name.partition("-")[0] not in WRONG],
    ids=lambda path: path.name,
)
def test_what_is_valid_is_read_and_comes_back_and_nothing_else_is(
    case: Path, decoder: Callable[[Path], Decode]
) -> None:
    decode = decoder(case)
    for instance in json.loads((case / "instances.json").read_text(encoding="utf-8")):
        payload = instance["payload"]
        read = [each for each in decode(payload) if each is not None and each.message == instance["message"]]

        assert bool(read) is instance["valid"], instance
        assert all(same(each.again, payload) for each in read), (instance, read)
