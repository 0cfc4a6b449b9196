"""`python -m bench.breaking [--write]`: what wsgen, @asyncapi/diff and jsoncompat say of forty edits."""

import argparse
import json
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import jsoncompat

from tests.breaking.forty import Edit, edits
from tests.breaking.forty_page import HEAD, MARKS, PAGE, row

from .page import between

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Prints the table; `--write` puts it into docs/breaking.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    is_written = parser.parse_args().write
    text = "\n".join(table(edits()))
    print(text)
    if is_written:
        PAGE.write_text(between(PAGE.read_text("utf-8"), text, *MARKS), "utf-8")


def table(listed: Sequence[Edit]) -> Iterator[str]:
    """The lines of the table, and who was asked."""
    package = json.loads((ROOT / "node_modules/@asyncapi/diff/package.json").read_text("utf-8"))
    others = list(zip(_diff(listed), map(_jsoncompat, listed), strict=True))
    yield from HEAD
    for each, (diff, compat) in zip(listed, others, strict=True):
        yield row(each, diff, compat)
    right = sum(_is_right(each, diff) for each, (diff, _) in zip(listed, others, strict=True))
    asked = [(each, compat) for each, (_, compat) in zip(listed, others, strict=True) if compat != "–"]
    agreed = sum(_is_right(each, compat) for each, compat in asked)
    yield ""
    yield (
        f"@asyncapi/diff {package['version']} is right on {right} of {len(listed)}, jsoncompat {version('jsoncompat')} "
        f"on {agreed} of the {len(asked)} that it can be asked."
    )


def _is_right(edit: Edit, verdict: str) -> bool:
    """Neither of them knows `risky`: there anything but a yes counts."""
    says = {"non-breaking": "safe", "nothing": "safe"}.get(verdict, verdict)
    return says == edit.level or (edit.level == "risky" and says == "breaking")


def _diff(listed: Sequence[Edit]) -> list[str]:
    asked = json.dumps([[each.before, each.after] for each in listed])
    command = ["node", "bench/asyncapi_diff.mjs"]
    ran = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True, check=True)
    return [str(each) for each in json.loads(ran.stdout)]


def _jsoncompat(edit: Edit) -> str:
    if edit.schemas is None:
        return "–"
    role = "deserializer" if edit.direction == "up" else "serializer"
    old, new = map(json.dumps, edit.schemas)
    return "safe" if jsoncompat.check_compat(old, new, role) else "breaking"


if __name__ == "__main__":
    main()
