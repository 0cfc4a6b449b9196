"""The tables of every golden case in the runtime for browsers: each frame is the message that it is to Python's reader.

Frames that break their schema, that have no tag or another one, are refused alike. Of what is no object it only counts
that it is refused.
"""

import json
import subprocess
from pathlib import Path

from tests.browser.generated_clients import copied_runtime, written
from tests.golden.test_golden import CASES, broken, planned
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.reading import read
from wsgen.plan.protocol import Direction

_READ = """
import { readFileSync } from "node:fs";
import { Reader } from "./_runtime/reading.js";
const found = [];
for (const [folder, constant, side, frames] of JSON.parse(readFileSync("frames.json", "utf8"))) {
  const tables = await import(`./${folder}/protocol.js`);
  const reader = new Reader(tables[constant][side]);
  found.push(frames.map((frame) => {
    const read = reader.read(JSON.stringify(frame));
    return "kind" in read ? [read.kind, read.message] : ["valid", read.route.message.name];
  }));
}
process.stdout.write(JSON.stringify(found));
"""
_NEAR = 12


def test_a_frame_is_the_same_message_to_both_runtimes(tmp_path: Path) -> None:
    asked: list[tuple[str, str, str, list[object]]] = []
    expected: list[list[list[str | None]]] = []
    for case in CASES:
        protocol = planned(case)
        written(protocol, tmp_path / case, "../_runtime")
        for connection in protocol.connections:
            frames = Frames.of(protocol, connection)
            for way, side in zip(Direction, ("client_to_server", "server_to_client"), strict=True):
                known: list[object] = []
                for message in frames.messages(way):
                    made = frames.frame(message.id, Seeded(message.id), manner=Manner.PLAIN)
                    known += [made, *[each for each, _ in zip(broken(made), range(_NEAR), strict=False)]]
                verdicts = [read(frames, way, each) for each in known]  # type: ignore[arg-type]
                asked.append((case, str(connection.constant), side, known))
                expected.append(
                    [[each.kind, protocol.messages[each.message].wire if each.message else None] for each in verdicts]
                )
    copied_runtime(planned("roots"), tmp_path)
    (tmp_path / "frames.json").write_text(json.dumps(asked))
    (tmp_path / "read.mjs").write_text(_READ)
    done = subprocess.run(["node", "read.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    answered = json.loads(done.stdout)
    for (case, constant, side, known), mine, theirs in zip(asked, expected, answered, strict=True):
        for frame, wanted, got in zip(known, mine, theirs, strict=True):
            if isinstance(frame, dict) or "valid" in (got[0], wanted[0]):
                assert got == wanted, (case, constant, side, frame)
    assert sum(len(each) for each in expected) > 500
