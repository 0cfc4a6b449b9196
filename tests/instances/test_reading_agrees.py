"""What the protocol alone says of a frame, and what generated code says of it: the same, frame by frame."""

import importlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.corpus.verdicts import CORPUS, rows
from tests.instances.mutations import broken, mutated
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.reading import read, read_text
from wsgen.pipeline import Job, compile_document, plan_document
from wsgen.plan.protocol import Direction
from wsgen.settings import Settings
from wsgen.settings import read as settings_of

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = ("authenticate", "envelopes", "flat", "framings", "mixed", "roots", "dialects")
# Each framing, and what is odd about some: unions of many, formats, frames that are arrays, values of a million kinds.
DOCUMENTS = ("003", "023", "037", "071", "117", "171", "185")
WAYS = {Direction.CLIENT_TO_SERVER: "client_to_server", Direction.SERVER_TO_CLIENT: "server_to_client"}


def jobs() -> Iterator[Any]:
    """The documents, by name."""
    for case in CASES:
        settings = settings_of(GOLDEN, GOLDEN / case / "settings.toml").settings
        yield pytest.param(Job(GOLDEN / case, "spec.yml", settings), id=case)
    for row in rows() if CORPUS.exists() else ():
        if row.name[:3] in DOCUMENTS:
            yield pytest.param(Job(CORPUS, row.entry, Settings(allow_outside=True)), id=row.name)


@pytest.mark.parametrize("job", [*jobs()])
def test_the_protocol_alone_says_what_generated_code_says(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    name = f"agrees_{request.node.callspec.id.partition('-')[0]}"
    for path, text in compile_document(job, lambda _: None).tree.items():
        (file := tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    monkeypatch.syspath_prepend(tmp_path)
    dispatch = importlib.import_module(f"{name}.dispatch")
    refusing = importlib.import_module(f"{name}._runtime.core.refusing")
    reading = importlib.import_module(f"{name}._runtime.core.reading")
    protocol = plan_document(job, lambda _: None).protocol
    wires: dict[str | None, str | None] = {None: None, **{each.id: each.wire for each in protocol.messages.values()}}
    met: Counter[str] = Counter()

    for connection in protocol.connections:
        frames, generated = Frames.of(protocol, connection), getattr(dispatch, connection.constant)
        for direction, way in WAYS.items():
            reader = reading.Reader(getattr(generated, way), generated.schemas)
            for text in texts(frames, direction):
                verdict = read_text(frames, direction, text)
                try:
                    said = "valid", reader.read(text).route.message.name
                except refusing.Refused as refused:
                    said = refused.kind, refused.message
                met[verdict.kind] += 1
                if not text.lstrip(" ").startswith("{") and not verdict.is_valid and said[0] != "valid":
                    # Whether that is no frame or just a wrong one is a matter of words.
                    continue

                assert (verdict.kind, wires[verdict.message]) == said, (text[:300], verdict.reason)

    assert met["valid"] > 5
    assert met["unreadable"] > 5


def texts(frames: Frames, direction: Direction) -> Iterator[str]:
    """Texts of frames of a direction: valid ones, such as something has happened to, and such as are none."""
    random = Random(direction.value)
    for message in frames.messages(direction)[:8]:
        for seed in range(3):
            try:
                frame = frames.frame(message.id, Seeded(seed), direction=direction)
            except NoInstanceError:
                continue
            assert read(frames, direction, frame).is_valid
            yield json.dumps(frame)
            for _ in range(10):
                yield json.dumps(mutated(frame, random))
            if seed < 1:
                yield from broken(json.dumps(frame), random)
