"""What Node says of frames by the generated tables, and what the protocol alone says: the same, frame by frame."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.instances.test_reading_agrees import WAYS, jobs, texts
from wsgen.browser.emit import emit
from wsgen.instances.frames import Frames
from wsgen.instances.reading import read_text
from wsgen.pipeline import Job, plan_document

READ = """
import { readFileSync } from "node:fs";
import * as tables from "./protocol.js";
import { Reader, is_refused } from "./_runtime/reading.js";
const said = JSON.parse(readFileSync(0, "utf8")).map(({ constant, way, texts }) => {
  const reader = new Reader(tables[constant][way]);
  return texts.map((text) => reader.read(text)).map((read) =>
    is_refused(read) ? [read.kind, read.message] : ["valid", read.route.message.name]);
});
process.stdout.write(JSON.stringify(said));
"""
# One with envelopes, one with most framings, one whose frames may be anything; the others are the long way.
QUICK = {"envelopes", "framings", "roots"}


@pytest.mark.parametrize(
    "job",
    [pytest.param(each.values[0], id=each.id, marks=() if each.id in QUICK else pytest.mark.slow) for each in jobs()],
)
def test_frames_are_read_in_node_as_the_protocol_says(job: Job, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None, "Node isn't installed here: `make setup` says which one"
    protocol = plan_document(job, lambda _: None).protocol
    for path, text in {**emit(protocol), "read.mjs": READ}.items():
        (file := tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    names: dict[str | None, str | None] = {None: None, **{each.id: each.wire for each in protocol.messages.values()}}
    asked: list[dict[str, object]] = []
    told: list[tuple[str, str, str | None]] = []
    for connection in protocol.connections:
        frames = Frames.of(protocol, connection)
        for direction, way in WAYS.items():
            these = [*texts(frames, direction)]
            asked.append({"constant": connection.constant, "way": way, "texts": these})
            verdicts = [read_text(frames, direction, text) for text in these]
            told += [(text, each.kind, names[each.message]) for text, each in zip(these, verdicts, strict=True)]

    done = subprocess.run(
        [node, str(tmp_path / "read.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    said = [tuple(each) for way in json.loads(done.stdout) for each in way]
    assert len([kind for _, kind, _ in told if kind == "valid"]) > 5
    for (text, *verdict), other in zip(told, said, strict=True):
        if not text.lstrip(" ").startswith("{") and "valid" not in {verdict[0], other[0]}:
            # Whether that is no frame or just a wrong one is a matter of words.
            continue
        assert tuple(verdict) == other, text[:300]
