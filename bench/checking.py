"""Whole processes: `wsgen validate` against the official command line, and a folder of documents against parsing it."""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from .compiling import SPEC
from .documents import KINDS, text
from .processes import BIN, ROOT, Process, compared, rounds_of
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
        taken = rounds_of({name: Process(each, environment) for name, each in contestants.items()}, rounds)
        for contestant, used in taken.items():
            cells = [cell for unit in compared(used, taken[OFFICIAL]) for cell in unit]
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
        taken = rounds_of({key: Process([BIN / "wsgen", "validate", path]) for key, path in files.items()}, rounds)
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
    taken = rounds_of({name: Process(each) for name, each in contestants.items()}, rounds)
    lines_out = [
        "### A folder of 100 documents of 800 to 900 lines, whole processes",
        "",
        "| contestant | s | ratio | processor s | ratio |",
        "|---|---|---|---|---|",
    ]
    for name, used in taken.items():
        cells = [cell for unit in compared(used, taken[reference])[:2] for cell in unit]
        lines_out.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines_out, ""])


def _quiet(folder: Path) -> Mapping[str, str]:
    """An environment in which the official command line reports its use to nobody, which would be timed too."""
    told = '{"analyticsEnabled": "false", "infoMessageShown": "true", "userID": "-"}'
    settings = _write(folder / "metrics.json", told)
    return {**os.environ, "ASYNCAPI_METRICS_CONFIG_PATH": str(settings)}


def _write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path
