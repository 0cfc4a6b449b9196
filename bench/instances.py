"""Values of schemas a second: ours, asked of a validator each, against hypothesis-jsonschema's.

The rival works with no present Hypothesis, so it is installed beside ours, into `.cache/instances` of this clone.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from wsgen.pipeline import Job, plan_document
from wsgen.settings import Settings

from .compiling import SPEC
from .processes import ROOT, run

RIVALS = ("hypothesis==6.170.9", "hypothesis-jsonschema==0.23.1")
CACHE = ROOT / ".cache" / "instances"
COUNT = 20
"""Values of each schema."""

OURS = """
import json, sys, time
from wsgen.instances.choices import Seeded
from wsgen.instances.schemas import Schemas
from wsgen.instances.valid import valid
definitions, count = json.load(sys.stdin)
known, start = Schemas(definitions), time.process_time()
for name in definitions:
    for seed in range(count):
        valid(known, {"$ref": f"#/$defs/{name}"}, Seeded(seed))
print(time.process_time() - start)
"""
THEIRS = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis_jsonschema import from_schema
definitions, count = json.load(sys.stdin)
start = time.process_time()
for name in definitions:
    strategy = from_schema({"$ref": f"#/$defs/{name}", "$defs": definitions})
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(strategy)
    def make(value):
        pass
    make()
print(time.process_time() - start)
"""


def tables(rounds: int) -> Iterator[str]:
    """Of the schemas of asyncapi/chat.yml, with all that is looked up once counted too."""
    install()
    protocol = plan_document(Job(SPEC.parent, SPEC.name, Settings()), lambda _: None).protocol
    definitions = {str(name): each.value for name, each in protocol.definitions.items()}
    asked = json.dumps([definitions, COUNT])
    made = len(definitions) * COUNT
    taken: dict[str, list[float]] = {"hypothesis-jsonschema 0.23.1": [], "wsgen/instances, by seed": []}
    for _ in range(rounds):
        for name, (program, folder) in zip(taken, ((THEIRS, CACHE), (OURS, ROOT)), strict=True):
            taken[name].append(made / seconds(program, folder, asked))
    theirs, ours = taken.values()
    yield "\n".join(
        [
            f"### Values of the {len(definitions)} schemas of asyncapi/chat.yml, {COUNT} of each, one process",
            "",
            "| contestant | values/processor s | ratio |",
            "|---|---|---|",
            *(
                f"| {name} | {statistics.median(each):,.0f} | "
                f"{statistics.median(one / other for one, other in zip(each, theirs, strict=True)):.1f}× |"
                for name, each in zip(taken, (theirs, ours), strict=True)
            ),
            "",
        ]
    )


def install() -> None:
    """Install the rival once."""
    if not (CACHE / "hypothesis_jsonschema").exists():
        print("setting up .cache/instances (once)", file=sys.stderr)
        run(sys.executable, "-m", "pip", "install", "--quiet", "--target", CACHE, *RIVALS)


def seconds(program: str, folder: Path, asked: str) -> float:
    """What a program says that it took, with the modules of a folder first."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=asked,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
