"""Whole processes: `wsgen validate` against the official command line, and a folder of documents against parsing it."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .compiling import BIN, ROOT, SPEC
from .documents import KINDS, text
from .rounds import medians

OFFICIAL = "@asyncapi/cli validate"
OURS = "wsgen validate"

PARSE = """
import sys
from pathlib import Path
from wsgen.spec.load import parse
for path in sorted(Path(sys.argv[1]).iterdir()):
    parse(path.read_bytes(), path.name)
"""
PARSE_ONLY = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


MOST_ROUNDS = 3
"""The official command line takes half a minute for the largest document; more rounds would change no digit."""


@dataclass(frozen=True, slots=True)
class Used:
    """What one process took: seconds from start to end, seconds of processors, and the most memory in bytes."""

    seconds: float
    processor: float
    memory: float


def use(command: Sequence[str | Path], environment: Mapping[str, str]) -> Used:
    """Run one process to its end; raises CalledProcessError where it says that a document isn't valid."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [str(part) for part in command])
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Used(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def tables(rounds: int) -> Iterator[str]:
    """Against the official command line by size, then how time grows, then a folder of a hundred documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield _against_official(folder, min(rounds, MOST_ROUNDS))
        yield _growth(folder, rounds)
        yield _hundred(folder, rounds)


def _against_official(folder: Path, rounds: int) -> str:
    documents = {f"asyncapi/chat.yml, {SPEC.read_text(encoding='utf-8').count(chr(10)):,} lines": SPEC}
    for lines in (2_000, 20_000):
        documents[f"{lines:,} lines"] = _write(folder / f"{lines}.yml", text("connection", lines))
    lines_out = [
        "### Checking one document, whole processes",
        "",
        "| document | contestant | s | ratio | processor s | ratio | MB | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    environment = _quiet(folder)
    for title, path in documents.items():
        contestants = {
            OFFICIAL: [ROOT / "node_modules" / ".bin" / "asyncapi", "validate", path],
            OURS: [BIN / "wsgen", "validate", path],
        }
        taken = _rounds(contestants, environment, rounds)
        for contestant, used in taken.items():
            cells = [cell for unit in _compared(used, taken[OFFICIAL]) for cell in unit]
            lines_out.append(f"| {title} | {contestant} | {' | '.join(cells)} |")
    return "\n".join([*lines_out, ""])


def _growth(folder: Path, rounds: int) -> str:
    lines_out = [
        "### `wsgen validate` by size, whole processes, in seconds",
        "",
        "| document | 2,000 lines | 20,000 lines | ratio | 20,000 lines of JSON |",
        "|---|---|---|---|---|",
    ]
    for kind, make in KINDS.items():
        files = {
            "small": _write(folder / "small.yml", text(kind, 2_000)),
            "large": _write(folder / "large.yml", text(kind, 20_000)),
            "json": _write(folder / "large.json", text(kind, 20_000, form="json")),
        }
        taken = _rounds({key: [BIN / "wsgen", "validate", path] for key, path in files.items()}, os.environ, rounds)
        seconds = {key: [each.processor for each in used] for key, used in taken.items()}
        shown = {key: f"{statistics.median(each):.2f}" for key, each in seconds.items()}
        ratio = medians(seconds["large"], seconds["small"])
        about = (make.__doc__ or kind).partition("\n")[0].rstrip(".").partition(":")[0]
        lines_out.append(f"| {about} | {shown['small']} | {shown['large']} | {ratio:.1f}× | {shown['json']} |")
    return "\n".join([*lines_out, ""])


def _hundred(folder: Path, rounds: int) -> str:
    documents = folder / "hundred"
    documents.mkdir()
    for number in range(100):
        kind = ("connection", "topics", "paths", "unused")[number % 4]
        _write(documents / f"{number:03}.yml", text(kind, 800 + number))
    reference = "parsing them, with the place of every value"
    contestants: dict[str, list[str | Path]] = {
        reference: [sys.executable, "-c", PARSE, documents],
        "parsing them with yaml.CSafeLoader, without places": [sys.executable, "-c", PARSE_ONLY, documents],
        "wsgen validate": [BIN / "wsgen", "validate", documents],
    }
    taken = _rounds(contestants, os.environ, rounds)
    lines_out = [
        "### A folder of 100 documents of 800 to 900 lines, whole processes",
        "",
        "| contestant | s | ratio | processor s | ratio |",
        "|---|---|---|---|---|",
    ]
    for name, used in taken.items():
        cells = [cell for unit in _compared(used, taken[reference])[:2] for cell in unit]
        lines_out.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines_out, ""])


def _compared(used: Sequence[Used], others: Sequence[Used]) -> tuple[tuple[str, str], ...]:
    """Medians of time, time of processors and memory, each with its ratio to the others of the same rounds."""
    rows: list[tuple[str, str]] = []
    for name, form, scale in (("seconds", ".2f", 1.0), ("processor", ".2f", 1.0), ("memory", ".0f", 1e-6)):
        own = [getattr(each, name) * scale for each in used]
        ratio = medians(own, [getattr(each, name) * scale for each in others])
        rows.append((format(statistics.median(own), form), f"{ratio:.2f}×"))
    return tuple(rows)


def _rounds(
    contestants: Mapping[str, Sequence[str | Path]], environment: Mapping[str, str], rounds: int
) -> dict[str, list[Used]]:
    """Every contestant once a round, one after the other, after a warm-up that isn't counted."""
    taken: dict[str, list[Used]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, command in contestants.items():
            used = use(command, environment)
            if number:
                taken[name].append(used)
    return taken


def _quiet(folder: Path) -> Mapping[str, str]:
    """An environment in which the official command line reports its use to nobody, which would be timed too."""
    told = '{"analyticsEnabled": "false", "infoMessageShown": "true", "userID": "-"}'
    settings = _write(folder / "metrics.json", told)
    return {**os.environ, "ASYNCAPI_METRICS_CONFIG_PATH": str(settings)}


def _write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path
