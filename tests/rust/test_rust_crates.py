"""Crates of Rust, by its own compiler: examples, a client, and frames that are read as wsgen reads them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.corpus.test_made_frames import needs_corpus, protocols
from tests.corpus.verdicts import rows
from tests.golden.test_golden import CASES, planned
from tests.rust.crates import ROOT, cargo, cargo_or_skip, sides, workspace
from wsgen.code.tree import compare
from wsgen.commands.project import Arguments, project
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.pipeline import check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Protocol
from wsgen.rust.emit import emit
from wsgen.spec.node import Value

SEEDS = 3


def chat() -> Protocol:
    """The protocol of this repository's own service."""
    return protocol_of(check(project(Arguments(ROOT)).job, lambda _: None).plan)


def made(protocol: Protocol) -> Iterator[tuple[str, str, Value]]:
    """Frames that wsgen reads as valid: the enum of their direction, the message's name, the frame."""
    wires = {each.id: each.wire for each in protocol.messages.values()}
    for enum, side in sides(protocol):
        frames = Frames.of(protocol, side.connection)
        reader = frames.reader(side.direction)
        for message in frames.messages(side.direction):
            found = [*frames.examples(message.id)]
            for manner in Manner:
                for seed in range(SEEDS):
                    choices = Seeded(f"{message.id} {manner.name} {seed}")
                    try:
                        found.append(frames.frame(message.id, choices, direction=side.direction, manner=manner))
                    except NoInstanceError:
                        break
            for frame in found:
                verdict = reader.read(frame)
                if verdict.is_valid and verdict.message is not None:
                    yield enum, wires[verdict.message], frame


def holds(arrived: Value, written: Value) -> bool:
    """Whether a frame is written with nothing but what had arrived; what no schema tells of may be left out."""
    if isinstance(arrived, dict) and isinstance(written, dict):
        return all(key in arrived and holds(arrived[key], each) for key, each in written.items())
    if isinstance(arrived, list) and isinstance(written, list):
        return len(arrived) == len(written) and all(map(holds, arrived, written))
    return isinstance(arrived, bool) == isinstance(written, bool) and arrived == written


def check_crates(folder: Path, protocols: Mapping[str, Protocol]) -> None:
    """Compiles the crates without a warning, and has them read and write frames, the documents' examples among them."""
    workspace(folder, protocols)
    frames = [(key, *each) for key, protocol in protocols.items() for each in made(protocol)]
    lines = "".join(f"{key}\t{enum}\t{json.dumps(frame)}\n" for key, enum, _, frame in frames)
    answers = cargo(folder, "run", "--package", "frames", stdin=lines).split("\n")[:-1]
    faults: list[str] = []
    for (key, enum, wire, frame), answer in zip(frames, answers, strict=True):
        name, text = json.loads(answer)
        if name != wire or not holds(frame, json.loads(text)):
            faults.append(f"{key} {enum} {wire}: {json.dumps(frame)} → {name}: {text}")
    assert not faults, "\n".join(faults[:20])
    assert len(frames) > 10 * len(protocols)


def test_crates_read_and_write_what_wsgen_reads(tmp_path: Path) -> None:
    cargo_or_skip()
    check_crates(tmp_path, {"chat": chat(), **{case: planned(case) for case in ("envelopes", "roots")}})
    shutil.copy(Path(__file__).with_name("chat_client.rs"), tmp_path / "chat" / "tests")
    cargo(tmp_path, "test", "--package", "chat", "--test", "*")


@pytest.mark.slow
def test_all_golden_crates_read_and_write_what_wsgen_reads(tmp_path: Path) -> None:
    cargo_or_skip()
    check_crates(tmp_path, {case: planned(case) for case in CASES})
    cargo(tmp_path, "test", "--workspace", "--exclude", "frames", "--test", "*")
    # Without the crate itself: against the part of its interface that the adapter uses.
    cargo(tmp_path, "build", "--package", "flat", "--features", "tungstenite")


@needs_corpus
@pytest.mark.slow
def test_crates_of_real_documents_read_and_write_what_wsgen_reads(tmp_path: Path) -> None:
    cargo_or_skip()
    chosen = [row for at, row in enumerate(rows()) if at % 14 == 3]
    check_crates(tmp_path, {f"c{name.split('-')[0]}": each for name, each in protocols(chosen)})


@pytest.mark.slow
def test_two_runs_write_the_same_bytes() -> None:
    program = (
        "import hashlib\nfrom tests.golden.test_golden import planned\nfrom wsgen.rust.emit import emit\n"
        "print(hashlib.sha256(repr(sorted(emit(planned('names')).items())).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize("case", CASES)
def test_every_file_ends_with_a_line_and_has_a_path_inside(case: str) -> None:
    files = emit(planned(case))
    assert "disable_all_formatting = true\n" in files["rustfmt.toml"]
    assert {"Cargo.toml", "src/lib.rs", "src/models.rs", "src/frames.rs", "tests/examples.rs"} <= files.keys()
    for path, text in files.items():
        assert text.endswith("\n")
        assert "\r" not in text
        assert ".." not in path
        assert not any(each in text for each in "\u2028\u202e\x00")


def test_what_cargo_leaves_in_the_crate_is_no_drift(tmp_path: Path) -> None:
    tree = {"Cargo.toml": "[package]\n", "src/lib.rs": "\n"}
    for path, text in {**tree, "Cargo.lock": "", "target/debug/chat": "", "src/target": ""}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert compare(tree, tmp_path).unexpected == ("src/target",)
    (tmp_path / "Cargo.toml").unlink()
    assert "Cargo.lock" in compare({"src/lib.rs": "\n"}, tmp_path).unexpected
